"""The SQL of this room by the name of its file in sql/: a portable subset, the same text on SQLite and PostgreSQL."""

from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import connection

_FOLDER = Path(__file__).resolve().parent / "sql"


@cache
def statement(name: str) -> str:
    """In: the file's name without its ending. Out: its text, with %s for each parameter."""
    return (_FOLDER / name).with_suffix(".sql").read_text(encoding="utf-8")


def id_text(id: UUID) -> str:
    """As the database writes an id: PostgreSQL with hyphens, SQLite without."""
    return str(id) if connection.features.has_native_uuid_field else id.hex
