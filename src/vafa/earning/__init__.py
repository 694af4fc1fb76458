"""Published rule versions."""
