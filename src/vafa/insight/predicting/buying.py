"""What the models are told of members: how often each bought again, when last, and for how long they were watched."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Buying:
    """Members with the same history stand in one row. `again` counts visits after the first, `last` is the time of the
    last of them and `watched` the time until now, both from the first visit and in any one unit; `members` says how
    many a row stands for."""

    again: Numbers
    last: Numbers
    watched: Numbers
    members: Numbers

    @property
    def total(self) -> float:
        return float(self.members.sum())


def compressed(again: Sequence[float], last: Sequence[float], watched: Sequence[float]) -> Buying:
    """In: of each member visits after the first, the time of the last and the time watched (one unit, each from the
    first visit). Out: the distinct histories with how many have each.
    Refused: nobody, or a history that cannot be: negative, or a last visit after the time watched (ValueError)."""
    rows = np.column_stack([np.asarray(each, dtype=np.float64) for each in (again, last, watched)])
    if not len(rows):
        raise ValueError("nobody has bought")
    if (rows < 0).any() or (rows[:, 1] > rows[:, 2]).any() or not np.isfinite(rows).all():
        raise ValueError("a history begins at the first visit and ends no later than it is watched")
    distinct, counts = np.unique(rows, axis=0, return_counts=True)
    return Buying(distinct[:, 0], distinct[:, 1], distinct[:, 2], counts.astype(np.float64))
