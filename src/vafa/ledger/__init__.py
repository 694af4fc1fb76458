"""Accounts, movements, lots, draws, holds. Knows accounts, not people."""
