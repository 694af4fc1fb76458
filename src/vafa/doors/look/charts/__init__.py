"""Charts as server-made SVG (DESIGN.md §5): pure functions from values and finished labels to safe HTML."""
