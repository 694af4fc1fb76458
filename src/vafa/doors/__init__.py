"""How the world comes in. A door parses, calls one action or some queries, presents. It decides nothing."""
