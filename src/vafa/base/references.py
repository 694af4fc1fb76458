"""References: what makes every retry safe. Unique per club and source, with a hash of the canonical content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from vafa.base import sql
from vafa.base.models import Reference

_canonical = msgspec.json.Encoder(order="deterministic")
_COLUMNS = ("club_id", "source", "reference", "content_sha256", "member_id", "outcome_id", "booked_at")


@dataclass(frozen=True, slots=True)
class Known:
    content_sha256: bytes
    member_id: UUID | None
    outcome_id: UUID


def content_hash(content: Any) -> bytes:
    """The hash of normalised content: key order does not count, digits and zones are normalised at the door."""
    return sha256(_canonical.encode(content)).digest()


def look_up(club_id: UUID, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """In: (source, reference) pairs. Out: those that are booked."""
    by_source: dict[str, set[str]] = {}
    for source, reference in keys:
        by_source.setdefault(source, set()).add(reference)
    found: dict[tuple[str, str], Known] = {}
    for source, references in by_source.items():
        rows = Reference.objects.filter(club_id=club_id, source=source, reference__in=references)
        for row in rows.values_list("reference", "content_sha256", "member_id", "outcome_id"):
            found[source, row[0]] = Known(bytes(row[1]), row[2], row[3])
    return found


def book(club_id: UUID, rows: Sequence[tuple[str, str, bytes, UUID | None, UUID]], booked_at: datetime) -> None:
    """In: (source, reference, content hash, member, outcome) of what was booked in this transaction."""
    sql.insert(Reference, _COLUMNS, [(club_id, *row, booked_at) for row in rows])
