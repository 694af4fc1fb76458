"""Writes about who works for a club: posts, approvals by a second person, and the log of what was done."""
