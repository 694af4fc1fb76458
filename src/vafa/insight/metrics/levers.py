"""Four numbers make the result: how many buy, what is kept of it, how often they buy, and how much."""

import math
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from vafa.engine.earning.words import Message, message
from vafa.insight.history import History
from vafa.insight.shapes import Definition, Lever, Levers, Mode, Span
from vafa.insight.totals import Sums, sums

BUCKETS = 10
_Letter = Literal["N", "V", "F", "S"]
_LETTERS: tuple[_Letter, ...] = ("N", "V", "F", "S")
_COMMON = (
    message("N is how many members bought in the period, each counted once."),
    message("F is how many purchases each of them made; what was returned whole does not count."),
)
_SPLIT = message(
    "The change is split over the four by the log-mean method (LMDI): the parts add up to the change of the result."
)
MARGIN = Definition(
    "levers",
    (
        *_COMMON,
        message("S is net sales per purchase: after discounts and returns, without tax."),
        message("V is the share of net sales left after the cost of the goods; every line has a cost."),
        message("N × V × F × S is the gross margin, exactly."),
        _SPLIT,
    ),
)
NOT_GIVEN_AWAY = Definition(
    "levers",
    (
        *_COMMON,
        message("S is sales per purchase before discounts, after returns, without tax."),
        message("V is the share of those sales not given away as discount, because some lines have no cost."),
        message("N × V × F × S is net sales, exactly."),
        _SPLIT,
    ),
)


def levers(history: History, span: Span) -> Levers:
    """In: the history of a club or a store, and a period of local dates. Out: the factors in it and in the period of
    equal length before, and the split of the change; money in minor units. Refused: a period without days.

    Source: Ang, "The LMDI approach to decomposition analysis", Energy Policy 33 (2005), additive form."""
    if span.days < 1:
        raise ValueError("a period has at least one day")
    now, before = (sums(history.between(each.start, each.end)) for each in (span, span.before))
    mode: Mode = "margin" if now.costed and before.costed else "not_given_away"
    factors, factors_before = factors_of(now, mode), factors_of(before, mode)
    course = [factors_of(each, mode) for each in _buckets(history, span)]
    parts, no_parts = parts_of(factors, factors_before, result(now, mode), result(before, mode))
    n, v, f, s = (
        Lever(
            letter, factors[place], factors_before[place], tuple(_figure(each[place]) for each in course), parts[place]
        )
        for place, letter in enumerate(_LETTERS)
    )
    definition = MARGIN if mode == "margin" else NOT_GIVEN_AWAY
    return Levers(
        mode, n, v, f, s, result(now, mode), result(before, mode), now.net, before.net, no_parts, definition
    )  # fmt: skip


def result(of: Sums, mode: Mode) -> int:
    """In: the sums of a period. Out: what the factors make: the gross margin, or net sales, in minor units."""
    return of.net - of.cost if mode == "margin" else of.net


def factors_of(of: Sums, mode: Mode) -> tuple[Fraction | None, ...]:
    """In: the sums of a period. Out: N, V, F, S, exact; None where there is nothing to divide by."""
    sold = of.net if mode == "margin" else of.net + of.discount
    return (
        Fraction(of.buyers),
        Fraction(result(of, mode), sold) if sold else None,
        Fraction(of.purchases, of.buyers) if of.buyers else None,
        Fraction(sold, of.purchases) if of.purchases else None,
    )


def split(
    factors: Sequence[Fraction], before: Sequence[Fraction], result_now: Fraction, result_before: Fraction
) -> list[float]:
    """In: factors above zero, and the results they make. Out: each factor's part of the change, L(result, result
    before) · ln(factor / factor before) with the log mean L(a, b) = (a - b) / ln(a / b) and L(a, a) = a.
    Refused: a factor that is not above zero."""
    if min(*factors, *before) <= 0:
        raise ValueError("a logarithm needs factors above zero")
    grown = _log_ratio(result_now, result_before)
    mean = float(result_now) if grown == 0 else float(result_now - result_before) / grown
    return [mean * _log_ratio(a, b) for a, b in zip(factors, before, strict=True)]


def _log_ratio(a: Fraction, b: Fraction) -> float:
    # log1p of the exact difference: the plain log of a ratio near one has few digits left.
    return math.log1p(float((a - b) / b)) if abs(a - b) < b else math.log(float(a / b))


def parts_of(
    factors: Sequence[Fraction | None], before: Sequence[Fraction | None], now_minor: int, before_minor: int
) -> tuple[list[int] | list[None], Message | None]:
    """In: the factors of a period and the one before, and what they make in minor units. Out: each factor's part of the
    change, whole minor units that add up to it; or none of them, and why."""
    unknown = [None] * len(_LETTERS)
    if not before[0]:
        return unknown, message("Nobody bought in the period before, so there is nothing to compare with.")
    if not factors[0]:
        return unknown, message("Nobody bought in this period, so the fall is not split.")
    known, known_before = [each for each in factors if each is not None], [each for each in before if each is not None]
    if len(known) + len(known_before) < 2 * len(_LETTERS) or min(*known, *known_before) <= 0:
        return unknown, message("The result is not above zero in one of the periods, so the change is not split.")
    parts = split(known, known_before, Fraction(now_minor), Fraction(before_minor))
    return _whole(parts, now_minor - before_minor), None


def _whole(parts: Sequence[float], change: int) -> list[int]:
    """Rounded to whole minor units; the rest of rounding goes to the largest part."""
    whole = [round(part) for part in parts]
    largest = max(range(len(whole)), key=lambda place: abs(whole[place]))
    whole[largest] += change - sum(whole)
    return whole


def _buckets(history: History, span: Span) -> list[Sums]:
    edges = [span.start + timedelta(days=span.days * place // BUCKETS) for place in range(BUCKETS + 1)]
    return [sums(history.between(start, end)) for start, end in pairwise(edges)]


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
