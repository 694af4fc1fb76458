"""Sales by one thing at a time: by store, cashier, channel, tier, segment, hour, month, category, brand or product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from vafa.engine.earning.words import message
from vafa.insight.lake.reading import Lake
from vafa.insight.shapes import Definition, Span

OF_BASKETS: Final = (
    "store", "terminal", "cashier", "channel", "tier", "segment", "month", "day", "weekday", "hour",
)  # fmt: skip
OF_LINES: Final = ("category", "brand", "product")
BY: Final = (*OF_BASKETS, *OF_LINES)
DEFINITION = Definition(
    "breakdown",
    (
        message("Sales are net: after discounts and returns, without tax. A return counts on the day of its purchase."),
        message("A buyer is a member with a purchase that was not returned whole, counted once in each row, so that "
                "the rows may add up to more than there are."),
        message("Tier and segment are those that members stand in now."),
        message("The margin is what is left of net sales after the cost of the goods, where every line has a cost."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose purchases: of a store's id, a segment's code or a tier's code; "" is all."""

    store: str = ""
    segment: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Sold:
    """Of one key; money in minor units. `quantity` and `on_discount_minor` (net sales of lines with a discount) are
    None where baskets are counted, `bought_before` and `visits` where lines are."""

    buyers: int = 0
    purchases: int = 0
    net_minor: int = 0
    discount_minor: int = 0
    cost_minor: int = 0
    costed: bool = True
    bought_before: int | None = None
    visits: int | None = None
    quantity: int | None = None
    on_discount_minor: int | None = None

    @property
    def order_minor(self) -> Fraction | None:
        """Net sales per purchase."""
        return Fraction(self.net_minor, self.purchases) if self.purchases > 0 else None

    @property
    def per_buyer_minor(self) -> Fraction | None:
        return Fraction(self.net_minor, self.buyers) if self.buyers else None

    @property
    def discount_share(self) -> float | None:
        """Of the price before discounts."""
        gross = self.net_minor + self.discount_minor
        return self.discount_minor / gross if gross > 0 else None

    @property
    def margin(self) -> float | None:
        """Of net sales; None without the cost of every line."""
        return (self.net_minor - self.cost_minor) / self.net_minor if self.costed and self.net_minor > 0 else None

    @property
    def new_buyers(self) -> int | None:
        return None if self.bought_before is None else self.buyers - self.bought_before


@dataclass(frozen=True, slots=True)
class Row:
    """One key with its figures in the period and in the one it is held against."""

    key: str
    now: Sold
    before: Sold

    @property
    def change(self) -> float | None:
        """Of net sales; None where there were none before."""
        return self.now.net_minor / self.before.net_minor - 1 if self.before.net_minor > 0 else None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Rows by net sales, highest first; by month, day, weekday and hour in their order."""

    by: str
    span: Span
    against: Span
    rows: tuple[Row, ...]
    definition: Definition = DEFINITION


def choose(lake: Lake, scope: Scope) -> None:
    """In: an open lake. Out: its table `scope` has the baskets asked about."""
    lake.ask("scope", store=scope.store, segment=scope.segment, tier=scope.tier)


def breakdown(
    lake: Lake, by: str, span: Span, against: Span, *, months: Sequence[date] = (), category: str = ""
) -> Breakdown:
    """In: a lake whose scope was chosen, what to part by, the period and the one it is held against, the first days of
    the club's months (for `month`), and one category alone (for lines). Out: the figures of every key there is in one
    of them. Refused: a thing that sales are not parted by."""
    if by not in BY:
        raise ValueError(f"sales are not parted by {by!r}")
    now, before = (_sold(lake, by, each, months, category) for each in (span, against))
    rows = [Row(key, now.get(key, Sold()), before.get(key, Sold())) for key in {**now, **before}]
    in_order = by in ("month", "day", "weekday", "hour")
    rows.sort(key=(lambda row: row.key.zfill(2)) if in_order else (lambda row: (-row.now.net_minor, row.key)))
    return Breakdown(by, span, against, tuple(rows))


def _sold(lake: Lake, by: str, span: Span, months: Sequence[date], category: str) -> dict[str, Sold]:
    days = {"since": span.start, "until": span.end}
    if by in OF_LINES:
        rows = lake.ask("breakdown_of_lines", by=by, category=category, **days)
        return {
            key: Sold(buyers, purchases, net, discount, cost, costed, None, None, quantity, on_discount or 0)
            for key, buyers, purchases, quantity, net, discount, cost, costed, on_discount in rows
        }
    rows = lake.ask("breakdown", by=by, months=list(months), **days)
    return {
        key: Sold(buyers, purchases, net, discount, cost, costed, before, visits)
        for key, buyers, before, purchases, visits, net, discount, cost, costed in rows
    }
