"""How many of the units that are out will be spent: by the months in which they were earned and their age.

A triangle of what was spent of each month's units, by whole months since. Grown to its end by the chain ladder with
Mack's standard error where there are three months with spending from the first on; young months by Bornhuetter and
Ferguson (PCAS 59 (1972)): what they have come to, and what months of their kind add at later ages. What has ended or
will end unspent is in it, because no age beyond the oldest adds anything.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from vafa.base.models import Club
from vafa.engine.calendar.periods import Calendar, Period, add_months, local_date, start_of
from vafa.engine.earning.words import message
from vafa.insight.predicting.chain_ladder import Ladder, chain_ladder
from vafa.insight.queries import units as reading
from vafa.insight.queries.units import Earned, Gone
from vafa.insight.shapes import Definition

MONTHS: Final = 24
YOUNG: Final = 3
"""Months younger than this are told by what is usual, and not by what they have come to alone."""
AGES: Final = (3, 6, 12)
FEWEST: Final = 100
"""Units spent in all, below which all is taken to be spent."""
DEFINITION = Definition(
    "redemption",
    (
        message("Units stand in the month in which they were earned; across it, by whole months since, how many of "
                "them were spent by then."),
        message("Each month grows as those before it grew (chain ladder, with Mack’s standard error); months younger "
                "than {count} are told by what is usual at their age.", count=YOUNG),
        message("Units from before these months, given by hand or brought in are taken to be spent as the others are."),
        message("What was spent and given back later counts as spent."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cohort:
    """Units of one month: `earned`, `spent` by whole months since (cumulative, only months that are over), and what is
    expected of them in the end, with its standard error where there is one."""

    start: date
    earned: int
    spent: tuple[int, ...]
    expected: float
    error: float | None

    @property
    def rate(self) -> float:
        """The share that is expected to be spent."""
        return min(1.0, self.expected / self.earned) if self.earned else 0.0

    @property
    def to_come(self) -> float:
        return max(0.0, self.expected - (self.spent[-1] if self.spent else 0))


@dataclass(frozen=True, slots=True)
class Redemption:
    """Of one unit. `rate` is the share of what is out that is expected to be spent, with its standard error; `tested`
    is what a year ago was said of units then out, and what was spent of them since, as shares; None without one.
    `ages` are earned units that are left, by whole months since: below each of AGES, and older. Where too few were ever
    spent it is not `known`, and all of them are taken to be."""

    unit: str
    cohorts: tuple[Cohort, ...]
    outstanding: int
    rate: float
    error: float | None
    tested: tuple[float, float] | None
    ages: tuple[int, ...]
    known: bool = True
    definition: Definition = DEFINITION


def redemptions(club: Club, out: Mapping[str, int], now: datetime) -> dict[str, Redemption]:
    """In: a club, by unit how many of it are out, and the club's present. Out: by unit how many of them will be
    spent."""
    born, drawn = reading.lots(club.id), reading.drawn(club.id)
    return {
        unit: _redemption(club, unit, outstanding, now, born.get(unit, []), drawn.get(unit, []))
        for unit, outstanding in out.items()
    }


def _redemption(
    club: Club, unit: str, outstanding: int, now: datetime, born: Sequence[Earned], drawn: Sequence[Gone]
) -> Redemption:
    today = local_date(now, club.zone)
    earned, triangle = triangle_of(club, born, drawn, today)
    ages = _ages(club, born, today)
    left = dict.fromkeys(earned, 0)
    for each in born:
        if (start := start_of(club.reckoning, Period.MONTH, local_date(each.at, club.zone))) in left:
            left[start] += each.left
    if not _enough(triangle):
        whole = (Cohort(start, earned[start], spent, float(earned[start]), None) for start, spent in triangle.items())
        return Redemption(unit, _with_what_is_left(whole, left), outstanding, 1.0, None, None, ages, known=False)
    found, error = grown(earned, triangle)
    cohorts, out = _with_what_is_left(found, left), sum(left.values())
    rate, spread = of_those_out(cohorts, error, out)
    return Redemption(unit, cohorts, outstanding, rate, spread, _tested(club, born, drawn, today), ages)


def _ages(club: Club, born: Sequence[Earned], today: date) -> tuple[int, ...]:
    sums = [0] * (len(AGES) + 1)
    for each in born:
        sums[bisect_right(AGES, _months_between(club.reckoning, local_date(each.at, club.zone), today))] += each.left
    return tuple(sums)


def _with_what_is_left(cohorts: Iterable[Cohort], left: Mapping[date, int]) -> tuple[Cohort, ...]:
    """What has ended or was taken back is spent no more."""
    return tuple(
        replace(each, expected=min(each.expected, float((each.spent[-1] if each.spent else 0) + left[each.start])))
        for each in cohorts
    )


def _enough(triangle: Mapping[date, Sequence[int]]) -> bool:
    return sum(row[-1] for row in triangle.values()) >= FEWEST


def triangle_of(
    club: Club, born: Sequence[Earned], drawn: Sequence[Gone], today: date
) -> tuple[dict[date, int], dict[date, tuple[int, ...]]]:
    """In: units that were earned and what became of them, and the day. Out: by the first day of a
    month what was earned in it, and what of it was spent by the end of each whole month from it on."""
    calendar, end = club.reckoning, start_of(club.reckoning, Period.MONTH, today)
    starts = [add_months(calendar, end, -back) for back in range(MONTHS, 0, -1)]
    earned = dict.fromkeys(starts, 0)
    for each in born:
        if (start := start_of(calendar, Period.MONTH, local_date(each.at, club.zone))) in earned:
            earned[start] += each.units
    starts = [start for start in starts if any(earned[each] for each in starts if each <= start)]
    spent: dict[date, dict[int, int]] = {start: {} for start in starts}
    for gone in drawn:
        start = start_of(calendar, Period.MONTH, local_date(gone.earned_at, club.zone))
        if gone.spent and start in spent:
            age = _months_between(calendar, start, local_date(gone.at, club.zone))
            spent[start][age] = spent[start].get(age, 0) + gone.units
    ages = len(starts)
    return (
        {start: earned[start] for start in starts},
        {start: tuple(_sums(spent[start], ages - place)) for place, start in enumerate(starts)},
    )


def _months_between(calendar: Calendar, start: date, day: date) -> int:
    (year, month, _), (first_year, first_month, _) = calendar.fields(day), calendar.fields(start)
    return (year - first_year) * 12 + month - first_month


def _sums(by_age: Mapping[int, int], ages: int) -> Iterator[int]:
    total = 0
    for age in range(ages):
        total += by_age.get(age, 0)
        yield total


def grown(
    earned: Mapping[date, int], triangle: Mapping[date, Sequence[int]]
) -> tuple[tuple[Cohort, ...], float | None]:
    """In: by month what was earned, and what of it was spent by age (cumulative), each one age shorter than the one
    before. Out: each month with what it comes to, and the standard error of all that is to come, where there is one."""
    starts = list(earned)
    usual = _usual([earned[start] for start in starts], [triangle[start] for start in starts])
    ladder = _ladder([triangle[start] for start in starts])
    cohorts = []
    for place, start in enumerate(starts):
        spent = tuple(triangle[start])
        if ladder and len(spent) >= YOUNG:
            expected, error = ladder.final[place], ladder.error[place]
        else:
            expected, error = spent[-1] + earned[start] * sum(usual[len(spent) :]), None
        cohorts.append(Cohort(start, earned[start], spent, min(float(earned[start]), expected), error))
    return tuple(cohorts), ladder.total_error if ladder else None


def _usual(earned: Sequence[int], triangle: Sequence[Sequence[int]]) -> list[float]:
    """By age the share of what was earned that is spent at it, over all months that have reached it."""
    found = []
    for age in range(len(triangle)):
        rows = [place for place, row in enumerate(triangle) if len(row) > age and earned[place]]
        added = sum(triangle[place][age] - (triangle[place][age - 1] if age else 0) for place in rows)
        whole = sum(earned[place] for place in rows)
        found.append(added / whole if whole else 0.0)
    return found


def _ladder(triangle: Sequence[Sequence[int]]) -> Ladder | None:
    try:
        return chain_ladder(triangle)
    except ValueError:  # a month of which nothing was spent at once, or fewer than three
        return None


def of_those_out(cohorts: Sequence[Cohort], error: float | None, out: int) -> tuple[float, float | None]:
    """In: months with what they come to, the standard error of what is to come, and how many of their units are left:
    neither spent nor ended nor taken back. Out: the share of those that will be spent, and its standard error."""
    if out <= 0:
        return 0.0, None
    rate = min(1.0, sum(each.to_come for each in cohorts) / out)
    return rate, None if error is None else error / out


def _tested(club: Club, born: Sequence[Earned], drawn: Sequence[Gone], today: date) -> tuple[float, float] | None:
    """Last year's estimate, from what was known then, against what was spent since of the units then out."""
    then = add_months(club.reckoning, start_of(club.reckoning, Period.MONTH, today), -12)
    before = [each for each in born if local_date(each.at, club.zone) < then]
    known = [each for each in drawn if local_date(each.at, club.zone) < then]
    earned, triangle = triangle_of(club, before, known, then)
    if not _enough(triangle):
        return None
    found = grown(earned, triangle)
    first = found[0][0].start
    since = [
        gone for gone in drawn
        if first <= local_date(gone.earned_at, club.zone) < then <= local_date(gone.at, club.zone)
    ]  # fmt: skip
    left = sum(each.left for each in before if local_date(each.at, club.zone) >= first)
    out = left + sum(gone.units for gone in since)
    spent = sum(gone.units for gone in since if gone.spent)
    return (of_those_out(*found, out)[0], spent / out) if out > 0 else None
