"""Reads: what a member did and why each unit is there; across members only in across.py."""
