"""Versioned definitions and stored membership."""
