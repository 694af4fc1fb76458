"""Who stays: of those first seen in a month, the share that buys in each month after it."""

from dataclasses import dataclass
from datetime import date

from vafa.engine.calendar.periods import Calendar, Period, next_start, start_of
from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.predicting.intervals import wilson
from vafa.insight.shapes import Definition

MOST = 12
DEFINITION = Definition(
    "cohorts",
    (
        message("A member belongs to the month of their first purchase, in the club’s calendar."),
        message("The n-th month is the n-th calendar month after that one; only whole months are counted."),
        message("A member who bought in it and returned all of it did not buy."),
        message("Of those first seen in the first month of the data many were customers before; they are told apart."),
    ),
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those first seen in the month that begins on `start`; `stayed` has by month after it how many bought, and
    `net_minor` their net sales in it. `before_data`: the month is the first of the data."""

    start: date
    members: int
    stayed: tuple[int, ...]
    net_minor: tuple[int, ...]
    before_data: bool

    def share(self, month: int) -> float | None:
        """In: the month after the first, from 1. Out: the share from 0 to 1; None where it is not over."""
        return self.stayed[month - 1] / self.members if month <= len(self.stayed) and self.members else None


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The latest cohorts, oldest first. `margin` is half the width of the 95 % interval (Wilson) of a share of a half
    in the smallest of them: no share in the table is worse."""

    rows: tuple[Cohort, ...]
    months: int
    margin: float | None
    definition: Definition = DEFINITION

    def share(self, month: int) -> tuple[int, int]:
        """In: the month after the first. Out: how many of how many bought in it, over all cohorts whose month is over,
        without those who may have been customers before."""
        rows = [row for row in self.rows if len(row.stayed) >= month and not row.before_data]
        return sum(row.stayed[month - 1] for row in rows), sum(row.members for row in rows)


def cohorts(history: History, calendar: Calendar, at: date, most: int = MOST) -> Cohorts:
    """In: a history, the club's calendar, the day after the last that counts, and how many cohorts and months. Out: the
    retention of each. Months without a first purchase have no row."""
    starts = _months(history, calendar, at)
    active, nets = _by_month(history, starts, at)
    first: dict[int, int] = {}
    for month, places in enumerate(active):
        for place in places:
            first.setdefault(place, month)
    new: list[set[int]] = [set() for _ in active]
    for place, month in first.items():
        new[month].add(place)
    whole = sum(1 for start in starts if next_start(calendar, Period.MONTH, start) <= at)
    shown = [month for month, places in enumerate(new) if places][-most:]
    rows = tuple(_cohort(starts, month, new[month], active, nets, min(whole, month + 1 + most)) for month in shown)
    smallest = min((row.members for row in rows if row.stayed), default=0)
    return Cohorts(rows, max((len(row.stayed) for row in rows), default=0), _margin(smallest))


def _cohort(
    starts: list[date], month: int, members: set[int], active: list[set[int]], nets: list[dict[int, int]], until: int
) -> Cohort:
    later = range(month + 1, until)
    stayed = tuple(len(active[each] & members) for each in later)
    net = tuple(sum(nets[each].get(place, 0) for place in members) for each in later)
    return Cohort(starts[month], len(members), stayed, net, month == 0)


def _months(history: History, calendar: Calendar, at: date) -> list[date]:
    """Every month from the first purchase on, by its first day."""
    first, found = history.first_day, list[date]()
    if first is None or first >= at:
        return found
    start = start_of(calendar, Period.MONTH, first)
    while start < at:
        found.append(start)
        start = next_start(calendar, Period.MONTH, start)
    return found


def _by_month(history: History, starts: list[date], at: date) -> tuple[list[set[int]], list[dict[int, int]]]:
    """Out: by month who bought, and their net sales by place."""
    active: list[set[int]] = [set() for _ in starts]
    nets: list[dict[int, int]] = [{} for _ in starts]
    for month, start in enumerate(starts):
        end = starts[month + 1] if month + 1 < len(starts) else at
        for each in history.between(start, end):
            for place, count, net in zip(each.members, each.purchases, each.net, strict=True):
                nets[month][place] = nets[month].get(place, 0) + net
                if count > 0:
                    active[month].add(place)
    return active, nets


def _margin(members: int) -> float | None:
    if not members:
        return None
    low, high = wilson(members / 2, members)
    return (high - low) / 2
