"""Writes: record a batch, return, adjust, tell a step; each item books whole or not at all."""
