"""BG/BB: whether a member takes each of a row of occasions, while they last as a customer.

Fader, Hardie, Shang, Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science 29 (2010).
"""

from dataclasses import dataclass

import numpy as np

from vafa.insight.predicting.buying import Buying, Numbers
from vafa.insight.predicting.fitting import fitted
from vafa.insight.predicting.lazily import special

START = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Occasions:
    """`take_a` and `take_b` (α, β) say how chances of taking an occasion differ, `drop_a` and `drop_b` (γ, δ) how
    chances of being gone before it do."""

    take_a: float
    take_b: float
    drop_a: float
    drop_b: float
    log_likelihood: float

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        return self.take_a, self.take_b, self.drop_a, self.drop_b


def fit(data: Buying) -> Occasions:
    """In: histories in whole occasions: how many were taken, the number of the last one taken, and how many there were.
    Out: the model that explains them best. Refused: NotFitted."""
    found = fitted(lambda parameters: (_likelihood(parameters, data), None), START, data.total)
    a, b, c, d = found.parameters
    return Occasions(a, b, c, d, found.log_likelihood)


def _likelihood(parameters: Numbers, data: Buying) -> float:
    a, b, c, d = parameters
    x, last, of = data.again, data.last, data.watched
    taking, going = special.betaln(a, b), special.betaln(c, d)
    value = special.betaln(a + x, b + of - x) - taking + special.betaln(c, d + of) - going
    for step in range(int((of - last).max())):
        here = special.betaln(a + x, b + last - x + step) - taking + special.betaln(c + 1, d + last + step) - going
        value = np.logaddexp(value, np.where(step < of - last, here, -np.inf))
    return float((data.members * value).sum())
