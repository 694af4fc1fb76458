"""Which part of a purchase a rule counts, and how the part paid with granted value is left out."""

from dataclasses import dataclass
from typing import NamedTuple

from vafa.engine.earning.facts import Facts, Line, payable_minor


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines: those with any of the named products, categories, brands or tags (all lines if none is named),
    without any of the excepted."""

    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    except_skus: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()
    except_brands: tuple[str, ...] = ()
    except_tags: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        return self is EVERY_LINE or self == EVERY_LINE

    def pick(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        wanted = self.skus or self.brands or self.tags
        unwanted = self.except_skus or self.except_categories or self.except_brands or self.except_tags
        if self.categories and not wanted and not unwanted:
            categories = self.categories
            return tuple([line for line in lines if line.category in categories])
        named = bool(wanted or self.categories)
        return tuple(
            [line for line in lines if (not named or self._named(line)) and not (unwanted and self._excepted(line))]
        )

    def _named(self, line: Line) -> bool:
        return (
            line.category in self.categories
            or line.sku in self.skus
            or line.brand in self.brands
            or (bool(self.tags) and not set(self.tags).isdisjoint(line.tags))
        )

    def _excepted(self, line: Line) -> bool:
        return (
            line.category in self.except_categories
            or line.sku in self.except_skus
            or line.brand in self.except_brands
            or (bool(self.except_tags) and not set(self.except_tags).isdisjoint(line.tags))
        )


EVERY_LINE = Lines()


@dataclass(frozen=True, slots=True)
class Base:
    """What counts of a purchase. By default: every line, net of discounts, tax and delivery out."""

    lines: Lines = EVERY_LINE
    before_discounts: bool = False
    with_tax: bool = False
    with_delivery: bool = False


class Counted(NamedTuple):
    """The counted money exactly, numerator over denominator, in minor units; and the lines with their amounts before
    the granted part was left out."""

    numerator: int
    denominator: int
    lines: tuple[Line, ...]
    amounts: tuple[int, ...]
    numbers: tuple[int, ...]


def wholly_granted(facts: Facts) -> bool:
    """In: an activity. Out: was all there was to pay paid with granted value? Then nothing is earned."""
    return 0 < facts.granted_minor >= payable_minor(facts)


def paid_share(facts: Facts) -> tuple[int, int]:
    """In: a purchase. Out: the share of the payable that was not paid with granted value, as a ratio."""
    payable = payable_minor(facts)
    return (max(0, payable - facts.granted_minor), payable) if facts.granted_minor and payable > 0 else (1, 1)


def count(base: Base, facts: Facts) -> Counted:
    """In: a base and the facts of a purchase. Out: what counts. Granted value is spread over all lines, delivery and
    tax in proportion to what is payable (600 groceries and 400 tobacco left out, 500 paid from a granted card: 300).
    Gift cards and top-ups among the lines never count."""
    bought = facts.lines
    for line in bought:
        if line.prepaid:
            bought = tuple([line for line in bought if not line.prepaid])
            break
    lines = bought if base.lines.everything else base.lines.pick(bought)
    if base.before_discounts:
        amounts = tuple([line.amount_minor for line in lines])
    else:
        amounts = tuple([line.amount_minor - line.discount_minor for line in lines])
    total = sum(amounts)
    if base.with_delivery:
        total += facts.delivery_minor
    if base.with_tax and facts.tax_minor:
        return _granted_out(*_with_tax(facts, lines, total), facts, lines, amounts)
    return _granted_out(total, 1, facts, lines, amounts)


def _with_tax(facts: Facts, lines: tuple[Line, ...], total: int) -> tuple[int, int]:
    """The tax of the counted lines is their share of the whole tax by net amount."""
    whole = sum(line.net_minor for line in facts.lines) or 1
    return total * whole + facts.tax_minor * sum(line.net_minor for line in lines), whole


def _granted_out(
    numerator: int, denominator: int, facts: Facts, lines: tuple[Line, ...], amounts: tuple[int, ...]
) -> Counted:
    numbers = tuple([line.number for line in lines])
    if not facts.granted_minor:
        return Counted(numerator, denominator, lines, amounts, numbers)
    payable = payable_minor(facts)
    if payable <= 0:
        return Counted(0, 1, lines, amounts, numbers)
    paid = max(0, payable - facts.granted_minor)
    return Counted(numerator * paid, denominator * payable, lines, amounts, numbers)
