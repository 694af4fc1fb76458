"""Which part of a purchase a rule counts, and how the part paid with granted value is left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from vafa.engine.earning.facts import Facts, Line, payable_minor

Picked = tuple[Line, ...]


@dataclass(frozen=True)
class Lines:
    """Which lines: those with any of the named products, categories, brands or tags (all lines if none is named),
    without any of the excepted; and with `margin_at_least`, in basis points of their net amount, those alone that earn
    so much. A line whose cost is not known earns nothing that anybody knows."""

    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    except_skus: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()
    except_brands: tuple[str, ...] = ()
    except_tags: tuple[str, ...] = ()
    margin_at_least: int = 0

    @cached_property
    def everything(self) -> bool:
        return self == EVERY_LINE

    def __reduce__(self) -> tuple[Any, ...]:
        """What was made ready stays in its process."""
        return Lines, tuple(getattr(self, each.name) for each in fields(self))

    def pick(self, lines: Picked) -> Picked:
        """In: the lines of a purchase. Out: those that are meant."""
        return self._picker(lines)

    @cached_property
    def _picker(self) -> Callable[[Picked], Picked]:
        """Made once, for the way that these lines are named: most name or except one kind of thing."""
        if self.everything:
            return tuple
        among = _picker(self.skus, self.categories, self.brands, self.tags, wanted=True)
        without = _picker(self.except_skus, self.except_categories, self.except_brands, self.except_tags, wanted=False)
        if not self.margin_at_least:
            return lambda lines: tuple(without(among(lines)))
        return lambda lines: tuple([line for line in without(among(lines)) if self._earns(line)])

    def _earns(self, line: Line) -> bool:
        if line.cost_minor is None or line.net_minor <= 0:
            return False
        return (line.net_minor - line.cost_minor) * 10_000 >= self.margin_at_least * line.net_minor


Some = Sequence[Line]


def _picker(
    skus: tuple[str, ...], categories: tuple[str, ...], brands: tuple[str, ...], tags: tuple[str, ...], *, wanted: bool
) -> Callable[[Some], Some]:
    """Out: what keeps the lines that have one of these names, or those that have none of them; all where none is
    named."""
    named = [each for each in (skus, categories, brands, tags) if each]
    if not named:
        return lambda lines: lines
    if named == [categories]:
        return lambda lines: [line for line in lines if (line.category in categories) is wanted]
    if named == [skus]:
        return lambda lines: [line for line in lines if (line.sku in skus) is wanted]
    if named == [brands]:
        return lambda lines: [line for line in lines if (line.brand in brands) is wanted]
    tagged = frozenset(tags)
    return lambda lines: [
        line
        for line in lines
        if (
            line.category in categories or line.sku in skus or line.brand in brands or not tagged.isdisjoint(line.tags)
        ) is wanted
    ]  # fmt: skip


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
    lines: Picked
    amounts: tuple[int, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple([line.number for line in self.lines])


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
    lines = base.lines.pick(bought)
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


def _with_tax(facts: Facts, lines: Picked, total: int) -> tuple[int, int]:
    """The tax of the counted lines is their share of the whole tax by net amount."""
    whole = sum(line.net_minor for line in facts.lines) or 1
    return total * whole + facts.tax_minor * sum(line.net_minor for line in lines), whole


def _granted_out(numerator: int, denominator: int, facts: Facts, lines: Picked, amounts: tuple[int, ...]) -> Counted:
    if not facts.granted_minor:
        return Counted(numerator, denominator, lines, amounts)
    payable = payable_minor(facts)
    if payable <= 0:
        return Counted(0, 1, lines, amounts)
    paid = max(0, payable - facts.granted_minor)
    return Counted(numerator * paid, denominator * payable, lines, amounts)
