"""A club's purchases in memory, day by day, in narrow columns: what every metric is computed from.

Pure: rows come from a database, from a Parquet file, from a test. 155,848 purchases take 5 MB.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from uuid import UUID

Row = tuple[str, str, int, int, int, int | None]
"""(day as YYYY-MM-DD, member id as text, purchases, net, discount, cost); money in minor units, None: cost unknown."""


@dataclass(frozen=True, slots=True)
class DayRows:
    """One row for each purchase of the day; on a day with returns one for each member, with what is left. `costed`:
    every cost is known. `read` counts the rows of the database. Members are places in `History.ids`."""

    day: int
    members: "array[int]"
    purchases: "array[int]"
    net: "array[int]"
    discount: "array[int]"
    cost: "array[int]"
    costed: bool
    read: int


class Places(dict[str, int]):
    """Each member's place, given when first asked for. An absorbed membership has the place of the surviving one."""

    def __init__(self, merged: Mapping[UUID, UUID] | None = None) -> None:
        super().__init__()
        self.ids: list[UUID] = []
        self._merged = dict(merged or {})
        self._by_id: dict[UUID, int] = {}

    def __missing__(self, key: str) -> int:
        member = UUID(key)
        while member in self._merged:
            member = self._merged[member]
        place = self._by_id.setdefault(member, len(self.ids))
        if place == len(self.ids):
            self.ids.append(member)
        self[key] = place
        return place


@dataclass(frozen=True, slots=True)
class History:
    """The days in order, and who is at which place. Never changed: `with_days` makes another, while others still read
    this one."""

    places: Places
    days: Mapping[int, DayRows]
    ordinals: Sequence[int] = field(init=False)
    ids: Sequence[UUID] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ordinals", sorted(self.days))
        object.__setattr__(self, "ids", tuple(self.places.ids))

    @property
    def read(self) -> int:
        return sum(each.read for each in self.days.values())

    @property
    def first_day(self) -> date | None:
        """The first day with a purchase that stands."""
        found = (day for day in self.ordinals if any(count > 0 for count in self.days[day].purchases))
        first = next(found, None)
        return None if first is None else date.fromordinal(first)

    def between(self, start: date | None, end: date) -> list[DayRows]:
        """In: local dates, half open; None is the beginning. Out: the days that have rows, in order."""
        first = 0 if start is None else bisect_left(self.ordinals, start.toordinal())
        return [self.days[day] for day in self.ordinals[first : bisect_left(self.ordinals, end.toordinal())]]

    def with_days(self, days: Iterable[DayRows]) -> "History":
        return History(self.places, {**self.days, **{each.day: each for each in days}})


def of_members(history: History, members: Collection[UUID]) -> History:
    """In: a history, and some members. Out: the same with their purchases alone; places stay."""
    kept = {place for place, member in enumerate(history.ids) if member in members}
    days = {}
    for day, rows in history.days.items():
        there = [row for row, place in enumerate(rows.members) if place in kept]
        if there:
            columns = (rows.members, rows.purchases, rows.net, rows.discount, rows.cost)
            whose, counts, nets, discounts, spent = (
                array(column.typecode, [column[row] for row in there]) for column in columns
            )
            days[day] = DayRows(day, whose, counts, nets, discounts, spent, rows.costed, rows.read)
    return History(history.places, days)


def history_of(rows: Iterable[Row], merged: Mapping[UUID, UUID] | None = None) -> History:
    """In: rows in order of the day, and which membership was merged into which. Out: the history."""
    places = Places(merged)
    return History(places, {each.day: each for each in days_of(rows, places)})


def days_of(rows: Iterable[Row], places: Places) -> list[DayRows]:
    """In: rows in order of the day. Out: the days; members unknown so far get a place."""
    grouped = groupby(rows, key=itemgetter(0))
    return [_day(date.fromisoformat(day).toordinal(), list(of_day), places) for day, of_day in grouped]


def _day(day: int, rows: list[Row], places: Places) -> DayRows:
    _, keys, purchases, net, discount, cost = zip(*rows, strict=True)
    members = map(places.__getitem__, keys)
    costed = None not in cost
    costs = cost if costed else [each or 0 for each in cost]
    columns = [array("i", members), array("i", purchases), array("q", net), array("q", discount), array("q", costs)]
    whose, counts, nets, discounts, spent = _merged(columns) if min(purchases) < 1 else columns
    return DayRows(day, whose, counts, nets, discounts, spent, costed, len(rows))


def _merged(columns: "list[array[int]]") -> "list[array[int]]":
    """One row for each member: a purchase and what came back of it stand on the same day."""
    sums: dict[int, list[int]] = {}
    for member, *values in zip(*columns, strict=True):
        kept = sums.setdefault(member, [0] * len(values))
        for place, value in enumerate(values):
            kept[place] += value
    merged = list(zip(*([member, *values] for member, values in sums.items()), strict=True))
    return [array(column.typecode, values) for column, values in zip(columns, merged, strict=True)]
