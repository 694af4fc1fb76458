"""Factors on an award: they add (×2 and ×3 = ×4) unless one compounds or only the highest counts."""

from itertools import compress
from math import gcd
from typing import NamedTuple

from vafa.engine.earning.base import Counted
from vafa.engine.earning.effects import Cashback, Multiplier, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.facts import Line
from vafa.engine.earning.programme import Rule

Factor = tuple[str, int, int]
"""The multiplying rule and its factor, numerator and denominator."""


Ratio = tuple[int, int]


class Gift(NamedTuple):
    """A candidate award before factors: exact units as numerator over denominator."""

    rule: Rule
    numerator: int
    denominator: int
    counted: Counted


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
    numerator, denominator = gift.numerator * total[0], gift.denominator * total[1]
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common, factors


def _together(effects: list[tuple[Rule, Multiplier]]) -> tuple[Ratio, set[str]]:
    adding, compound, used = (1, 1), (1, 1), set[str]()
    highest: tuple[Ratio, str] | None = None
    for rule, effect in effects:
        factor = effect.numerator, effect.denominator
        if effect.stacking == "compound":
            compound = compound[0] * factor[0], compound[1] * factor[1]
        elif effect.stacking == "add":
            adding = _plus(adding, factor)
        elif highest is None or factor[0] * highest[0][1] > highest[0][0] * factor[1]:
            highest = factor, rule.id
        if effect.stacking != "highest":
            used.add(rule.id)
    if highest:
        adding = _plus(adding, highest[0])
        used.add(highest[1])
    return (max(0, adding[0]) * compound[0], adding[1] * compound[1]), used


def _plus(total: Ratio, factor: Ratio) -> Ratio:
    """×2 and ×3 = ×4: what each adds to the one."""
    return total[0] * factor[1] + (factor[0] - factor[1]) * total[1], total[1] * factor[1]


def _by_line(gift: Gift, effects: list[tuple[Rule, Multiplier]]) -> tuple[Ratio, set[str]]:
    """The weighted mean of each line's own factor, by what the line earned: money, items, or one for each line. Lines
    under the same effects are weighed together."""
    lines = gift.counted.lines
    weights: dict[tuple[bool, ...], int] = {}
    for on, weight in zip(
        zip(*[_on(effect, lines) for _, effect in effects], strict=True), _weights(gift), strict=True
    ):
        weights[on] = weights.get(on, 0) + weight
    whole, total, used = sum(weights.values()), (0, 1), set[str]()
    if not whole:
        return (1, 1), used
    for on, weight in weights.items():
        factor, of_these = _together(list(compress(effects, on)))
        total = total[0] * factor[1] + factor[0] * weight * total[1], total[1] * factor[1]
        if weight:
            used |= of_these
    return (total[0], total[1] * whole), used


def _weights(gift: Gift) -> list[int]:
    if isinstance(gift.rule.effect, UnitsPerMoney | Cashback):
        return list(gift.counted.amounts)
    if isinstance(gift.rule.effect, UnitsPerItem):
        return [line.quantity for line in gift.counted.lines]
    return [1] * len(gift.counted.lines)


def _on(effect: Multiplier, lines: tuple[Line, ...]) -> list[bool]:
    if effect.lines.everything:
        return [True] * len(lines)
    picked = {line.number for line in effect.lines.pick(lines)}
    return [line.number in picked for line in lines]
