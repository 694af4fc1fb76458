from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from vafa.base import sql
from vafa.base.ids import new_ids
from vafa.base.models import Club
from vafa.segments.models import TAKEN_AWAY, Definition, Membership

MEMBERS_AT_ONCE = 2000


@transaction.atomic
def define(
    *, club: Club, code: str, name_fa: str, name_en: str, predicate: dict[str, Any], now: datetime
) -> Definition:
    """A changed definition is a new version; the older ones stay."""
    last = Definition.objects.filter(club=club, code=code).order_by("-version").first()
    if last and (last.predicate, last.name_fa, last.name_en) == (predicate, name_fa, name_en):
        return last
    return Definition.objects.create(
        club=club, code=code, version=last.version + 1 if last else 1, name_fa=name_fa, name_en=name_en,
        predicate=predicate, made_at=now,
    )  # fmt: skip


@transaction.atomic
def take_away(*, club: Club, code: str, now: datetime) -> None:
    """In: a segment that is there. Out: nobody is in it; its last version says that it was taken away, and those before
    it stay."""
    last = Definition.objects.filter(club=club, code=code).order_by("-version")[0]
    define(club=club, code=code, name_fa=last.name_fa, name_en=last.name_en, predicate=TAKEN_AWAY, now=now)
    store(club=club, segment=code, members=(), as_of=now)


def store(*, club: Club, segment: str, members: Collection[UUID], as_of: datetime) -> None:
    """In: who is in the segment as of an instant. Out: the stored membership; who was in it already keeps `since`."""
    wanted = set(members)
    rows = Membership.objects.filter(club_id=club.id, segment=segment)
    there = set(rows.values_list("member_id", flat=True))
    for part in _parts(sorted(there - wanted)):
        with transaction.atomic():
            Membership.objects.filter(member_id__in=part, segment=segment, club_id=club.id).delete()
    for part in _parts(sorted(there & wanted)):
        with transaction.atomic():
            Membership.objects.filter(member_id__in=part, segment=segment, club_id=club.id).update(as_of=as_of)
    columns = ("member_id", "id", "club_id", "segment", "since", "as_of")
    for part in _parts(sorted(wanted - there)):
        ids = new_ids(len(part))
        with transaction.atomic():
            made = [(member, id, club.id, segment, as_of, as_of) for member, id in zip(part, ids, strict=True)]
            sql.insert(Membership, columns, made)


def _parts(members: list[UUID]) -> list[list[UUID]]:
    return [members[start : start + MEMBERS_AT_ONCE] for start in range(0, len(members), MEMBERS_AT_ONCE)]
