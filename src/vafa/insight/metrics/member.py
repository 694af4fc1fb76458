"""What one member brings: the figures of their page."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.metrics.concentration import percentile
from vafa.insight.metrics.lifecycle import lapses, standing
from vafa.insight.metrics.rhythm import YEAR_DAYS, median_of_counts, rhythms
from vafa.insight.queries import across
from vafa.insight.queries.purchases import recent_purchases
from vafa.insight.queries.thresholds import judged_by
from vafa.insight.remembering import remembered
from vafa.insight.shapes import Definition, LifecycleSettings, MemberFigures, Stage
from vafa.insight.totals import Totals, totals, year_before
from vafa.members import queries as members

RECENT = 30
DEFINITION = Definition(
    "member",
    (
        message("Yearly figures are net sales and purchases of the last {days} days.", days=YEAR_DAYS),
        message("The rank is the share of the members who bought in these days and spent less."),
        message("The median gap is the middle one of all gaps in days between two visit days."),
    ),
)


def member(club: Club, member_id: UUID, now: datetime, *, recent: int = RECENT) -> MemberFigures:
    """In: a member of the club, the club's present, and how many purchases to show. Out: figures to the end of today;
    money in minor units. Memberships merged into this one count. Refused: who is no member of this club."""
    members.get(club, member_id)
    fresh = across.history(club.id)
    at = local_date(now, club.zone) + timedelta(days=1)
    life = judged_by(club).life
    key = ("member", club.id, fresh.token, at, life)
    year, ranked, stages = remembered(key, lambda: _of_all(fresh.history, at, life))
    shown = recent_purchases([member_id, *members.absorbed_by([member_id]).get(member_id, [])], recent)
    return figures(fresh.history, member_id, at, year, ranked, stages, shown)


def figures(
    history: History, member_id: UUID, at: date, year: Totals, ranked: Sequence[int],
    stages: Sequence[Stage | None], shown: tuple[tuple[date, int], ...],
) -> MemberFigures:  # fmt: skip
    """In: a history, a member, the day after the last that counts, the totals of the year before it, its buyers'
    net sales ascending, the stages, and the purchases to show. Out: the member's figures; money in minor units."""
    if member_id not in history.ids:
        return MemberFigures(0, 0, 0, 0, 0, None, None, None, None, None, ())
    place = history.ids.index(member_id)
    days, purchases, net = _life(history, place, at)
    gaps = Counter(later - earlier for earlier, later in pairwise(days))
    spent = year.net[place]
    return MemberFigures(
        yearly_minor=spent, yearly_purchases=year.purchases[place], visits=len(days), purchases=purchases,
        lifetime_minor=net, first_day=date.fromordinal(days[0]) if days else None,
        last_day=date.fromordinal(days[-1]) if days else None, median_gap_days=median_of_counts(gaps),
        spend_percentile=percentile(ranked, spent) if year.purchases[place] else None, stage=stages[place],
        recent=shown,
    )  # fmt: skip


def life_of(history: History, member_id: UUID, at: date) -> tuple[list[tuple[int, int]], int]:
    """In: a history, a member and an instant. Out: their visit days before it (ordinals), each with its net sales, and
    all their net sales; minor units."""
    if member_id not in history.ids:
        return [], 0
    place = history.ids.index(member_id)
    days, _, net = _life(history, place, at)
    visits = [(day, sum(_net_of(history, place, day))) for day in days]
    return visits, net


def _net_of(history: History, place: int, day: int) -> list[int]:
    of_day = history.days[day]
    return [net for whose, net in zip(of_day.members, of_day.net, strict=True) if whose == place]


def _of_all(history: History, at: date, life: LifecycleSettings) -> tuple[Totals, list[int], Sequence[Stage | None]]:
    year = totals(history, year_before(at))
    found = rhythms(history, at, at, breaks_above=life.lapsed_days_least)
    stages = standing(found, found.end, lapses(found, life), life).stages
    return year, sorted(year.net[place] for place in year.buyers), stages


def _life(history: History, place: int, at: date) -> tuple[list[int], int, int]:
    """The member's visit days, purchases and net sales before an instant."""
    days, purchases, net = [], 0, 0
    for each in history.between(None, at):
        if place not in each.members:
            continue
        of_day = [
            (count, money)
            for whose, count, money in zip(each.members, each.purchases, each.net, strict=True)
            if whose == place
        ]
        purchases += sum(count for count, _ in of_day)
        net += sum(money for _, money in of_day)
        if any(count > 0 for count, _ in of_day):
            days.append(each.day)
    return days, purchases, net
