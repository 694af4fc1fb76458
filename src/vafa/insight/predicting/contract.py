"""The contract liability of units by IFRS 15 (B39 to B47, Example 52): part of the price is for units to come, and
becomes revenue as they are spent.

Money in minor units, rounded half up; what is expected to be spent is estimated anew at each end of a period, and a
change of it is a catch-up in that period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from vafa.engine.amounts import Rounding, divide


@dataclass(frozen=True, slots=True)
class Promised:
    """Units of one kind given with a sale: how many, what one buys in minor units, the share expected to be spent."""

    units: int
    unit_minor: Fraction
    expected_share: Fraction

    @property
    def stand_alone(self) -> Fraction:
        return self.units * self.unit_minor * self.expected_share


@dataclass(frozen=True, slots=True)
class Allocated:
    """Of the price of goods sold with units: what is for the goods, and what is deferred for each kind of unit."""

    goods_minor: int
    units_minor: tuple[int, ...]


def allocated(price_minor: int, promised: Sequence[Promised]) -> Allocated:
    """In: the price of what was sold, and the units given with it, kind by kind. Out: the price by the stand-alone
    prices of all of them together; its parts add up to it. Refused: a share that is none, or a negative figure
    (ValueError)."""
    if price_minor < 0 or any(each.units < 0 or each.unit_minor < 0 for each in promised):
        raise ValueError("prices and units are zero or more")
    if not all(0 <= each.expected_share <= 1 for each in promised):
        raise ValueError("a share is from zero to one")
    prices = [Fraction(price_minor), *(each.stand_alone for each in promised)]
    if not (whole := sum(prices)):
        return Allocated(0, (0,) * len(promised))
    ends = [price_minor * part / whole for part in accumulate(prices)]
    rounded = [0, *(divide(end.numerator, end.denominator, Rounding.HALF_UP) for end in ends)]
    goods, *units = (later - before for before, later in pairwise(rounded))
    return Allocated(goods, tuple(units))


def earned(units_minor: int, spent: int, expected: int) -> int:
    """In: what was deferred for units, how many of them were spent so far, and how many are now expected to be in all.
    Out: the revenue of them to date, minor units; what of it earlier periods had is for the caller to take off. All of
    it where as many were spent as are expected. Refused: a negative figure (ValueError)."""
    if min(units_minor, spent, expected) < 0:
        raise ValueError("figures are zero or more")
    return units_minor if spent >= expected else divide(units_minor * spent, expected, Rounding.HALF_UP)
