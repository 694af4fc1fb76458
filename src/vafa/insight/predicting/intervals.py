"""Intervals of shares and of their ratios, and which of many differences stand."""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import Final

NORMAL_95: Final = 1.959964
"""So many standard errors to either side hold 95 %."""


def wilson(came: float, of: int) -> tuple[float, float]:
    """In: so many of so many. Out: the 95 % interval of the share. Source: Wilson, JASA 22 (1927)."""
    if not of:
        return 0.0, 1.0
    share, z = came / of, NORMAL_95
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, centre - half), min(1.0, centre + half)


def ratio(both: float, first: float, other: float, without: float) -> tuple[float, float, float] | None:
    """In: how many of those with the first have both, how many have the first, and the same without it. Out: how many
    times as likely, with the ends of its 95 % interval; None where one share is nothing."""
    if min(both, first, other, without) <= 0:
        return None
    times = (both / first) / (other / without)
    spread = sqrt(max(0.0, 1 / both - 1 / first + 1 / other - 1 / without))
    return times, exp(log(times) - NORMAL_95 * spread), exp(log(times) + NORMAL_95 * spread)


def not_by_chance(chances: Sequence[float], false: float = 0.05) -> tuple[bool, ...]:
    """In: the chance of each of many campaigns, and how many false ones of those that are told are borne. Out: which
    stand (Benjamini and Hochberg)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    kept = max(
        (rank for rank, place in enumerate(order, 1) if chances[place] <= false * rank / len(chances)), default=0
    )
    told = set(order[:kept])
    return tuple(place in told for place in range(len(chances)))
