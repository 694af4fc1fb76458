"""Sums over a span, for the club and for each member: several metrics share them, so they are made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vafa.insight.history import DayRows, History
from vafa.insight.shapes import Span


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the club; money in minor units. `costed`: every cost is known."""

    buyers: int
    purchases: int
    net: int
    discount: int
    cost: int
    costed: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """`purchases`, `days` (with a purchase that stands) and `net` and `cost` have one place for each member."""

    sums: Sums
    purchases: Sequence[int]
    days: Sequence[int]
    net: Sequence[int]
    cost: Sequence[int]

    @property
    def buyers(self) -> list[int]:
        """Places of members with a purchase that stands."""
        return [place for place, count in enumerate(self.purchases) if count > 0]


def sums(days: Sequence[DayRows]) -> Sums:
    """In: days of a history. Out: their sums; a buyer counts once."""
    buyers: set[int] = set()
    for each in days:
        if min(each.purchases) > 0:
            buyers.update(each.members)
        else:
            buyers.update(m for m, count in zip(each.members, each.purchases, strict=True) if count > 0)
    return Sums(
        len(buyers),
        sum(sum(each.purchases) for each in days),
        sum(sum(each.net) for each in days),
        sum(sum(each.discount) for each in days),
        sum(sum(each.cost) for each in days),
        all(each.costed for each in days),
    )


def totals(history: History, span: Span) -> Totals:
    """In: a history and local dates. Out: what was bought in them, for each member by place."""
    days, size = history.between(span.start, span.end), len(history.ids)
    purchases, visits, net, cost, last = ([0] * size for _ in range(5))
    for each in days:
        day = each.day
        for place, count, money in zip(each.members, each.purchases, each.net, strict=True):
            purchases[place] += count
            net[place] += money
            if count > 0 and last[place] != day:
                last[place] = day
                visits[place] += 1
        if any(each.cost):
            for place, money in zip(each.members, each.cost, strict=True):
                cost[place] += money
    return Totals(sums(days), purchases, visits, net, cost)


def year_before(day: date) -> Span:
    """The 365 days that end before this one."""
    return Span(date.fromordinal(day.toordinal() - 365), day)
