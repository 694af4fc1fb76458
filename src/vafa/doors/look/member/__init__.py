"""One member in words, behind whichever door: the ledger with its reasons, units by state, tier, what is missing."""
