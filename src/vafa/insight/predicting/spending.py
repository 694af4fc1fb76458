"""Gamma-Gamma: what a member spends on a visit, drawn towards what all spend the fewer visits there are.

Fader, Hardie, The Gamma-Gamma Model of Monetary Value (2013).
"""

from dataclasses import dataclass

import numpy as np

from vafa.insight.predicting.buying import Numbers
from vafa.insight.predicting.fitting import fitted
from vafa.insight.predicting.lazily import special

START = (1.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True)
class Spending:
    """`visit_shape` (p), `member_shape` (q) and `member_scale` (v), the last in the money of the data."""

    visit_shape: float
    member_shape: float
    member_scale: float
    log_likelihood: float

    @property
    def mean(self) -> float:
        """What a visit of somebody unknown is worth; endless where q is one or less."""
        p, q, v = self.visit_shape, self.member_shape, self.member_scale
        return p * v / (q - 1) if q > 1 else float("inf")

    def expected(self, visits: Numbers, mean: Numbers) -> Numbers:
        """In: of each member how many visits were counted and their mean worth. Out: the worth to expect of a visit."""
        p, q, v = self.visit_shape, self.member_shape, self.member_scale
        worth: Numbers = p * (v + visits * mean) / (p * visits + q - 1)
        return worth


def fit(visits: Numbers, mean: Numbers) -> Spending:
    """In: of each member with one visit or more, how many and their mean worth, above zero. Out: the model that
    explains them best. Refused: values that are not above zero (ValueError), NotFitted."""
    visits, mean = np.asarray(visits, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    if not len(visits) or (visits <= 0).any() or (mean <= 0).any():
        raise ValueError("visits and their worth are above zero")
    scale = float(mean.mean())
    found = fitted(lambda parameters: _likelihood(parameters, visits, mean / scale), START, len(visits))
    p, q, v = found.parameters
    moved = found.log_likelihood - len(visits) * np.log(scale)
    return Spending(p, q, v * scale, float(moved))


def _likelihood(parameters: Numbers, x: Numbers, m: Numbers) -> tuple[float, Numbers]:
    p, q, v = parameters
    all_of, spread = p * x, np.log(v + x * m)
    value = (
        special.gammaln(all_of + q) - special.gammaln(all_of) - special.gammaln(q)
        + q * np.log(v) + (all_of - 1) * np.log(m)
        + all_of * np.log(x) - (all_of + q) * spread
    )  # fmt: skip
    gradient = np.array(
        [
            (x * (special.psi(all_of + q) - special.psi(all_of) + np.log(m) + np.log(x) - spread)).sum(),
            (special.psi(all_of + q) - special.psi(q) + np.log(v) - spread).sum(),
            (q / v - (all_of + q) / (v + x * m)).sum(),
        ]
    )
    return float(value.sum()), gradient
