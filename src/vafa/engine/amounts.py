"""Rounding, sharing out and giving back, in integers of the smallest unit."""

from collections.abc import Sequence
from enum import StrEnum
from math import gcd


class Rounding(StrEnum):
    DOWN = "down"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"


def divide(numerator: int, denominator: int, rounding: Rounding = Rounding.DOWN) -> int:
    """In: an exact amount as numerator over a positive denominator, not negative. Out: units, rounded once in
    the named way. Refused: a negative amount or a denominator below one."""
    if numerator < 0 or denominator < 1:
        raise ValueError("an award is rounded from an amount of zero or more over a denominator of one or more")
    whole, rest = divmod(numerator, denominator)
    if rest == 0 or rounding is Rounding.DOWN:
        return whole
    if rounding is Rounding.UP:
        return whole + 1
    if 2 * rest == denominator:
        return whole + 1 if rounding is Rounding.HALF_UP else whole + whole % 2
    return whole + (2 * rest > denominator)


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """In: units to share out and one weight for each line, not negative, not all zero. Out: shares that sum to
    the total; what rounding leaves over goes to the largest remainders, ties by line number (Hamilton)."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    for line in sorted(range(len(weights)), key=lambda line: (-(total * weights[line] % whole), line))[:left]:
        shares[line] += 1
    return shares


def weights_for_display(bases: Sequence[int], quantities: Sequence[int]) -> list[int]:
    """In: each line's counted base and quantity. Out: the bases; the quantities if no base; else one for each line."""
    return list(bases if any(bases) else quantities if any(quantities) else [1] * len(bases))


def tenders_due_back(tenders: Sequence[int], returned: int) -> list[int]:
    """In: what each tender paid, and how much of the payable has come back in all, this step included, in the same
    unit of money. Out: how much each tender has given back in all. Unit by unit, each to the tender furthest behind
    its exact share (tender × returned ÷ payable), ties by tender order, so that steps always add up.
    Refused: more than was paid.

    At each multiple of payable ÷ gcd all shares are whole and nothing is behind, so only the rest is walked; two
    tenders are rounded in one step, which is the same."""
    payable = sum(tenders)
    if not 0 <= returned <= payable:
        raise ValueError("no more can come back than was paid")
    if returned == 0:
        return [0] * len(tenders)
    cycle = payable // gcd(*tenders)
    cycles, rest = divmod(returned, cycle)
    given = [tender * cycles * cycle // payable for tender in tenders]
    paying = [place for place, tender in enumerate(tenders) if tender]
    if len(paying) == 2:
        first = (2 * tenders[paying[0]] * rest + payable) // (2 * payable)
        given[paying[0]] += first
        given[paying[1]] += rest - first
        return given
    behind = [0] * len(tenders)
    for _ in range(rest):
        for place in paying:
            behind[place] += tenders[place]
        furthest = max(paying, key=lambda place: (behind[place], -place))
        behind[furthest] -= payable
        given[furthest] += 1
    return given
