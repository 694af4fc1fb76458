"""Logistic regression on standardised features by penalised maximum likelihood (Hastie, Tibshirani, Friedman, Elements
of Statistical Learning, 4.4), and how well its chances hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from vafa.insight.predicting.buying import Numbers

STEPS: Final = 40
NEAR: Final = 1e-9
"""Of what the next step would still take off the loss."""
SCORE_MOST: Final = 500.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` stand beside the standardised features, after the constant."""

    weights: Numbers
    means: Numbers
    spreads: Numbers

    def scores(self, features: Numbers) -> Numbers:
        """In: rows of features. Out: the log odds of each."""
        found: Numbers = self.weights[0] + self.standardised(features) @ self.weights[1:]
        return found

    def chance(self, features: Numbers) -> Numbers:
        """In: rows of features. Out: the chance of each from 0 to 1."""
        found: Numbers = 1 / (1 + np.exp(-self.scores(features)))
        return found

    def standardised(self, features: Numbers) -> Numbers:
        found: Numbers = (features - self.means) / self.spreads
        return found


def fit(features: Numbers, outcome: Numbers, penalty: float) -> Logistic:
    """In: rows of features, the outcome of each (0 or 1), and the weight of the L2 penalty. Out: the model."""
    means, spreads = features.mean(axis=0), features.std(axis=0)
    spreads = np.where(spreads > 0, spreads, 1.0)
    rows = np.column_stack([np.ones(len(outcome)), (features - means) / spreads])
    return Logistic(_least(rows, outcome, penalty, np.zeros(rows.shape[1])), means, spreads)


def slope(scores: Numbers, outcome: Numbers) -> float:
    """In: log odds as a model says them, and what came. Out: the slope of the outcomes on them: 1 is right, below it
    the model says too much (Cox 1958)."""
    rows = np.column_stack([np.ones(len(scores)), scores])
    return float(_least(rows, outcome, 0.0, np.array([0.0, 1.0]))[1])


def _least(rows: Numbers, outcome: Numbers, penalty: float, weights: Numbers) -> Numbers:
    """The weights of the least loss by Newton's steps, each halved until the loss falls; where the outcomes are parted
    whole and nothing holds the weights, those after STEPS."""
    held = np.full(len(weights), penalty)
    held[0] = 0.0
    loss = _loss(weights, rows, outcome, held)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -SCORE_MOST, SCORE_MOST)))
        downhill = rows.T @ (outcome - chances) - held * weights
        curve = rows.T @ (rows * (chances * (1 - chances))[:, None]) + np.diag(held)
        step, *_ = np.linalg.lstsq(curve, downhill, rcond=None)
        if downhill @ step < NEAR:
            break
        while (there := _loss(weights + step, rows, outcome, held)) > loss and downhill @ step >= NEAR:
            step = step / 2
        weights, loss = weights + step, there
    return weights


def _loss(weights: Numbers, rows: Numbers, outcome: Numbers, held: Numbers) -> float:
    scores = rows @ weights
    return float(np.logaddexp(0.0, scores).sum() - outcome @ scores + held @ weights**2 / 2)


def auc(scores: Numbers | Sequence[float], outcome: Numbers | Sequence[float]) -> float:
    """In: a score and an outcome (0 or 1) of each. Out: the chance that one of those it came true for has the larger
    score, ties as half (Mann-Whitney). Refused: one outcome alone (ValueError)."""
    values, came = np.asarray(scores, dtype=np.float64), np.asarray(outcome, dtype=np.float64) > 0
    if came.all() or not came.any():
        raise ValueError("both outcomes are needed")
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_rank = np.bincount(inverse, weights=ranks) / counts
    those = int(came.sum())
    return float((mean_rank[inverse][came].sum() - those * (those + 1) / 2) / (those * (len(values) - those)))


@dataclass(frozen=True, slots=True)
class Said:
    """Of those told a chance from `low` to `high`: how many, the mean of what was said, how many it came true for."""

    low: float
    high: float
    count: int
    said: float
    happened: int


def calibration(chances: Numbers, outcome: Numbers, edges: Sequence[float]) -> tuple[Said, ...]:
    """In: chances as they were said, what came, and ascending edges from 0 to 1. Out: each step with somebody in it."""
    found = []
    for place in range(len(edges) - 1):
        low, high = edges[place], edges[place + 1]
        there = (chances >= low) & ((chances < high) | (place == len(edges) - 2))
        if count := int(there.sum()):
            found.append(Said(low, high, count, float(chances[there].mean()), int(outcome[there].sum())))
    return tuple(found)
