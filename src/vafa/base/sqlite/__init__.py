"""Django's SQLite backend with the fair turnstile: every write transaction waits its turn, then BEGIN IMMEDIATE."""
