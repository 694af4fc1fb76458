"""References: what makes every retry safe. Unique per club and source, with a hash of the canonical content."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar
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


def named(club_id: UUID, reference: str) -> list[Known]:
    """In: a reference as people read it off a receipt. Out: what is booked under it, whoever told of it."""
    rows = Reference.objects.filter(club_id=club_id, reference=reference)[:20]
    return [Known(bytes(row.content_sha256), row.member_id, row.outcome_id) for row in rows]


def book(club_id: UUID, rows: Sequence[tuple[str, str, bytes, UUID | None, UUID]], booked_at: datetime) -> None:
    """In: (source, reference, content hash, member, outcome) of what was booked in this transaction."""
    sql.insert(Reference, _COLUMNS, [(club_id, *row, booked_at) for row in rows])


Opened = TypeVar("Opened")


class Asked(NamedTuple):
    """A spend that is asked for: by whom, under which reference, and the hash of what it says."""

    source: str
    reference: str
    content: bytes


class Spent(NamedTuple):
    """What came of a spend, of whom, and whether this call was the first."""

    member: UUID
    outcome: UUID
    first: bool


Made = Mapping[int, tuple[UUID, UUID] | Refusal]
"""By place the member and the outcome of a spend, or why there is none."""


def spend(
    *, club_id: UUID, source: str, reference: str, content: bytes, now: datetime, opening: Callable[[], Opened],
    verb: Callable[[Opened], tuple[UUID, UUID]],
) -> tuple[UUID, bool]:  # fmt: skip
    """In: a spend's reference and content hash; `opening` takes its locks, `verb` spends and answers with member and
    outcome. Out: the outcome, and whether this call was the first. Refused: what the verb refuses, which is remembered
    in the same transaction and told again to whoever asks again; other content under the same reference."""

    def only(opened: Opened, _: Sequence[int]) -> Made:
        try:
            with transaction.atomic():
                return {0: verb(opened)}
        except Refusal as refusal:
            return {0: refusal}

    (told,) = spend_all(club_id=club_id, asked=[Asked(source, reference, content)], now=now, opening=opening, verb=only)
    if isinstance(told, Refusal):
        raise told
    return told.outcome, told.first


@transaction.atomic
def spend_all(
    *, club_id: UUID, asked: Sequence[Asked], now: datetime, opening: Callable[[], Opened],
    verb: Callable[[Opened, Sequence[int]], Made],
) -> list[Spent | Refusal]:  # fmt: skip
    """In: spends; `opening` takes the locks of all of them, `verb` is given the places of those that were not asked
    before. Out: for each in its order what came of it, now or then; refusals are remembered as of `spend`. What the
    verb raises undoes all of them."""
    opened = opening()
    told = _told_before(club_id, asked)
    first: dict[tuple[str, str], int] = {}
    for place, each in enumerate(asked):
        first.setdefault((each.source, each.reference), place)
    todo = [place for place in first.values() if place not in told]
    made = verb(opened, todo) if todo else {}
    for place in todo:
        done = made[place]
        told[place] = done if isinstance(done, Refusal) else Spent(*done, first=True)
    _keep(club_id, [(asked[place], made[place]) for place in todo], now)
    return [_as_told(each, first[each.source, each.reference], place, asked, told) for place, each in enumerate(asked)]


def _told_before(club_id: UUID, asked: Sequence[Asked]) -> dict[int, Spent | Refusal]:
    keys = {(each.source, each.reference) for each in asked}
    known, refused = look_up(club_id, keys), _refused(club_id, keys)
    told: dict[int, Spent | Refusal] = {}
    for place, each in enumerate(asked):
        key = each.source, each.reference
        if seen := known.get(key):
            told[place] = _conflict(each)
            if seen.content_sha256 == each.content:
                assert seen.member_id is not None
                told[place] = Spent(seen.member_id, seen.outcome_id, first=False)
        elif before := refused.get(key):
            told[place] = refusal_named(*before[1:]) if before[0] == each.content else _conflict(each)
    return told


def _refused(club_id: UUID, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[bytes, str, Any]]:
    """Out: by key the content hash, code and data of what was refused."""
    columns = ("source", "reference", "content_sha256", "code", "data")
    where = {
        "club_id": club_id, "source__in": {source for source, _ in keys}, "reference__in": {named for _, named in keys},
    }  # fmt: skip
    rows = reads.select(RefusedSpend, columns, where)
    return {(row[0], row[1]): (bytes(row[2]), row[3], row[4]) for row in rows}


def _keep(club_id: UUID, made: Sequence[tuple[Asked, tuple[UUID, UUID] | Refusal]], now: datetime) -> None:
    book(club_id, [(*each, *done) for each, done in made if not isinstance(done, Refusal)], now)
    refused = [(club_id, *each, done.code, done.data, now) for each, done in made if isinstance(done, Refusal)]
    columns = ("club_id", "source", "reference", "content_sha256", "code", "data", "refused_at")
    sql.insert(RefusedSpend, columns, refused)


def _as_told(
    each: Asked, first: int, place: int, asked: Sequence[Asked], told: Mapping[int, Spent | Refusal]
) -> Spent | Refusal:
    """Twins of one batch hear what the first of them heard, as if they had come after it."""
    if place == first or place in told:
        return told[place]
    done = told[first]
    if asked[first].content != each.content:
        return _conflict(each)
    return done if isinstance(done, Refusal) else done._replace(first=False)


def _conflict(each: Asked) -> Refusal:
    return ReferenceConflict(reference=each.reference, differs=["content"])
