from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from vafa.base.models import Club
from vafa.segments.models import Definition, Membership


def segments_of(members: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for member, segment in Membership.objects.filter(member_id__in=members).values_list("member_id", "segment"):
        found[member].add(segment)
    return {member: frozenset(segments) for member, segments in found.items()}


def definitions(club: Club) -> dict[str, Definition]:
    """The latest version of each."""
    rows = Definition.objects.filter(club=club).order_by("code", "version")
    return {row.code: row for row in rows}
