"""One account of one member: lots that enter, wait, are drawn, held, taken back and end. Pure; the ledger stores it."""
