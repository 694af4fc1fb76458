"""Writes about members: joining, cards and profile, consent, merging and its undo."""
