"""Writes about offers: their terms, and assigning them to members."""
