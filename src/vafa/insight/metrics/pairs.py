"""From this to that: what is bought together on one receipt, and what follows within 30 days.

How many times as likely: the share of those with the first who have the second, by the same share of those without the
first. The interval is of the ratio of two shares (Katz et al., Biometrics 34 (1978)). It says association, not cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import numpy as np

from vafa.engine.earning.words import message
from vafa.insight.lake.engine import made
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.breakdown import Scope, choose
from vafa.insight.predicting.intervals import ratio
from vafa.insight.shapes import Definition, Span

AHEAD_DAYS: Final = 30
ITEMS_MOST: Final = 60
MOST: Final = 12
MEMBERS_MOST: Final = 20_000
"""What follows is counted over so many members; of a larger club every so many."""
FEWEST: Final = 20
"""Of the first, and ten of both: below that a pair says nothing."""
TOGETHER = Definition(
    "together",
    (
        message("Of the receipts with the first, the share that also has the second, against the receipts without "
                "the first."),
        message("The {count} most bought are held against each other.", count=ITEMS_MOST),
        message("Association, not cause: try an offer with a holdout."),
    ),
)  # fmt: skip
AFTER = Definition(
    "after",
    (
        message("Of the members who bought the first, the share that bought the second within {days} days after the "
                "first time.", days=AHEAD_DAYS),
        message("Against members who did not buy the first: the share of their visits that were followed by the second "
                "within {days} days.", days=AHEAD_DAYS),
        message("Not yet: who bought the first in these days and on no later day the second. Worth: what is kept of a "
                "purchase of the second, if they bought it at this rate."),
        message("Association, not cause: try an offer with a holdout."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """`share` of `count` with the first also have the second; `times` as likely as without, with its 95 % interval;
    `not_yet` and `worth_minor` are None on one receipt. Products by sku or category."""

    first: str
    second: str
    count: int
    both: int
    times: float
    low: float
    high: float
    not_yet: int | None = None
    worth_minor: int | None = None

    @property
    def share(self) -> float:
        return self.both / self.count


@dataclass(frozen=True, slots=True)
class Pairs:
    """The surest first: by the lower end of the interval. `costed`: worth is gross profit, else net sales."""

    rows: tuple[Pair, ...]
    costed: bool
    definition: Definition


def of_both_kinds(lake: Lake, span: Span, by: str = "product") -> tuple[Pairs, Pairs]:
    """In: a lake whose scope was chosen, the days, and `product` or `category`. Out: `together` and `after`, of the
    same most bought ones, looked up once."""
    items = _items(lake, span, by)
    return _together(lake, span, items, MOST), _after(lake, span, items, MOST)


def together(lake: Lake, span: Span, by: str = "product", most: int = MOST) -> Pairs:
    """In: a lake whose scope was chosen, the days, and `product` or `category`. Out: the surest pairs on one receipt,
    each in the direction in which it is the more telling."""
    return _together(lake, span, _items(lake, span, by), most)


def _together(lake: Lake, span: Span, items: list["Item"], most: int) -> Pairs:
    receipts = int(lake.ask("count_receipts", since=span.start, until=span.end)[0][0])
    both = np.zeros((len(items), len(items)))
    for first, second, count in lake.ask("together"):
        both[first, second] = count
    found = []
    for a in range(len(items)):
        for b in range(len(items)):
            if a != b:
                pair = _pair(items, a, b, both[a, b], both[a, a], both[b, b] - both[a, b], receipts - both[a, a])
                found += [pair] if pair else []
    told = {frozenset((pair.first, pair.second)): pair for pair in sorted(found, key=lambda pair: pair.times)}
    return Pairs(_surest(list(told.values()), most), all(item[3] for item in items), TOGETHER)


def after(lake: Lake, span: Span, by: str = "product", most: int = MOST) -> Pairs:
    """In: as for `together`. Out: the surest pairs of which the second follows within 30 days."""
    return _after(lake, span, _items(lake, span, by), most)


def _after(lake: Lake, span: Span, items: list["Item"], most: int) -> Pairs:
    buyers = int(lake.ask("count_buyers")[0][0])
    parts = max(1, -(-buyers // MEMBERS_MOST))
    days = {"since": span.start, "until": span.end, "ahead": AHEAD_DAYS, "parts": parts}
    lake.ask("first_bought", parts=parts)
    rates, had = _rates(lake, len(items), days)
    then = {(a, b): (near, ever) for a, b, near, ever in lake.ask("then_bought", until=span.end, ahead=AHEAD_DAYS)}
    everybody: dict[int, int] = dict(lake.ask("buyers_of_items"))
    without, counts = had.shape[0] - had.sum(axis=0), had.sum(axis=0)
    others = rates.sum(axis=0)[None, :] - had.T @ rates
    found = []
    for (a, b), (near, ever) in then.items():
        pair = _pair(items, a, b, near, counts[a], others[a, b], without[a])
        if pair:
            not_yet = (everybody[a] - ever) * parts
            worth = round(not_yet * pair.share * items[b][2])
            found.append(Pair(pair.first, pair.second, pair.count, pair.both, pair.times, pair.low, pair.high, not_yet,
                              worth))  # fmt: skip
    return Pairs(_surest(found, most), all(item[3] for item in items), AFTER)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Who bought the `first` in the last so many days and on no later day the one `then`; by `product` or `category`,
    of one branch, segment or tier, or of all."""

    first: str
    then: str
    by: str
    days: int
    scope: Scope


def not_yet(lake: Lake, wanted: NotYet, until: date) -> list[UUID]:
    """In: a lake, and the day after the last that counts. Out: those members, who bought the first last before."""
    choose(lake, wanted.scope)
    rows = lake.ask(
        "not_yet", by=wanted.by, first=wanted.first, then=wanted.then, since=until - timedelta(days=wanted.days),
        until=until,
    )  # fmt: skip
    return [row[0] for row in rows]


Item = tuple[str, int, int, bool]
"""(its key, members, what is kept of a purchase in minor units, whether every cost is known)."""


def _items(lake: Lake, span: Span, by: str) -> list[Item]:
    lake.ask("items", by=by, since=span.start, until=span.end, most=ITEMS_MOST)
    return [(item, members, kept, costed) for item, members, kept, costed in lake.ask("item_list")]


def _rates(lake: Lake, items: int, days: dict[str, object]) -> tuple[np.ndarray, np.ndarray]:
    """Out: by member and product the share of their visits that were followed by it, and who bought it."""
    found = made(lake.connection, "visits_then", days).fetchnumpy()
    members = int(found["member_number"].max()) + 1 if len(found["member_number"]) else 0
    rates, visits = np.zeros((members, items)), np.ones(members)
    there = found["place"] >= 0
    visits[found["member_number"][~there]] = found["followed"][~there]
    rates[found["member_number"][there], found["place"][there]] = found["followed"][there]
    had = np.zeros((members, items))
    who = made(lake.connection, "who_bought", days).fetchnumpy()
    had[who["member_number"], who["place"]] = 1.0
    return rates / visits[:, None], had


def _pair(
    items: Sequence[Item], a: int, b: int, both: float, first: float, other: float, without: float
) -> Pair | None:
    if first < FEWEST or both < FEWEST / 2:
        return None
    found = ratio(both, first, other, without)
    return Pair(items[a][0], items[b][0], int(first), int(both), *found) if found else None


def _surest(found: list[Pair], most: int) -> tuple[Pair, ...]:
    return tuple(sorted(found, key=lambda pair: (-pair.low, pair.first, pair.second))[:most])
