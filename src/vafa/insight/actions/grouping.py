"""Groups that staff make out of a report: defined once, and filled anew with the others every night."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.errors import TooManyGroups
from vafa.insight.lake.reading import NoLake, opened
from vafa.insight.metrics.pairs import NotYet, not_yet
from vafa.members.models import Member
from vafa.segments import actions as segments
from vafa.segments.models import Definition
from vafa.segments.queries import definitions

METRIC: Final = "bought_not_yet"
MOST: Final = 40


def make(
    *, club: Club, wanted: NotYet, found: Collection[UUID], name_fa: str, name_en: str, now: datetime
) -> Definition:
    """In: who is meant, those whom the lake finds (asked before, because a question that waits must not hold up what is
    written at the till), and what the group is called. Out: its definition, filled; the one that is there already,
    where the same was made before. Refused: TooManyGroups."""
    predicate = {"metric": METRIC, **msgspec.to_builtins(wanted)}
    made = [each for each in definitions(club).values() if each.predicate.get("metric") == METRIC]
    there = next((each for each in made if each.predicate == predicate), None)
    if there is None:
        if len(made) >= MOST:
            raise TooManyGroups(count=MOST)
        code = f"next-{new_id().hex}"
        there = segments.define(club=club, code=code, name_fa=name_fa, name_en=name_en, predicate=predicate, now=now)
    _store(club, there.code, found, now)
    return there


def take_away(*, club: Club, code: str, now: datetime) -> bool:
    """In: a group made of a report. Out: whether it was there; then nobody is in it and no list names it any more. Its
    definition stays."""
    known = definitions(club).get(code)
    if known is None or known.predicate.get("metric") != METRIC:
        return False
    segments.take_away(club=club, code=code, now=now)
    return True


def put_back(*, club: Club, before: Definition, found: Collection[UUID], now: datetime) -> None:
    """The undo of taking away. In: what the group was before, and those whom the lake finds."""
    segments.define(
        club=club, code=before.code, name_fa=before.name_fa, name_en=before.name_en, predicate=before.predicate, now=now
    )  # fmt: skip
    _store(club, before.code, found, now)


def fill(*, club: Club, group: Definition, now: datetime) -> int:
    """In: a group made of a report. Out: how many of those who are here are in it now. Refused: NoLake."""
    with opened(club.id) as lake:
        found = not_yet(lake, wanted_of(group), local_date(now, club.zone) + timedelta(days=1))
    return _store(club, group.code, found, now)


def _store(club: Club, code: str, found: Collection[UUID], now: datetime) -> int:
    here = Member.objects.filter(club_id=club.id, merged_into=None, left_at=None).values_list("id", flat=True)
    inside = set(found) & set(here)
    segments.store(club=club, segment=code, members=inside, as_of=now)
    return len(inside)


def fill_all(*, club: Club, now: datetime) -> dict[str, int]:
    """In: a club. Out: by code how many are in each; while the history is being made anew they stay as they are."""
    sizes = {}
    for group in definitions(club).values():
        if group.predicate.get("metric") == METRIC:
            try:
                sizes[group.code] = fill(club=club, group=group, now=now)
            except NoLake:
                return sizes
    return sizes


def wanted_of(group: Definition) -> NotYet:
    """In: a group made of a report. Out: who is meant."""
    return msgspec.convert({key: group.predicate[key] for key in group.predicate if key != "metric"}, NotYet)
