from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from vafa.base import reads
from vafa.base.models import Club
from vafa.segments.models import Definition, Membership


def segments_of(members: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for member, segment in reads.select(Membership, ("member_id", "segment"), {"member_id__in": members}):
        found[member].add(segment)
    return {member: frozenset(segments) for member, segments in found.items()}


def definitions(club: Club) -> dict[str, Definition]:
    """The latest version of each."""
    rows = Definition.objects.filter(club=club).order_by("code", "version")
    return {row.code: row for row in rows}
