"""Shifted beta-geometric: how many of a cohort are left after each period, where leaving is seen.

Fader, Hardie, How to Project Customer Retention, Journal of Interactive Marketing 21 (2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vafa.insight.predicting.buying import Numbers
from vafa.insight.predicting.fitting import fitted
from vafa.insight.predicting.lazily import special

START = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Staying:
    """`leave_a` and `leave_b` (α, β) say how chances of leaving differ."""

    leave_a: float
    leave_b: float
    log_likelihood: float

    def left_after(self, periods: int) -> float:
        """In: whole periods. Out: the share from 0 to 1 that is still there after them."""
        return float(
            np.exp(special.betaln(self.leave_a, self.leave_b + periods) - special.betaln(self.leave_a, self.leave_b))
        )

    def retention(self, period: int) -> float:
        """In: the number of a period, from one. Out: the share of those who came into it that stays through it."""
        return (self.leave_b + period - 1) / (self.leave_a + self.leave_b + period - 1)


def fit(there: Sequence[int]) -> Staying:
    """In: a cohort at its beginning and after each period, whole people. Out: the model that explains it best.
    Refused: fewer than two figures, or one that rises (ValueError); NotFitted."""
    counts = np.asarray(there, dtype=np.float64)
    lost = -np.diff(counts)
    if len(counts) < 2 or (lost < 0).any() or counts[-1] < 0:
        raise ValueError("a cohort is counted twice or more, and nobody comes back into it")
    found = fitted(lambda parameters: (_likelihood(parameters, lost, counts[-1]), None), START, counts[0])
    a, b = found.parameters
    return Staying(a, b, found.log_likelihood)


def _likelihood(parameters: Numbers, lost: Numbers, left: float) -> float:
    a, b = parameters
    periods = np.arange(1, len(lost) + 1)
    whole = special.betaln(a, b)
    gone = (lost * (special.betaln(a + 1, b + periods - 1) - whole)).sum()
    return float(gone + left * (special.betaln(a, b + len(lost)) - whole))
