"""Writes of the ledger: open accounts, post what was added to them, hold and capture."""
