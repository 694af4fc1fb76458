"""Factors on an award: they add (×2 and ×3 = ×4) unless one compounds or only the highest counts."""

from fractions import Fraction
from typing import NamedTuple

from vafa.engine.earning.base import Counted
from vafa.engine.earning.effects import Cashback, Multiplier, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.facts import Line
from vafa.engine.earning.programme import Rule

Factor = tuple[str, int, int]
"""The multiplying rule and its factor, numerator and denominator."""


class Gift(NamedTuple):
    """A candidate award before factors: exact units as numerator over denominator."""

    rule: Rule
    numerator: int
    denominator: int
    counted: Counted
    group: str


def multiplied(gift: Gift, fired: list[tuple[Rule, Multiplier]]) -> tuple[int, int, tuple[Factor, ...]]:
    """In: a candidate and the multipliers whose conditions hold. Out: the exact units after those that name it, and
    the factors used. A multiplier with lines of its own counts on the part of the award that they earned."""
    ours = [
        (rule, effect)
        for rule, effect in fired
        if effect.unit == gift.rule.effect.unit and (not effect.rules or gift.rule.id in effect.rules)
    ]
    if not ours:
        return gift.numerator, gift.denominator, ()
    if all(effect.lines.everything for _, effect in ours):
        total, used = _together(ours)
    else:
        total, used = _by_line(gift, ours)
    factors = tuple((rule.id, effect.numerator, effect.denominator) for rule, effect in ours if rule.id in used)
    return gift.numerator * total.numerator, gift.denominator * total.denominator, factors


def _together(effects: list[tuple[Rule, Multiplier]]) -> tuple[Fraction, set[str]]:
    adding, compound, highest, used = Fraction(0), Fraction(1), None, set[str]()
    for rule, effect in effects:
        factor = Fraction(effect.numerator, effect.denominator)
        if effect.stacking == "compound":
            compound *= factor
        elif effect.stacking == "add":
            adding += factor - 1
        elif highest is None or factor > highest[0]:
            highest = factor, rule.id
        if effect.stacking != "highest":
            used.add(rule.id)
    if highest:
        adding += highest[0] - 1
        used.add(highest[1])
    return max(Fraction(0), 1 + adding) * compound, used


def _by_line(gift: Gift, effects: list[tuple[Rule, Multiplier]]) -> tuple[Fraction, set[str]]:
    """The weighted mean of each line's own factor, by what the line earned: money, items, or one for each line."""
    counted = gift.counted
    weights = _weights(gift)
    whole, total, used = sum(weights) or 1, Fraction(0), set[str]()
    for line, weight in zip(counted.lines, weights, strict=True):
        factor, of_line = _together([(rule, effect) for rule, effect in effects if _on(effect, line)])
        total += factor * weight
        if weight:
            used |= of_line
    return (total / whole, used) if sum(weights) else (Fraction(1), set())


def _weights(gift: Gift) -> list[int]:
    if isinstance(gift.rule.effect, UnitsPerMoney | Cashback):
        return list(gift.counted.amounts)
    if isinstance(gift.rule.effect, UnitsPerItem):
        return [line.quantity for line in gift.counted.lines]
    return [1] * len(gift.counted.lines)


def _on(effect: Multiplier, line: Line) -> bool:
    return bool(effect.lines.pick((line,)))
