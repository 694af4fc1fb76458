"""Recency, frequency and money: buyers of a year in fifths of each, every buyer in one fifth, ties broken by id."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Any
from uuid import UUID

from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.metrics.rhythm import YEAR_DAYS, Rhythm
from vafa.insight.shapes import Definition
from vafa.insight.totals import Totals

FIFTHS = 5
DEFINITION = Definition(
    "rfm",
    (
        message("Buyers of the last {days} days stand in fifths by the day of their last visit, by visits and by net "
                "sales in these days; the fifth is the best.", days=YEAR_DAYS),
        message("Of equals the one with the smaller id counts as less, so that every fifth is as large as the others."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer of the year with their fifths, from 1 to 5; money in minor units."""

    member: UUID
    last_day: date
    visits: int
    net_minor: int
    recency: int
    frequency: int
    money: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Those of one fifth of recency and one of frequency, the richest first."""

    buyers: tuple[Buyer, ...]

    @property
    def net_minor(self) -> int:
        return sum(each.net_minor for each in self.buyers)

    @property
    def median_minor(self) -> int:
        """The lower middle of their net sales; 0 where nobody is."""
        return median_low([each.net_minor for each in self.buyers]) if self.buyers else 0


@dataclass(frozen=True, slots=True)
class Rfm:
    """`days_away` and `visits` have the least and the most of each fifth, from the first; empty without buyers."""

    buyers: tuple[Buyer, ...]
    days_away: tuple[tuple[int, int], ...]
    visits: tuple[tuple[int, int], ...]
    definition: Definition = DEFINITION

    def cell(self, recency: int, frequency: int) -> Cell:
        """In: two fifths, from 1 to 5. Out: who stands in both."""
        return Cell(tuple(each for each in self.buyers if (each.recency, each.frequency) == (recency, frequency)))

    def overdue(self) -> tuple[Buyer, ...]:
        """Who buys more often than three fifths of all and was seen less lately than three fifths."""
        return tuple(each for each in self.buyers if each.frequency >= FIFTHS - 1 and each.recency <= 2)


def rfm(history: History, rhythm: Rhythm, year: Totals, gone: Collection[UUID] = ()) -> Rfm:
    """In: a history, the rhythm at an instant, the totals of the year before it, and who has left the club. Out: the
    buyers of that year who are still here in their fifths, the richest first."""
    ids = history.ids
    places = [place for place in year.buyers if ids[place] not in gone]

    def fifths(value: Callable[[int], Any]) -> dict[int, int]:
        ranked = sorted(places, key=lambda place: (value(place), ids[place].int))
        return {place: rank * FIFTHS // len(ranked) + 1 for rank, place in enumerate(ranked)}

    recency, frequency = fifths(lambda place: rhythm.last[place]), fifths(lambda place: year.days[place])
    money = fifths(lambda place: year.net[place])
    buyers = [
        Buyer(
            ids[place], date.fromordinal(rhythm.last[place]), year.days[place], year.net[place], recency[place],
            frequency[place], money[place],
        )
        for place in places
    ]  # fmt: skip
    buyers.sort(key=lambda each: (-each.net_minor, each.member.int))
    away = _bounds(buyers, lambda each: each.recency, lambda each: rhythm.at - each.last_day.toordinal())
    return Rfm(tuple(buyers), away, _bounds(buyers, lambda each: each.frequency, lambda each: each.visits))


def _bounds(
    buyers: Sequence[Buyer], fifth: Callable[[Buyer], int], value: Callable[[Buyer], int]
) -> tuple[tuple[int, int], ...]:
    found: dict[int, list[int]] = {}
    for each in buyers:
        found.setdefault(fifth(each), []).append(value(each))
    return tuple((min(found[each]), max(found[each])) if each in found else (0, 0) for each in range(1, FIFTHS + 1))
