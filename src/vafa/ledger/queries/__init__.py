"""Reads of the ledger: working copies of accounts, states, history; across members only in across.py."""
