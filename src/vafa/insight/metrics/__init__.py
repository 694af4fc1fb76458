"""One metric in each file: what it is, in words, and how it is computed from the history."""
