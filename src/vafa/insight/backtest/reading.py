"""Reading a club's history in chunks of whole members, never more than one chunk at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from vafa.activities.models import Activity
from vafa.base import reads
from vafa.base.models import Club
from vafa.insight.backtest.rows import MemberRows, Row
from vafa.members.models import Member
from vafa.partners.queries import stores_of

MEMBERS_AT_ONCE = 250
"""In one chunk: a year of a supermarket's best customers is some 50 MB."""

_COLUMNS = (
    "member_id", "id", "kind", "happened_at", "counts_at", "day", "store_id", "channel", "version", "net_minor",
    "cost_minor", "original", "body", "facts", "awards",
)  # fmt: skip
_AS_TEXT = ("body", "facts", "awards")

Where = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Members from `first` to before `end` (None: to the last), those merged away left out: they come with whom they
    are part of."""

    first: UUID
    end: UUID | None
    members: int


@dataclass(slots=True)
class Absorbed:
    """By surviving member the memberships merged into it, over any number of merges."""

    into: dict[UUID, UUID] = field(default_factory=dict)

    def of(self, members: list[UUID]) -> dict[UUID, UUID]:
        """Out: by absorbed membership the one of these members that it is part of."""
        wanted = set(members)
        return {each: end for each in self.into if (end := self.surviving(each)) in wanted}

    def surviving(self, member: UUID) -> UUID:
        while member in self.into:
            member = self.into[member]
        return member


def absorbed_in(club: Club) -> Absorbed:
    """Out: who was merged into whom, in the whole club."""
    rows = Member.objects.filter(club_id=club.id, merged_into__isnull=False).values_list("id", "merged_into")
    return Absorbed({id: into for id, into in rows if into is not None})


def chunks_of(club: Club) -> list[Chunk]:
    """Out: the whole club, in the order of member ids."""
    members = Member.objects.filter(club_id=club.id)
    if not (first := members.order_by("id").values_list("id", flat=True).first()):
        return []
    found: list[Chunk] = []
    while first is not None:
        ids = list(members.filter(id__gte=first).order_by("id").values_list("id", flat=True)[: MEMBERS_AT_ONCE + 1])
        end = ids[MEMBERS_AT_ONCE] if len(ids) > MEMBERS_AT_ONCE else None
        found.append(Chunk(first, end, min(MEMBERS_AT_ONCE, len(ids))))
        first = end
    return found


def members_of(club: Club, chunk: Chunk, absorbed: Absorbed, awards: bool = False) -> Iterator[MemberRows]:
    """In: a chunk; with `awards` what each activity was given comes too. Out: its members, each with everything that
    was booked of them, in booking order; who never did anything is left out."""
    span = {"club_id": club.id, "id__gte": chunk.first} | ({"id__lt": chunk.end} if chunk.end else {})
    people = {row[0]: row for row in reads.select(Member, ("id", "joined_at", "birthday", "merged_into"), span)}
    others = absorbed.of(list(people)) if absorbed.into else {}
    rows = _rows(club, _booked_by(chunk), awards)
    if elsewhere := [each for each in others if each not in people]:
        rows += _rows(club, {"member_id__in": elsewhere}, awards)
    of_member: dict[UUID, list[Row]] = {}
    for member, row in rows:
        of_member.setdefault(others.get(member, member), []).append(row)
    for member, (_, joined_at, birthday, merged_into) in people.items():
        if merged_into is None and (own := of_member.get(member)):
            yield MemberRows(member, joined_at, birthday, sorted(own, key=lambda row: row.id.int))


def _booked_by(chunk: Chunk) -> Where:
    return {"member_id__gte": chunk.first} | ({"member_id__lt": chunk.end} if chunk.end else {})


def _rows(club: Club, where: Where, awards: bool) -> list[tuple[UUID, Row]]:
    stores = {place.id: place.code for place in stores_of(club.id).values()}
    columns = _COLUMNS if awards else _COLUMNS[:-1]
    found = reads.select(Activity, columns, {**where, "club_id": club.id}, as_text=_AS_TEXT)
    unread = () if awards else ("",)
    return [(row[0], Row._make((*row[1:6], stores.get(row[6], ""), *row[7:], *unread))) for row in found]


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
