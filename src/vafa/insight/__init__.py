"""What happened, why, what next."""
