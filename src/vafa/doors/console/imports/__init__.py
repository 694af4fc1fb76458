"""What the pages of an import show, state by state."""
