"""BG/NBD: while alive a member buys at a rate of their own, and after each purchase may be gone for good; and MBG/NBD,
where they may also be gone after the first.

Fader, Hardie, Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005); Batislam, Denizel, Filiztekin,
Empirical validation and comparison of models for customer base analysis, IJRM 24 (2007).
"""

from dataclasses import dataclass

import numpy as np

from vafa.insight.predicting.buying import Buying, Numbers
from vafa.insight.predicting.fitting import Fit, fitted, refuse_once
from vafa.insight.predicting.lazily import special

START = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """`rate_shape` and `rate_scale` (r, α) say how rates of buying differ, α in the unit of time of the data;
    `drop_a` and `drop_b` (a, b) how chances of being gone do."""

    rate_shape: float
    rate_scale: float
    drop_a: float
    drop_b: float
    log_likelihood: float
    modified: bool = False

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        return self.rate_shape, self.rate_scale, self.drop_a, self.drop_b

    def alive(self, data: Buying) -> Numbers:
        """In: histories. Out: the chance from 0 to 1 that who has each is still a customer."""
        chance: Numbers = np.exp(-np.logaddexp(0.0, self._odds_gone(data)))
        return chance

    def expected(self, data: Buying, time: float) -> Numbers:
        """In: histories and a time ahead in their unit. Out: visits to expect of each in it.
        Equation (10) of the paper; for the modified model its own."""
        r, alpha, a, b = self.parameters
        shift = int(self.modified)
        x, ahead = data.again, alpha + data.watched
        reached = time / (ahead + time)
        series = special.hyp2f1(r + x, b + x + shift, a + b + x - 1 + shift, reached)
        gone = np.exp((r + x) * (np.log(ahead) - np.log(ahead + time))) * series
        visits: Numbers = (a + b + x - 1 + shift) / (a - 1) * (1 - gone) * self.alive(data)
        return visits

    def expected_of_new(self, time: float) -> float:
        """In: a time in the unit of the data. Out: visits after the first that a new member makes in it."""
        none = np.zeros(1)
        return float(self.expected(Buying(none, none, none, np.ones(1)), time)[0])

    def _odds_gone(self, data: Buying) -> Numbers:
        """The logarithm of gone to alive; minus infinity for whom nothing speaks of it."""
        r, alpha, a, b = self.parameters
        x, shift = data.again, int(self.modified)
        with np.errstate(divide="ignore", invalid="ignore"):
            since = (r + x) * (np.log(alpha + data.watched) - np.log(alpha + data.last))
            odds = np.log(a) - np.log(b + x - 1 + shift) + since
        found: Numbers = odds if self.modified else np.where(x > 0, odds, -np.inf)
        return found


def fit(data: Buying, *, modified: bool = False) -> BetaGeometric:
    """In: histories, in any unit of time, and which of the two models. Out: the model that explains them best.
    Refused: NotFitted, also where nobody came again."""
    refuse_once(data)
    # where nobody is ever gone, or all are alike in it, a and b lie at their bounds and mean just that
    scale = float(data.watched.max()) or 1.0
    scaled = Buying(data.again, data.last / scale, data.watched / scale, data.members)
    found: Fit = fitted(lambda parameters: _likelihood(parameters, scaled, modified), START, data.total, inner=2)
    r, alpha, a, b = found.parameters
    # in another unit of time the density of each visit after the first is another
    moved = found.log_likelihood - float((data.members * data.again).sum()) * np.log(scale)
    return BetaGeometric(r, alpha * scale, a, b, float(moved), modified)


def _likelihood(parameters: Numbers, data: Buying, modified: bool) -> tuple[float, Numbers]:
    r, alpha, a, b = parameters
    x, members, shift = data.again, data.members, int(modified)
    y = x + shift
    still, then = np.log(alpha + data.watched), np.log(alpha + data.last)
    stayed = -(r + x) * still
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.log(a) - np.log(b + y - 1) - (r + x) * then
    left = left if modified else np.where(x > 0, left, -np.inf)
    either = np.logaddexp(stayed, left)
    value = (
        special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
        + special.gammaln(a + b) + special.gammaln(b + y) - special.gammaln(b) - special.gammaln(a + b + y) + either
    )  # fmt: skip
    was_there, was_gone = np.exp(stayed - either), np.exp(left - either)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_b = np.where(was_gone > 0, was_gone / (b + y - 1), 0.0)
    both = special.psi(a + b) - special.psi(a + b + y)
    shares = was_there / (alpha + data.watched) + was_gone / (alpha + data.last)
    rates = special.psi(r + x) - special.psi(r)
    gradient = np.array(
        [
            (members * (rates + np.log(alpha) - was_there * still - was_gone * then)).sum(),
            (members * (r / alpha - (r + x) * shares)).sum(),
            (members * (both + was_gone / a)).sum(),
            (members * (both + special.psi(b + y) - special.psi(b) - by_b)).sum(),
        ]
    )  # fmt: skip
    return float((members * value).sum()), gradient
