"""Reads of the catalogue, of codes and of what a member took; across members only in across.py."""
