"""Sensitivity to price: what a change of a product's own price did to how often it was bought, and what is bought on
discount.

The elasticity is ln(quantity after / before) / ln(price after / before), quantities by receipt of the same days so that
a season and a growing shop do not count (Bijmolt, van Heerde, Pieters, Journal of Marketing Research 42 (2005), on what
to expect: -2.6 on average). Its interval is by the count of pieces, as wide as pieces differ from day to day (the
factor of McCullagh and Nelder, Generalized Linear Models, 4.5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import erfc, log, sqrt
from typing import Final

from vafa.engine.earning.words import message
from vafa.insight.lake.reading import Lake
from vafa.insight.predicting.intervals import NORMAL_95, not_by_chance
from vafa.insight.shapes import Definition, Span

WINDOW_DAYS: Final = 56
LEAST_DAYS: Final = 14
NEAR_DAYS: Final = 7
LEAST_CHANGE: Final = 0.03
FALSE: Final = 0.05
FEWEST: Final = 50
"""Pieces on either side."""
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
        message("The interval is by the count of pieces and by how much they differ from day to day; a season of one "
                "product is not in it."),
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
    """`with_others`: how many changes came with those of half the category and more, and are not shown. `minded` is the
    one whose buyers mind the price the most of those that stand among so many (Benjamini and Hochberg), if any do."""

    rows: tuple[PriceChange, ...]
    with_others: int
    minded: PriceChange | None = None
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

    def between(self, sku: str, start: date, end: date) -> "_Side":
        of_sku = self.pieces.get(sku, {})
        days = [(of_sku.get(day, 0), count) for day, count in self.receipts.items() if start <= day < end]
        return _Side(sum(pieces for pieces, _ in days), sum(count for _, count in days), tuple(days))


@dataclass(frozen=True, slots=True)
class _Side:
    """Before a change or after it: pieces and receipts, together and day by day."""

    pieces: int
    receipts: int
    days: tuple[tuple[int, int], ...]

    @property
    def strayed(self) -> float:
        """How far the days are from the same share of receipts each, squared and over what is expected (Pearson)."""
        share = self.pieces / self.receipts
        return sum((pieces - share * count) ** 2 / (share * count) for pieces, count in self.days if count)


def price_changes(lake: Lake, span: Span, most: int = 30) -> PriceChanges:
    """In: a lake whose scope was chosen, and the days to look at. Out: what changes of a product's own price did, those
    of the most pieces first; of a whole list's change nothing can be told, because a season comes with it."""
    asked = lake.ask("price_runs", since=span.start, until=span.end, fewest=FEWEST)
    runs: dict[str, list[_Run]] = {}
    for row in asked:
        runs.setdefault(row[0], []).append(_Run(*row))
    pairs = [pair for of_sku in runs.values() for pair in _changes(of_sku)]
    pairs.sort(key=lambda pair: (-pair[0].quantity - pair[1].quantity, pair[0].sku, pair[1].first))
    alone = [pair for pair in pairs if _alone(pair, pairs, runs)]
    shown = alone[: 3 * most]
    days = _days(lake, span, [old.sku for old, _ in shown])
    found = (_measured(days, old, new) for old, new in shown)
    rows = tuple(each for each in found if each)[:most]
    return PriceChanges(rows, len(pairs) - len(alone), _minded(rows))


def _minded(rows: Sequence[PriceChange]) -> PriceChange | None:
    """None where more than chance allows sold more at the higher price: something else moves this club's sales."""
    if sum(each.low > 0 for each in rows) > max(1, FALSE * len(rows)):
        return None
    chances = [erfc(-each.elasticity / ((each.high - each.low) / (2 * NORMAL_95)) / sqrt(2)) / 2 for each in rows]
    stand = [each for each, stands in zip(rows, not_by_chance(chances), strict=True) if stands]
    return min(stand, key=lambda each: each.high, default=None)


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
    before, after = days.between(old.sku, start, new.first), days.between(old.sku, new.first, end)
    if min(before.pieces, after.pieces) < FEWEST:
        return None
    by = log(new.price / old.price)
    found = log(after.pieces * before.receipts / (before.pieces * after.receipts)) / by
    freedom = len(before.days) + len(after.days) - 2
    wider = max(1.0, (before.strayed + after.strayed) / freedom) if freedom > 0 else 1.0
    half = NORMAL_95 * sqrt(wider * (1 / before.pieces + 1 / after.pieces)) / abs(by)
    return PriceChange(
        old.sku, new.first, old.price, new.price, before.pieces, before.receipts, after.pieces, after.receipts, found,
        found - half, found + half,
    )  # fmt: skip
