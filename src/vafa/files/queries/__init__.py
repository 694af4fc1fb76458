"""Reads of the room; across members only in across.py."""
