"""References: what makes every retry safe. Unique per club and source, with a hash of the canonical content."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import transaction

from vafa.base import reads, sql
from vafa.base.errors import ReferenceConflict, Refusal, refusal_named
from vafa.base.models import Reference, RefusedSpend

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
    columns = ("reference", "content_sha256", "member_id", "outcome_id")
    for source, references in by_source.items():
        where = {"club_id": club_id, "source": source, "reference__in": references}
        for row in reads.select(Reference, columns, where):
            found[source, row[0]] = Known(bytes(row[1]), row[2], row[3])
    return found


def book(club_id: UUID, rows: Sequence[tuple[str, str, bytes, UUID | None, UUID]], booked_at: datetime) -> None:
    """In: (source, reference, content hash, member, outcome) of what was booked in this transaction."""
    sql.insert(Reference, _COLUMNS, [(club_id, *row, booked_at) for row in rows])


Opened = TypeVar("Opened")


def spend(
    *, club_id: UUID, source: str, reference: str, content: bytes, now: datetime, opening: Callable[[], Opened],
    verb: Callable[[Opened], tuple[UUID, UUID]],
) -> tuple[UUID, bool]:  # fmt: skip
    """In: a spend's reference and content hash; `opening` takes its locks, `verb` spends and answers with member and
    outcome. Out: the outcome, and whether this call was the first. Refused: what the verb refuses, which is remembered
    in the same transaction and told again to whoever asks again; other content under the same reference."""
    key = source, reference
    with transaction.atomic():
        opened = opening()
        if seen := look_up(club_id, [key]).get(key):
            _same(seen.content_sha256, content, reference)
            return seen.outcome_id, False
        row = RefusedSpend.objects.filter(club_id=club_id, source=source, reference=reference).first()
        if row is not None:
            _same(bytes(row.content_sha256), content, reference)
            raise refusal_named(row.code, row.data)
        try:
            with transaction.atomic():
                member, outcome = verb(opened)
                book(club_id, [(*key, content, member, outcome)], now)
                return outcome, True
        except Refusal as refusal:
            told = refusal
        columns = ("club_id", "source", "reference", "content_sha256", "code", "data", "refused_at")
        sql.insert(RefusedSpend, columns, [(club_id, *key, content, told.code, told.data, now)])
    raise told


def _same(known: bytes, content: bytes, reference: str) -> None:
    if known != content:
        raise ReferenceConflict(reference=reference, differs=["content"])
