"""Did it work? The treated against the held out, as they were assigned: the difference with its interval, and in words.

Rates by Newcombe's hybrid score interval (Statistics in Medicine 17 (1998), method 10), money by Welch's, the relative
lift by the logarithm of the ratio of means. Money may be adjusted by what was spent before (CUPED: Deng, Xu, Kohavi,
Walker, WSDM 2013). An assignment that is not the share it should be gives no verdict, and of many campaigns those
are told that stand the control of false discoveries (Benjamini and Hochberg, JRSS B 57 (1995)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import exp, log, sqrt
from typing import Final, Literal

import numpy as np

from vafa.insight.predicting.buying import Numbers
from vafa.insight.predicting.intervals import NORMAL_95, wilson
from vafa.insight.predicting.lazily import special

_80: Final = 0.841621
WRONG_SHARE: Final = 0.001
"""A sample ratio that chance would give less often than this gives no verdict."""
FEWEST: Final = 2
Verdict = Literal["worked", "lost_money", "unclear", "wrongly_assigned"]


@dataclass(frozen=True, slots=True)
class Effect:
    """Treated less held out, with its 95 % interval; `chance` is that of so large a difference where there is none."""

    difference: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An effect after what was spent before was taken out; `saved` is the share of the variance that this saved."""

    effect: Effect
    saved: float


def held_out(salt: str, campaign: str, key: str, share: float) -> bool:
    """In: a campaign's salt and code, the id of a member or of the household they share, and which share is held out.
    Out: whether this one is, the same each time it is asked; by SHA-256, so that nobody picks."""
    number = int.from_bytes(sha256(f"{salt}|{campaign}|{key}".encode()).digest()[:8])
    return number < share * 2**64


def rates(bought: int, of: int, bought_out: int, of_out: int) -> Effect:
    """In: how many of the treated bought, of how many, and the same of the held out. Out: the difference of the shares.
    Refused: nobody in one of them (ValueError)."""
    if min(of, of_out) < 1:
        raise ValueError("both groups need somebody")
    first, second = bought / of, bought_out / of_out
    (low, high), (low_out, high_out) = wilson(bought, of), wilson(bought_out, of_out)
    below = sqrt((first - low) ** 2 + (high_out - second) ** 2)
    above = sqrt((high - first) ** 2 + (second - low_out) ** 2)
    pooled = (bought + bought_out) / (of + of_out)
    spread = sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_out))
    chance = float(2 * special.ndtr(-abs(first - second) / spread)) if spread else 1.0
    return Effect(first - second, first - second - below, first - second + above, chance)


def money(treated: Sequence[float] | Numbers, out: Sequence[float] | Numbers) -> Effect:
    """In: what each of both groups spent, those with nothing too. Out: the difference of the means. Refused: fewer than
    two in one of them (ValueError)."""
    one, other = (np.asarray(each, dtype=np.float64) for each in (treated, out))
    if min(len(one), len(other)) < FEWEST:
        raise ValueError("both groups need two or more")
    parts = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    difference, variance = float(one.mean() - other.mean()), float(sum(parts))
    if variance == 0:
        return Effect(difference, difference, difference, 1.0 if difference == 0 else 0.0)
    freedom = variance**2 / (parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(other) - 1))
    half = float(special.stdtrit(freedom, 0.975)) * sqrt(variance)
    chance = float(2 * special.stdtr(freedom, -abs(difference) / sqrt(variance)))
    return Effect(difference, difference - half, difference + half, chance)


def resampled(
    treated: Sequence[float] | Numbers, out: Sequence[float] | Numbers, *, draws: int = 2_000, seed: int = 0
) -> Effect:
    """In: as for `money`, how often both groups are drawn anew from themselves, and where the dice begin. Out: the same
    difference with the interval and the chance of the draws: what Welch's is held against where few spend much. Source:
    Efron, Tibshirani, An Introduction to the Bootstrap, 13. Refused: as there."""
    one, other = (np.asarray(each, dtype=np.float64) for each in (treated, out))
    if min(len(one), len(other)) < FEWEST:
        raise ValueError("both groups need two or more")
    random = np.random.default_rng(seed)
    found = np.array([random.choice(one, len(one)).mean() - random.choice(other, len(other)).mean()
                      for _ in range(draws)])  # fmt: skip
    difference = float(one.mean() - other.mean())
    low, high = (float(each) for each in np.percentile(found, (2.5, 97.5)))
    against = float((found <= 0).mean() if difference > 0 else (found >= 0).mean())
    return Effect(difference, low, high, min(1.0, 2 * max(against, 1 / draws)))


def profit(effect: Effect, treated: int, rewards_minor: int, messages_minor: int) -> Effect:
    """In: what a treated member brought more, in minor units, how many were treated, and what rewards and messages
    cost. Out: what the campaign brought in all, with its interval; the chance is that of the effect. Refused: nobody
    treated, or a cost below zero (ValueError)."""
    if treated < 1 or min(rewards_minor, messages_minor) < 0:
        raise ValueError("somebody is treated, and costs are zero or more")
    spent = rewards_minor + messages_minor
    difference, low, high = (treated * each - spent for each in (effect.difference, effect.low, effect.high))
    return Effect(difference, low, high, effect.chance)


def relative(treated: Sequence[float] | Numbers, out: Sequence[float] | Numbers) -> Effect | None:
    """In: as for `money`. Out: by which share the treated spent more, with its interval by the logarithm of the ratio;
    None where one mean is not above zero."""
    one, other = (np.asarray(each, dtype=np.float64) for each in (treated, out))
    if min(len(one), len(other)) < FEWEST or min(one.mean(), other.mean()) <= 0:
        return None
    ratio = float(one.mean() / other.mean())
    parts = [float(each.var(ddof=1) / len(each) / each.mean() ** 2) for each in (one, other)]
    half = NORMAL_95 * sqrt(sum(parts))
    chance = float(2 * special.ndtr(-abs(log(ratio)) / sqrt(sum(parts)))) if sum(parts) else 1.0
    return Effect(ratio - 1, ratio * exp(-half) - 1, ratio * exp(half) - 1, chance)


def adjusted(
    treated: Numbers, treated_before: Numbers, out: Numbers, out_before: Numbers
) -> Adjusted:  # fmt: skip
    """In: what each spent in the campaign and before it, of both groups. Out: the difference of the means with what
    went before taken out, which changes no expectation, and how much of the variance that saved."""
    spent, before = np.concatenate([treated, out]), np.concatenate([treated_before, out_before])
    spread = before.var()
    slope = float(np.cov(spent, before, bias=True)[0, 1] / spread) if spread else 0.0
    mean = before.mean()
    one, other = treated - slope * (treated_before - mean), out - slope * (out_before - mean)
    plain = treated.var(ddof=1) / len(treated) + out.var(ddof=1) / len(out)
    left = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    return Adjusted(money(one, other), float(1 - left / plain) if plain else 0.0)


def rightly_assigned(treated: int, out: int, share: float) -> bool:
    """In: how many were treated and held out, and which share should have been held out. Out: could chance have made
    that of it (chi-square, one in a thousand)?"""
    total = treated + out
    wanted = total * share
    if not 0 < share < 1 or not total:
        return False
    distance = (out - wanted) ** 2 / wanted + (treated - (total - wanted)) ** 2 / (total - wanted)
    return bool(special.chdtrc(1, distance) >= WRONG_SHARE)


def verdict(profit: Effect, *, assigned: bool) -> Verdict:
    """In: the incremental profit with its interval, and whether the groups are what they should be. Out: in a word."""
    if not assigned:
        return "wrongly_assigned"
    if profit.low > 0:
        return "worked"
    return "lost_money" if profit.high < 0 else "unclear"


def smallest(spread: float, treated: int, out: int) -> float:
    """In: the standard deviation of what one spends, and the sizes of both groups. Out: the smallest difference of
    means that four campaigns of five of this size would see, in the same unit."""
    return (NORMAL_95 + _80) * spread * sqrt(1 / treated + 1 / out)


def needed(spread: float, difference: float, share: float) -> int:
    """In: the standard deviation, the difference to be seen, and which share is held out. Out: how many members that
    takes in all, four times of five."""
    return int(np.ceil(((NORMAL_95 + _80) * spread / difference) ** 2 * (1 / (1 - share) + 1 / share)))
