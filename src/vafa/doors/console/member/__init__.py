"""One member as the console shows them: the ledger with its reasons, units and tier, what happened when."""
