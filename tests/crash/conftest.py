"""Installations as in tests/server, to be killed."""

from tests.server.conftest import books, copied, databases, place, programs_of_postgresql

__all__ = ["books", "copied", "databases", "place", "programs_of_postgresql"]
