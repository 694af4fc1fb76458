"""What people see without an account: the join page, and a member's own page behind a signed link."""
