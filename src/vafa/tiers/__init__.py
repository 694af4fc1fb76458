"""Ladders and standing."""
