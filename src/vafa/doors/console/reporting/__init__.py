"""Reports out of the lake: each a few tables with their definitions, for a page and for a file."""
