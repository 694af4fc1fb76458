"""Ways to pay that are not discounts: points at a rate, wallet money, gift cards. Each comes after the price."""

from dataclasses import dataclass

from vafa.engine.amounts import Rounding, divide


@dataclass(frozen=True, slots=True)
class PointsRate:
    """`minor` of money for `units`; from so many units on."""

    minor: int
    units: int = 1
    least_units: int = 1

    def worth(self, units: int) -> int:
        """In: units. Out: minor units of money, rounded down."""
        return divide(units * self.minor, self.units)

    def needed(self, minor: int) -> int:
        """In: minor units of money. Out: the fewest units that pay so much."""
        return divide(minor * self.units, self.minor, Rounding.UP)


def points_to_pay(rate: PointsRate, ceiling_minor: int, spendable: int, asked: int | None) -> tuple[int, int, str]:
    """In: a rate, the most money that points may pay here, the units that can be spent, and how many the member wants
    to spend (None: as many as may be). Out: (units, minor units of money they pay, refusal code or empty). Whole units
    that pay whole money: never a unit more than the money takes."""
    wanted = spendable if asked is None else asked
    if wanted > spendable:
        return 0, 0, "not_enough_units"
    most = divide(ceiling_minor * rate.units, rate.minor)
    minor = rate.worth(min(wanted, most))
    units = rate.needed(minor)
    if units < rate.least_units or not minor:
        return 0, 0, "fewer_than_least"
    return units, minor, ""


def units_due_back(rate: PointsRate, paid_units: int, paid_minor: int, returned_minor: int) -> int:
    """In: the rate at which points paid, how many and how much money they paid, and how much of that money has come
    back in all. Out: whole points due back in all: what is worth less than one waits for a later step, and the last
    step empties. Refused: more money back than was paid (ValueError)."""
    if not 0 <= returned_minor <= paid_minor:
        raise ValueError("no more can come back than was paid")
    if returned_minor == paid_minor:
        return paid_units
    return min(paid_units, divide(returned_minor * rate.units, rate.minor))
