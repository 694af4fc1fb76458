"""What the reward pages need: forms, and rows of their tables."""
