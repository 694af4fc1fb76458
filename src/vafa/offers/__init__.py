"""What one member may use now: offers with conditions, limits, budgets and a priority, beside vouchers and rewards."""
