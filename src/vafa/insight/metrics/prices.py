"""Sensitivity to price: what a change of a product's own price did to how often it was bought, and what is bought on
discount.

The elasticity is ln(quantity after / before) / ln(price after / before), quantities by receipt of the same days so that
a season and a growing shop do not count (Bijmolt, van Heerde, Pieters, Journal of Marketing Research 42 (2005), on what
to expect: -2.6 on average). Its interval is by the count of pieces alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log, sqrt
from typing import Final

from vafa.engine.earning.words import message
from vafa.insight.lake.reading import Lake
from vafa.insight.shapes import Definition, Span

WINDOW_DAYS: Final = 56
LEAST_DAYS: Final = 14
NEAR_DAYS: Final = 7
LEAST_CHANGE: Final = 0.03
FEWEST: Final = 50
"""Pieces on either side."""
_95: Final = 1.959964
DEFINITION = Definition(
    "prices",
    (
        message("A change is a new price of one piece before discounts that stood for {days} days or more after an old "
                "one that had; changes under three percent do not count.", days=LEAST_DAYS),
        message("Changes that came with those of half of their category are not shown: a season comes with a new "
                "list."),
        message("Pieces are counted by receipt in up to {days} days before it and after it, while neither price "
                "changed again.", days=WINDOW_DAYS),
        message("The elasticity is the change in percent of pieces for one percent of price: below minus one, more "
                "money comes in at the lower price."),
        message("The interval is by the count of pieces alone; a season of one product is not in it."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PriceChange:
    """From one price to another on a day; pieces and receipts of the days around it; the elasticity with its 95 %
    interval. Money in minor units."""

    sku: str
    day: date
    old_minor: int
    new_minor: int
    pieces_before: int
    receipts_before: int
    pieces_after: int
    receipts_after: int
    elasticity: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PriceChanges:
    """`with_others`: how many changes came with those of half the category and more, and are not shown."""

    rows: tuple[PriceChange, ...]
    with_others: int
    definition: Definition = DEFINITION


@dataclass(frozen=True, slots=True)
class _Run:
    sku: str
    category: str
    price: int
    first: date
    last: date
    quantity: int


@dataclass(frozen=True, slots=True)
class _Days:
    """By sku and day how many pieces were sold, and by day how many receipts there were."""

    pieces: Mapping[str, Mapping[date, int]]
    receipts: Mapping[date, int]

    def between(self, sku: str, start: date, end: date) -> tuple[int, int]:
        of_sku = self.pieces.get(sku, {})
        return (
            sum(count for day, count in of_sku.items() if start <= day < end),
            sum(count for day, count in self.receipts.items() if start <= day < end),
        )


def price_changes(lake: Lake, span: Span, most: int = 30) -> PriceChanges:
    """In: a lake whose scope was chosen, and the days to look at. Out: what changes of a product's own price did, those
    of the most pieces first; of a whole list's change nothing can be told, because a season comes with it."""
    rows = lake.ask("price_runs", since=span.start, until=span.end, fewest=FEWEST)
    runs: dict[str, list[_Run]] = {}
    for row in rows:
        runs.setdefault(row[0], []).append(_Run(*row))
    pairs = [pair for of_sku in runs.values() for pair in _changes(of_sku)]
    pairs.sort(key=lambda pair: (-pair[0].quantity - pair[1].quantity, pair[0].sku, pair[1].first))
    alone = [pair for pair in pairs if _alone(pair, pairs, runs)]
    shown = alone[: 3 * most]
    days = _days(lake, span, [old.sku for old, _ in shown])
    found = (_measured(days, old, new) for old, new in shown)
    return PriceChanges(tuple(each for each in found if each)[:most], len(pairs) - len(alone))


def _alone(pair: tuple[_Run, _Run], pairs: list[tuple[_Run, _Run]], runs: dict[str, list[_Run]]) -> bool:
    """Did the others of its category stay? A category of one product has no others."""
    category, day = pair[1].category, pair[1].first
    of_category = sum(1 for each in runs.values() if each[0].category == category)
    changed = {new.sku for _, new in pairs if new.category == category and abs((new.first - day).days) <= NEAR_DAYS}
    return of_category > 1 and 2 * len(changed) <= of_category


def _changes(runs: list[_Run]) -> list[tuple[_Run, _Run]]:
    """Runs of one product that follow each other; a price that is sold beside another is none."""
    found = []
    for old, new in pairwise(runs):
        long = min((old.last - old.first).days, (new.last - new.first).days) >= LEAST_DAYS
        if long and new.first > old.last and abs(log(new.price / old.price)) >= LEAST_CHANGE:
            found.append((old, new))
    return found


def _days(lake: Lake, span: Span, skus: list[str]) -> _Days:
    pieces: dict[str, dict[date, int]] = {}
    for sku, day, count in lake.ask("pieces_by_day", skus=skus, since=span.start, until=span.end):
        pieces.setdefault(sku, {})[day] = count
    return _Days(pieces, dict(lake.ask("receipts_by_day", since=span.start, until=span.end)))


def _measured(days: _Days, old: _Run, new: _Run) -> PriceChange | None:
    start = max(old.first, new.first - timedelta(days=WINDOW_DAYS))
    end = min(new.last + timedelta(days=1), new.first + timedelta(days=WINDOW_DAYS))
    before, receipts_before = days.between(old.sku, start, new.first)
    after, receipts_after = days.between(old.sku, new.first, end)
    if min(before, after) < FEWEST:
        return None
    by = log(new.price / old.price)
    found = log(after * receipts_before / (before * receipts_after)) / by
    half = _95 * sqrt(1 / before + 1 / after) / abs(by)
    return PriceChange(
        old.sku, new.first, old.price, new.price, before, receipts_before, after, receipts_after, found, found - half,
        found + half,
    )  # fmt: skip
