"""Pareto/NBD: while alive a member buys at a rate of their own, and is gone after a time of their own.

Schmittlein, Morrison, Colombo, Counting Your Customers, Management Science 33 (1987); the likelihood as in Fader,
Hardie, A Note on Deriving the Pareto/NBD Model (2005).
"""

from dataclasses import dataclass

import numpy as np

from vafa.insight.predicting.buying import Buying, Numbers
from vafa.insight.predicting.fitting import fitted, refuse_once
from vafa.insight.predicting.lazily import special

START = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Pareto:
    """`rate_shape` and `rate_scale` (r, α) say how rates of buying differ, `end_shape` and `end_scale` (s, β) how times
    until the end do; the scales in the unit of time of the data."""

    rate_shape: float
    rate_scale: float
    end_shape: float
    end_scale: float
    log_likelihood: float

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        return self.rate_shape, self.rate_scale, self.end_shape, self.end_scale

    def alive(self, data: Buying) -> Numbers:
        """In: histories. Out: the chance from 0 to 1 that who has each is still a customer."""
        r, alpha, s, beta = self.parameters
        still = (r + data.again) * np.log(alpha + data.watched) + s * np.log(beta + data.watched)
        gone = np.log(s) - np.log(r + s + data.again) + still + _log_gone(self.parameters, data)
        chance: Numbers = np.exp(-np.logaddexp(0.0, gone))
        return chance

    def expected(self, data: Buying, time: float) -> Numbers:
        """In: histories and a time ahead in their unit. Out: visits to expect of each in it. Equation (41)."""
        r, alpha, s, beta = self.parameters
        ahead = beta + data.watched
        within = -np.expm1((s - 1) * (np.log(ahead) - np.log(ahead + time)))
        rate = (r + data.again) * ahead / ((alpha + data.watched) * (s - 1))
        visits: Numbers = rate * within * self.alive(data)
        return visits

    def expected_of_new(self, time: float) -> float:
        """In: a time in the unit of the data. Out: visits after the first that a new member makes in it."""
        r, alpha, s, beta = self.parameters
        return float(r * beta / (alpha * (s - 1)) * -np.expm1((s - 1) * (np.log(beta) - np.log(beta + time))))


def fit(data: Buying) -> Pareto:
    """In: histories, in any unit of time. Out: the model that explains them best. Refused: NotFitted, also where
    nobody came again; where nobody drops out it can wander until its time is over."""
    refuse_once(data)
    scale = float(data.watched.max()) or 1.0
    scaled = Buying(data.again, data.last / scale, data.watched / scale, data.members)
    found = fitted(lambda parameters: (_likelihood(parameters, scaled), None), START, data.total)
    r, alpha, s, beta = found.parameters
    moved = found.log_likelihood - float((data.members * data.again).sum()) * np.log(scale)
    return Pareto(r, alpha * scale, s, beta * scale, float(moved))


def _likelihood(parameters: Numbers, data: Buying) -> float:
    r, alpha, s, beta = parameters
    x = data.again
    stayed = -(r + x) * np.log(alpha + data.watched) - s * np.log(beta + data.watched)
    left = np.log(s) - np.log(r + s + x) + _log_gone((r, alpha, s, beta), data)
    value = (
        special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.logaddexp(stayed, left)
    )
    return float((data.members * value).sum())


def _log_gone(parameters: tuple[float, ...], data: Buying) -> Numbers:
    """The logarithm of A0 of the note, taken from the smaller of the two scales so that the series converges."""
    r, alpha, s, beta = parameters
    x = data.again
    whole = r + s + x
    base, other = (alpha, s + 1) if alpha >= beta else (beta, r + x)
    apart = abs(alpha - beta)
    then, now = base + data.last, base + data.watched
    early = np.log(special.hyp2f1(whole, other, whole + 1, apart / then)) - whole * np.log(then)
    late = np.log(special.hyp2f1(whole, other, whole + 1, apart / now)) - whole * np.log(now)
    with np.errstate(divide="ignore"):
        found: Numbers = early + np.log(-np.expm1(np.minimum(late - early, 0.0)))
    return found
