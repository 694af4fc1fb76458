"""One file for what a cashier does."""
