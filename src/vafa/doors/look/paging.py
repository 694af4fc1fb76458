"""Cursors: a page is named by the last row of the one before, so rows that come meanwhile move nothing."""

import datetime as dt
from uuid import UUID

from django.http import QueryDict


def moment_and_id(text: str) -> tuple[dt.datetime, UUID] | None:
    """In: what `cursor` wrote. Out: None when there is none or it was tampered with: the first page."""
    try:
        moment, _, id = text.partition("~")
        return dt.datetime.fromisoformat(moment), UUID(id)
    except ValueError:
        return None


def cursor(moment: dt.datetime, id: UUID) -> str:
    return f"{moment.isoformat()}~{id}"


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def address(query: QueryDict, **values: str) -> str:
    """The same query with other values; an empty one is left out."""
    changed = query.copy()
    for name, value in values.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"
