"""Maximum likelihood by L-BFGS-B over the logarithms of positive parameters, bounded in size, steps and time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

import numpy as np

from vafa.insight.predicting.buying import Buying, Numbers
from vafa.insight.predicting.lazily import optimize

SMALLEST, LARGEST = 1e-5, 1e5
STEPS: Final = 500
SECONDS: Final = 20.0
_IMPOSSIBLE: Final = 1e12

Likelihood = Callable[[Numbers], tuple[float, Numbers | None]]
"""In: parameters. Out: the log-likelihood and its gradient by the parameters; None: by differences."""


class NotFitted(Exception):
    """It found no parameters within its bounds, steps and time; what to use instead is said by whoever asked."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters in the model's own order, and their log-likelihood over all members."""

    parameters: tuple[float, ...]
    log_likelihood: float
    steps: int


def fitted(
    likelihood: Likelihood, start: Sequence[float], each: float, *, inner: int | None = None, seconds: float = SECONDS
) -> Fit:
    """In: a log-likelihood, where to begin, over how many members it is, and how many of the first parameters must lie
    within the bounds (all). Out: where it is largest. Refused: NotFitted, where it ends at a bound, is no number, or
    takes more than its time."""
    ends = monotonic() + seconds

    def negative(logs: Numbers) -> tuple[float, Numbers]:
        if monotonic() > ends:
            raise NotFitted("it took too long")
        parameters = np.exp(logs)
        value, gradient = likelihood(parameters)
        if gradient is None:
            gradient = _differences(likelihood, parameters)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            return _IMPOSSIBLE, np.zeros_like(logs)  # the search steps back
        return -value / each, -gradient * parameters / each

    bounds = [(np.log(SMALLEST), np.log(LARGEST))] * len(start)
    found = optimize.minimize(
        negative, np.log(np.asarray(start, dtype=np.float64)), jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": STEPS, "ftol": 1e-13, "gtol": 1e-7},
    )  # fmt: skip
    parameters = np.exp(found.x)
    inside = bool(((parameters > SMALLEST * 1.01) & (parameters < LARGEST / 1.01))[:inner].all())
    if not np.isfinite(found.fun) or found.fun >= _IMPOSSIBLE or not inside:
        raise NotFitted("it ended at the edge of what is possible")
    return Fit(tuple(float(each) for each in parameters), -float(found.fun) * each, int(found.nit))


def refuse_once(data: Buying) -> None:
    """Refused: NotFitted, where nobody came again; then every rate of buying explains as much."""
    if not data.again.any():
        raise NotFitted("nobody came again")


def _differences(likelihood: Likelihood, parameters: Numbers) -> Numbers:
    """Central differences, in steps that fit each parameter."""
    made = np.empty_like(parameters)
    for place, value in enumerate(parameters):
        step = max(abs(value), 1e-3) * 1e-5
        high, low = parameters.copy(), parameters.copy()
        high[place] += step
        low[place] -= step
        made[place] = (likelihood(high)[0] - likelihood(low)[0]) / (2 * step)
    return made
