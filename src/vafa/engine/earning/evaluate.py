"""Judging one activity: candidates, factors, one rounding, caps, exclusive groups. Same facts, same awards.

The order is DOMAIN.md §3's: candidates → factors → round once → caps in integers, by priority then rule id, trimmed in
that order → within an exclusive group keep the largest final result in declared money value.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from vafa.engine.amounts import Rounding, divide
from vafa.engine.earning.base import Base, Counted, count, wholly_granted
from vafa.engine.earning.conditions import All, AnyOf, Condition, Not
from vafa.engine.earning.effects import Multiplier
from vafa.engine.earning.factors import Factor, Gift, multiplied
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.programme import Budget, Cap, Programme, Rule
from vafa.engine.expiry import Sliding


class Trim(NamedTuple):
    cap: str
    before: int
    after: int


class Award(NamedTuple):
    """Units given, and everything that says why. `exact` is after factors and before rounding, `counted` the money that
    counted, both numerator over denominator. `silenced` names why units are 0: "cap", "indivisible", "budget" or
    "group"."""

    rule: str
    unit: str
    units: int
    exact: tuple[int, int]
    counted: tuple[int, int]
    lines: tuple[int, ...] = ()
    factors: tuple[Factor, ...] = ()
    rounded: int = 0
    trims: tuple[Trim, ...] = ()
    silenced: str = ""
    rival: str = ""

    def trimmed(self, units: int, trims: tuple[Trim, ...], silenced: str) -> "Award":
        """What caps left of it."""
        return Award(
            self.rule, self.unit, units, self.exact, self.counted, self.lines, self.factors, self.rounded, trims,
            silenced, self.rival,
        )  # fmt: skip


class Evaluation(NamedTuple):
    """Awards above zero, those silenced with their reasons, and how many units each cap counted."""

    awards: tuple[Award, ...]
    silenced: tuple[Award, ...]
    used: Mapping[str, int]


NOTHING = Evaluation((), (), {})


class Judge:
    """A programme made ready: rules by activity kind in order, each base counted once per activity."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.rules = {rule.id: rule for rule in programme.rules}
        self.units = {unit.code: unit for unit in programme.units}
        self.values = {unit.code: unit.value_minor_per for unit in programme.units}
        rules = sorted(programme.rules, key=lambda rule: (rule.priority, rule.id))
        bases: dict[Base, int] = {}
        for rule in rules:
            bases.setdefault(rule.base, len(bases))
        self.bases = list(bases)
        self.giving: dict[str, list[tuple[Rule, int]]] = {}
        self.multiplying: dict[str, list[tuple[Rule, Multiplier, int]]] = {}
        for rule in rules:
            for kind in rule.activities:
                if isinstance(rule.effect, Multiplier):
                    self.multiplying.setdefault(kind, []).append((rule, rule.effect, bases[rule.base]))
                else:
                    self.giving.setdefault(kind, []).append((rule, bases[rule.base]))
        limits = programme.limits
        self.caps_by_id = {cap.id: cap for cap in limits}
        self.caps = {
            rule.id: tuple(cap for cap in limits if cap.counts(rule))
            for rule in rules
            if not isinstance(rule.effect, Multiplier)
        }

        self._caps_by_kind = {
            kind: list({cap.id: cap for rule, _ in rules for cap in self.caps[rule.id]}.values())
            for kind, rules in self.giving.items()
        }
        self.grouped = frozenset(kind for kind, rules in self.giving.items() if any(rule.group for rule, _ in rules))
        self.reads = frozenset(name for rule in rules for name in _facts_read(rule.when))
        self.slides = frozenset(unit.code for unit in programme.units if isinstance(unit.expiry, Sliding))

    def caps_of(self, kind: str) -> list[Cap]:
        """The caps and budgets that may count an activity of the kind."""
        return self._caps_by_kind.get(kind, [])

    def evaluate(self, facts: Facts) -> Evaluation:
        """In: the facts of one activity, with what each cap's period had already counted. Out: its awards."""
        giving = self.giving.get(facts.kind)
        if not giving or wholly_granted(facts):
            return NOTHING
        counted: list[Counted | None] = [None] * len(self.bases)
        gifts: list[Candidate] = []
        for rule, place in giving:
            base = counted[place]
            if base is None:
                base = counted[place] = count(self.bases[place], facts)
            if rule.when is None or rule.when.holds(facts, base):
                _add_gifts(gifts, rule, base)
        if not gifts:
            return NOTHING
        fired = self._fired(facts, counted)
        awards = [award for gift in gifts if (award := _rounded(*gift, fired))]
        return self._settle(awards, facts.used, grouped=facts.kind in self.grouped)

    def _fired(self, facts: Facts, counted: list[Counted | None]) -> list[tuple[Rule, Multiplier]]:
        fired = []
        for rule, effect, place in self.multiplying.get(facts.kind, ()):
            base = counted[place]
            if base is None:
                base = counted[place] = count(self.bases[place], facts)
            if rule.when is None or rule.when.holds(facts, base):
                fired.append((rule, effect))
        return fired

    def _settle(self, awards: list[Award], used: Mapping[str, int], *, grouped: bool) -> Evaluation:
        lost: list[Award] = []
        if grouped:
            awards, lost = self._winners(awards, used)
        spent = self._fitting(awards, used)
        if spent is not None:
            return Evaluation(tuple(awards), tuple(lost), spent)
        after, spent = self._trimmed(awards, used)
        given = tuple([award for award in after if award.units])
        return Evaluation(given, (*lost, *[award for award in after if not award.units]), spent)

    def _fitting(self, awards: list[Award], used: Mapping[str, int]) -> dict[str, int] | None:
        """What each cap counts where everything fits, as it mostly does; None where something must be trimmed."""
        spent: dict[str, int] = {}
        for award in awards:
            for cap in self.caps[award.rule]:
                spent[cap.id] = total = spent.get(cap.id, 0) + award.rounded
                if total + used.get(cap.id, 0) > cap.units:
                    return None
        return spent

    def _trimmed(self, awards: Iterable[Award], used: Mapping[str, int]) -> tuple[list[Award], dict[str, int]]:
        """Each award down to the room its caps leave, in order; one that does not fit is withheld where it is
        indivisible or the room is a budget's."""
        after, spent = [], dict[str, int]()
        for award in awards:
            units = award.rounded
            caps = self.caps[award.rule]
            if not caps:
                after.append(award)
                continue
            trims, reason = [], ""
            for cap in caps:
                room = max(0, cap.units - used.get(cap.id, 0) - spent.get(cap.id, 0))
                if units > room:
                    why = self._withheld(award, cap)
                    trims.append(Trim(cap.id, units, 0 if why else room))
                    units = trims[-1].after
                    reason = "" if units else why or "cap"
            for cap in caps:
                spent[cap.id] = spent.get(cap.id, 0) + units
            after.append(award.trimmed(units, tuple(trims), reason) if trims else award)
        return after, {cap: units for cap, units in spent.items() if units}

    def _withheld(self, award: Award, cap: Cap) -> str:
        """Out: why what does not fit is not given at all; empty where it is trimmed."""
        if isinstance(cap, Budget):
            return "budget"
        return "indivisible" if self.rules[award.rule].indivisible else ""

    def _winners(self, awards: list[Award], used: Mapping[str, int]) -> tuple[list[Award], list[Award]]:
        """Of each group the award whose result under the caps is worth most: its rivals left out, and of every other
        group only the one that is its best so far."""
        groups: dict[tuple[str, int], list[Award]] = {}
        for award in awards:
            if key := self._group_key(award):
                groups.setdefault(key, []).append(award)
        contested = {key: rivals for key, rivals in groups.items() if len(rivals) > 1}
        alone = [award for award in awards if self._group_key(award) not in contested]
        best = {
            key: max(rivals, key=lambda rival: (self._worth(rival), rival.rounded)) for key, rivals in contested.items()
        }
        for key, rivals in contested.items():
            others = alone + [rival for other, rival in best.items() if other != key]
            best[key] = min(rivals, key=lambda rival: self._rank(rival, others, used))
        kept = [award for award in awards if self._group_key(award) not in contested or award in best.values()]
        lost = [
            rival._replace(units=0, silenced="group", rival=best[key].rule)
            for key, rivals in contested.items()
            for rival in rivals
            if rival is not best[key]
        ]
        return kept, lost

    def _worth(self, award: Award) -> float:
        minor, per = self.values[award.unit]
        return award.rounded * minor / per

    def _group_key(self, award: Award) -> tuple[str, int] | None:
        rule = self.rules[award.rule]
        if not rule.group:
            return None
        return rule.group, award.lines[0] if rule.group_scope == "line" else 0

    def _rank(self, rival: Award, others: list[Award], used: Mapping[str, int]) -> tuple[float, int, int, str]:
        rule, units = self.rules[rival.rule], rival.rounded
        if self._fitting([*others, rival], used) is None:
            field = sorted([*others, rival], key=lambda award: (self.rules[award.rule].priority, award.rule))
            after, _ = self._trimmed(field, used)
            units = next(left.units for award, left in zip(field, after, strict=True) if award is rival)
        minor, per = self.values[rival.unit]
        return -units * minor / per, -units if not minor else 0, rule.priority, rule.id


def _facts_read(condition: Condition | None) -> Iterable[str]:
    if isinstance(condition, All | AnyOf):
        for each in condition.conditions:
            yield from _facts_read(each)
    elif isinstance(condition, Not):
        yield from _facts_read(condition.condition)
    elif name := getattr(condition, "reads", None):
        yield name


Candidate = tuple[Rule, int, int, Counted]
"""A rule that speaks, its exact units as numerator over denominator, and what it counted."""


def _add_gifts(gifts: list[Candidate], rule: Rule, base: Counted) -> None:
    """One candidate for the receipt; for a group per line, one for each counted line."""
    assert not isinstance(rule.effect, Multiplier)
    if not (rule.group and rule.group_scope == "line"):
        numerator, denominator = rule.effect.exact(base)
        if numerator > 0:
            gifts.append((rule, numerator, denominator, base))
        return
    whole = sum(base.amounts)
    for line, amount in zip(base.lines, base.amounts, strict=True):
        share = Counted(base.numerator * amount, base.denominator * (whole or 1), (line,), (amount,))
        numerator, denominator = rule.effect.exact(share)
        if numerator > 0:
            gifts.append((rule, numerator, denominator, share))


def _rounded(
    rule: Rule, numerator: int, denominator: int, base: Counted, fired: list[tuple[Rule, Multiplier]]
) -> Award | None:
    factors: tuple[Factor, ...] = ()
    if fired:
        numerator, denominator, factors = multiplied(Gift(rule, numerator, denominator, base), fired)
    # rounding down is the default, and is plain division
    down = rule.rounding is Rounding.DOWN
    units = numerator // denominator if down else divide(numerator, denominator, rule.rounding)
    if not units:
        return None
    return Award(
        rule.id,
        rule.effect.unit,
        units,
        (numerator, denominator),
        (base.numerator, base.denominator),
        base.numbers,
        factors,
        units,
    )
