"""Chain ladder: what a triangle of cohorts by age still grows to, with Mack's standard error.

Mack, Distribution-free Calculation of the Standard Error of Chain Ladder Reserve Estimates, ASTIN Bulletin 23 (1993).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from vafa.insight.predicting.buying import Numbers


@dataclass(frozen=True, slots=True)
class Ladder:
    """`factors` are of each age to the next; `final` is what each cohort comes to, `to_come` what of it is still to
    come, `error` its standard error, each in the unit of the triangle; `total_error` is of all that is to come."""

    factors: tuple[float, ...]
    final: tuple[float, ...]
    to_come: tuple[float, ...]
    error: tuple[float, ...]
    total_error: float

    @property
    def total(self) -> float:
        return sum(self.to_come)


def chain_ladder(cohorts: Sequence[Sequence[float]]) -> Ladder:
    """In: of each cohort, the oldest first, what it had come to at each age (cumulative); each is one age shorter than
    the one before. Out: what is still to come. Refused: fewer than three cohorts, another shape, or a cohort that does
    not begin above zero (ValueError)."""
    size = len(cohorts)
    if size < 3 or [len(each) for each in cohorts] != list(range(size, 0, -1)):
        raise ValueError("a triangle has three cohorts or more, each one age shorter than the one before")
    known = np.full((size, size), np.nan)
    for place, each in enumerate(cohorts):
        known[place, : len(each)] = each
    if (known[:, 0] <= 0).any():
        raise ValueError("every cohort begins above zero")
    factors, spread, sums = _factors(known)
    whole = known.copy()
    for age in range(size - 1):
        later = slice(size - age - 1, size)
        whole[later, age + 1] = whole[later, age] * factors[age]
    final = whole[:, -1]
    latest = np.array([each[-1] for each in cohorts], dtype=np.float64)
    share = spread / factors**2
    own = [_own(whole, share, sums, place) for place in range(size)]
    return Ladder(
        tuple(map(float, factors)), tuple(map(float, final)), tuple(map(float, final - latest)),
        tuple(sqrt(each) for each in own), sqrt(_all(own, final, share, sums)),
    )  # fmt: skip


def _factors(known: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Out: by age the factor to the next, the spread about it, and the sum it was estimated from."""
    size = len(known)
    factors, spread, sums = np.empty(size - 1), np.empty(size - 1), np.empty(size - 1)
    for age in range(size - 1):
        rows = size - age - 1
        now, later = known[:rows, age], known[:rows, age + 1]
        sums[age] = now.sum()
        factors[age] = later.sum() / sums[age]
        if rows > 1:
            spread[age] = (now * (later / now - factors[age]) ** 2).sum() / (rows - 1)
    before, last = spread[size - 4] if size > 3 else spread[0], spread[size - 3]
    spread[size - 2] = min(last**2 / before if before else 0.0, before, last)
    return factors, spread, sums


def _own(whole: Numbers, share: Numbers, sums: Numbers, place: int) -> float:
    """The mean squared error of what one cohort comes to."""
    ages = range(len(whole) - place - 1, len(whole) - 1)
    return float(whole[place, -1] ** 2 * sum(share[age] * (1 / whole[place, age] + 1 / sums[age]) for age in ages))


def _all(own: Sequence[float], final: Numbers, share: Numbers, sums: Numbers) -> float:
    """That of all together: they share the factors, and so their errors."""
    size, total = len(final), 0.0
    for place in range(1, size):
        ages = range(size - place - 1, size - 1)
        shared = sum(2 * share[age] / sums[age] for age in ages)
        total += own[place] + float(final[place] * final[place + 1 :].sum() * shared)
    return total
