"""What the counter's templates say beyond the kit."""
