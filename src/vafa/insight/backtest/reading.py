"""Reading a club's history in chunks of whole members, never more than one chunk at a time."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from vafa.activities.models import Activity
from vafa.base import reads
from vafa.base.models import Club
from vafa.insight.backtest.rows import MemberRows, Row
from vafa.members.models import Member
from vafa.partners.queries import stores_of

MEMBERS_AT_ONCE = 250
"""In one chunk: a year of a supermarket's best customers is some 50 MB."""
FIRST = 25
"""In the chunk that tells how long the others take."""

_COLUMNS = (
    "member_id", "id", "kind", "happened_at", "day", "store_id", "channel", "version", "net_minor",
    "cost_minor", "original", "body", "facts", "awards",
)  # fmt: skip
_AS_TEXT = ("body", "facts", "awards")


class Chunk(NamedTuple):
    """Members, and by membership merged into one of them (over any number of merges) whose it is now."""

    members: tuple[UUID, ...]
    others: dict[UUID, UUID]


def chunks_of(club: Club) -> list[Chunk]:
    """Out: the whole club, in the order of member ids."""
    rows = reads.select(Member, ("id", "merged_into"), {"club_id": club.id})
    into = {id: to for id, to in rows if to is not None}
    parts: dict[UUID, list[UUID]] = {}
    for absorbed in into:
        member = absorbed
        while member in into:
            member = into[member]
        parts.setdefault(member, []).append(absorbed)
    ids = sorted((id for id, to in rows if to is None), key=lambda id: id.int)
    first = min(FIRST, MEMBERS_AT_ONCE)
    starts = [0, *range(first, len(ids), MEMBERS_AT_ONCE)] if ids else []
    chunks = [tuple(ids[start:end]) for start, end in pairwise([*starts, len(ids)])]
    return [Chunk(those, {other: each for each in those for other in parts.get(each, ())}) for those in chunks]


def members_of(club: Club, chunk: Chunk, awards: bool = False) -> Iterator[MemberRows]:
    """In: a chunk; with `awards` what each activity was given comes too. Out: its members, each with everything that
    was booked of them, in booking order; who never did anything is left out."""
    people = reads.select(Member, ("id", "joined_at", "birthday"), {"id__in": chunk.members})
    of_member: dict[UUID, list[Row]] = {}
    for member, row in _rows(club, [*chunk.members, *chunk.others], awards):
        of_member.setdefault(chunk.others.get(member, member), []).append(row)
    for member, joined_at, birthday in sorted(people, key=lambda person: person[0].int):
        if own := of_member.get(member):
            yield MemberRows(member, joined_at, birthday, sorted(own, key=lambda row: row.id.int))


def _rows(club: Club, members: Sequence[UUID], awards: bool) -> list[tuple[UUID, Row]]:
    stores = {place.id: place.code for place in stores_of(club.id).values()}
    columns = _COLUMNS if awards else _COLUMNS[:-1]
    found = reads.select(Activity, columns, {"member_id__in": members}, as_text=_AS_TEXT)
    unread = () if awards else ("",)
    return [(row[0], Row._make((*row[1:5], stores.get(row[5], ""), *row[6:], *unread))) for row in found]


def in_time_order(rows: list[Row]) -> list[Row]:
    """A return never comes before its purchase, whatever the clocks of two tills say."""
    happened = {row.id: row.happened_at for row in rows}
    return sorted(
        rows,
        key=lambda row: (
            row.happened_at
            if row.original is None
            else max(row.happened_at, happened.get(row.original, row.happened_at)),
            row.id.int,
        ),
    )
