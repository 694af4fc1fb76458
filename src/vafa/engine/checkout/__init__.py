"""What a basket costs: offers, delivery, tax, rounding, and the ways it is paid."""
