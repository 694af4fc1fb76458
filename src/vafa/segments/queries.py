from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from vafa.base import reads
from vafa.base.models import Club
from vafa.segments.models import TAKEN_AWAY, Definition, Membership


def segments_of(members: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for member, segment in reads.select(Membership, ("member_id", "segment"), {"member_id__in": members}):
        found[member].add(segment)
    return {member: frozenset(segments) for member, segments in found.items()}


def definitions(club: Club) -> dict[str, Definition]:
    """The latest version of each that is there."""
    rows = Definition.objects.filter(club=club).order_by("code", "version")
    latest = {row.code: row for row in rows}
    return {code: row for code, row in latest.items() if row.predicate != TAKEN_AWAY}


def members_of(club: Club, code: str) -> frozenset[UUID]:
    """In: a segment. Out: who is in it, as it was last judged."""
    rows = Membership.objects.filter(club_id=club.id, segment=code)
    return frozenset(rows.values_list("member_id", flat=True))


def last_before(club: Club, code: str) -> Definition | None:
    """In: a segment. Out: what it was before it was taken away; None if it was not."""
    rows = list(Definition.objects.filter(club=club, code=code).order_by("-version")[:2])
    return rows[1] if len(rows) == 2 and rows[0].predicate == TAKEN_AWAY else None
