"""Staff: the pages of owner, manager, analyst and cashier."""
