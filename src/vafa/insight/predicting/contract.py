"""The contract liability of units by IFRS 15 (B39 to B47, Example 52): part of the price is for units to come, and
becomes revenue as they are spent.

Money in minor units, rounded half up; what is expected to be spent is estimated anew at each end of a period, and a
change of it is a catch-up in that period.
"""

from dataclasses import dataclass
from fractions import Fraction

from vafa.engine.amounts import Rounding, divide


@dataclass(frozen=True, slots=True)
class Allocated:
    """Of the price of goods sold with units: what is for the goods, and what is deferred for the units."""

    goods_minor: int
    units_minor: int


def allocated(price_minor: int, units: int, unit_minor: Fraction, expected_share: Fraction) -> Allocated:
    """In: the price of what was sold, the units given with it, what one unit buys, and the share of them expected to be
    spent. Out: the price by stand-alone prices. Refused: a share that is none, or a negative figure (ValueError)."""
    if not 0 <= expected_share <= 1 or min(price_minor, units) < 0 or unit_minor < 0:
        raise ValueError("prices and units are zero or more, and a share is from zero to one")
    stand_alone = units * unit_minor * expected_share
    whole = price_minor + stand_alone
    if not whole:
        return Allocated(0, 0)
    goods = Fraction(price_minor) * price_minor / whole
    minor = divide(goods.numerator, goods.denominator, Rounding.HALF_UP)
    return Allocated(minor, price_minor - minor)


def earned(units_minor: int, spent: int, expected: int) -> int:
    """In: what was deferred for units, how many of them were spent so far, and how many are now expected to be in all.
    Out: the revenue of them to date, minor units; what of it earlier periods had is for the caller to take off. All of
    it where as many were spent as are expected. Refused: a negative figure (ValueError)."""
    if min(units_minor, spent, expected) < 0:
        raise ValueError("figures are zero or more")
    return units_minor if spent >= expected else divide(units_minor * spent, expected, Rounding.HALF_UP)
