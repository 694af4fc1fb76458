"""Reads of checkouts."""
