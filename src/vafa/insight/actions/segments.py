"""The fixed groups that every club has, defined and filled from the metrics."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from vafa.base.models import Club
from vafa.engine.calendar.periods import Period, first_instant, local_date, start_of
from vafa.insight.actions.grouping import fill_all
from vafa.insight.history import History
from vafa.insight.metrics.concentration import TOP, fifth
from vafa.insight.metrics.lapsed_loyal import lapsed_loyal
from vafa.insight.metrics.lifecycle import lapses, standing
from vafa.insight.metrics.rhythm import YEAR_DAYS, Rhythms, rhythms
from vafa.insight.queries import across
from vafa.insight.queries.thresholds import Judged, judged_by
from vafa.insight.shapes import Stage
from vafa.insight.totals import totals, year_before
from vafa.members.models import Member
from vafa.segments import actions as segments

NEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Present:
    """What a group is judged by: the members who are here, the history, and the rhythms to the end of today."""

    club: Club
    today: date
    members: dict[UUID, tuple[datetime, date | None]]
    history: History
    found: Rhythms
    stages: Sequence[Stage | None]
    judged: Judged

    def at_stage(self, stage: Stage) -> set[UUID]:
        return {self.history.ids[place] for place, each in enumerate(self.stages) if each is stage}


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name_fa: str
    name_en: str
    predicate: Callable[[Judged], dict[str, Any]]
    members: Callable[[Present], set[UUID]]


def refresh_segments(*, club: Club, now: datetime) -> dict[str, int]:
    """In: a club and its present. Out: how many members each group has now. Defines the fixed groups, a changed
    definition as a new version, and stores who is in them and in those that staff made; who has left is in none."""
    present = _present(club, now)
    sizes = {}
    for group in GROUPS:
        segments.define(
            club=club, code=group.code, name_fa=group.name_fa, name_en=group.name_en,
            predicate=group.predicate(present.judged), now=now,
        )  # fmt: skip
        inside = group.members(present) & present.members.keys()
        segments.store(club=club, segment=group.code, members=inside, as_of=now)
        sizes[group.code] = len(inside)
    return sizes | fill_all(club=club, now=now)


def _present(club: Club, now: datetime) -> Present:
    rows = Member.objects.filter(club_id=club.id, merged_into=None, left_at=None, joined_at__lte=now)
    members = {id: (joined, born) for id, joined, born in rows.values_list("id", "joined_at", "birthday")}
    today, history = local_date(now, club.zone), across.history(club.id).history
    at = today + timedelta(days=1)
    judged = judged_by(club)
    found = rhythms(history, at, at, breaks_above=judged.life.lapsed_days_least)
    stages = standing(found, found.end, lapses(found, judged.life), judged.life).stages
    return Present(club, today, members, history, found, stages, judged)


def _new(present: Present) -> set[UUID]:
    since = first_instant(present.today - timedelta(days=NEW_DAYS), present.club.zone)
    return {member for member, (joined, _) in present.members.items() if joined >= since}


def _lapsed_loyal(present: Present) -> set[UUID]:
    found = lapsed_loyal(present.history, present.found.end, present.found.median_gap, present.judged.lapsed)
    return {each.member for each in found.members}


def _top_fifth(present: Present) -> set[UUID]:
    year = totals(present.history, year_before(present.today + timedelta(days=1)))
    ids = present.history.ids
    ranked = sorted(year.buyers, key=lambda place: (-year.net[place], ids[place].int))
    return {ids[place] for place in ranked[: fifth(len(ranked))]}


def _birthday_month(present: Present) -> set[UUID]:
    reckoning = present.club.reckoning
    month = reckoning.fields(start_of(reckoning, Period.MONTH, present.today))[1]
    born = {member: birthday for member, (_, birthday) in present.members.items() if birthday}
    return {member for member, birthday in born.items() if reckoning.fields(birthday)[1] == month}


def _life(stage: Stage) -> Callable[[Judged], dict[str, Any]]:
    return lambda judged: {"metric": "lifecycle", **asdict(judged.life), "stage": stage.value}


GROUPS = (
    Group("new_members", "اعضای تازه", "New members", lambda _: {"metric": "joined", "days_most": NEW_DAYS}, _new),
    Group("one_time", "یک‌بارخریدها", "One-time buyers", _life(Stage.ONE_TIME),
          lambda present: present.at_stage(Stage.ONE_TIME)),
    Group("loyal", "وفادارها", "Loyal members", _life(Stage.LOYAL),
          lambda present: present.at_stage(Stage.LOYAL)),
    Group("at_risk", "در خطر رفتن", "At risk", _life(Stage.AT_RISK),
          lambda present: present.at_stage(Stage.AT_RISK)),
    Group("lapsed_loyal", "وفادارهای خاموش", "Lapsed loyal members",
          lambda judged: {"metric": "lapsed_loyal", **asdict(judged.lapsed)}, _lapsed_loyal),
    Group("top_fifth", "یک‌پنجم پرخرید", "Top fifth by spend",
          lambda _: {"metric": "concentration", "days": YEAR_DAYS, "one_in": TOP}, _top_fifth),
    Group("birthday_month", "متولدان این ماه", "Birthday this month", lambda _: {"metric": "birthday_month"},
          _birthday_month),
)  # fmt: skip
