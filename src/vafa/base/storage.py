"""Trouble of the database that will pass: a full disk, a read-only file, a server that does not answer.

Nothing of the request was kept; the same request may be sent again when there is room.
"""

import sqlite3
from typing import Final

SQLITE: Final = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "unwritable",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}
POSTGRESQL: Final = {
    "53100": "full",
    "25006": "read_only",
    "53300": "busy",
    "57P01": "unreachable",
    "57P02": "unreachable",
    "57P03": "unreachable",
}


def trouble(error: BaseException | None) -> str | None:
    """In: an error. Out: full, read_only, unwritable, unreachable or busy; None where it is something else."""
    while error is not None:
        if found := _named(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _named(error: BaseException) -> str | None:
    if isinstance(error, sqlite3.Error):
        # the low byte is the kind, the rest its detail
        return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(state := getattr(error, "sqlstate", None), str):
        return POSTGRESQL.get(state) or ("unreachable" if state.startswith("08") else None)
    # psycopg has no state for a server it could not reach at all
    unreached = type(error).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError"
    return "unreachable" if unreached else None
