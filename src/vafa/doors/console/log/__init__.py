"""The log of who did what: its words, and how its entries are said."""
