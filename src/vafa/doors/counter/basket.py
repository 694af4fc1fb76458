"""What was bought: products tapped, an amount typed, or both, as lines of a receipt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.activities.shapes import Line
from vafa.base.text import latin_digits
from vafa.doors.counter.desk import Desk
from vafa.engine.amounts import largest_remainder
from vafa.partners.models import Favourite
from vafa.partners.queries import favourites_of

COUNT_MAX = 99


@dataclass(frozen=True, slots=True)
class Basket:
    """`typed` is the amount as it was typed; `minor` is what it means, None where nothing was typed. `fault` is a
    sentence for under the field."""

    favourites: list[Favourite]
    counts: dict[UUID, int]
    typed: str
    minor: int | None
    fault: str

    @property
    def tapped_minor(self) -> int:
        return sum(each.price_minor * self.counts.get(each.id, 0) for each in self.favourites)

    @property
    def total_minor(self) -> int:
        return self.tapped_minor if self.minor is None else self.minor

    def lines(self, language: str) -> tuple[Line, ...]:
        """What was tapped, each at its price. An amount above that has a line of its own; one below it is a discount,
        shared over the lines."""
        bought = [(each, self.counts[each.id]) for each in self.favourites if self.counts.get(each.id)]
        prices = [each.price_minor * count for each, count in bought]
        discounts = [0] * len(bought)
        if prices and self.total_minor < sum(prices):
            discounts = largest_remainder(sum(prices) - self.total_minor, prices)
        lines = [
            Line(
                price, sku=each.sku, name=each.name_in(language), category=each.category, quantity=count,
                discount_minor=discount,
            )
            for (each, count), price, discount in zip(bought, prices, discounts, strict=True)
        ]  # fmt: skip
        rest = self.total_minor - sum(prices)
        return (*lines, Line(rest)) if rest > 0 or not lines else tuple(lines)

    @property
    def rows(self) -> list[tuple[Favourite, int]]:
        return [(each, self.counts.get(each.id, 0)) for each in self.favourites]


def empty(desk: Desk) -> Basket:
    return Basket(favourites_of(desk.club.id), {}, "", None, "")


def read(desk: Desk, data: Mapping[str, str], *, nothing: str = "") -> Basket:
    """In: what a form sent, and what to say where nothing was bought. Out: the basket, or its fault."""
    favourites, typed = favourites_of(desk.club.id), data.get("amount", "").strip()[:40]
    counts, fault, minor = dict[UUID, int](), "", None
    for each in favourites:
        written = latin_digits(data.get(f"n_{each.id}", "")).strip() or "0"
        if re.fullmatch(r"[0-9]{1,2}", written):
            counts[each.id] = int(written)
        else:
            fault = _("How many of each: a number up to {most}.").format(most=desk.fmt.integer(COUNT_MAX))
    if typed:
        try:
            minor = desk.fmt.money_typed(typed)
        except ValueError:
            fault = _("Write the amount in digits, such as {example}.").format(example=example(desk))
    basket = Basket(favourites, counts, typed, minor, fault)
    if not fault and not basket.total_minor and (nothing or typed):
        return Basket(favourites, counts, typed, minor, nothing or missing())
    return basket


def example(desk: Desk) -> str:
    """An amount people here know."""
    return desk.fmt.money_figure(6_400_000 if desk.club.currency == "IRR" else 1250)


def missing() -> str:
    return _("Write the amount, or tap what was bought.")
