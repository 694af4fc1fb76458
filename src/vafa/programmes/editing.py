"""Changing one part of a draft: each verb takes a content and gives another. Pure.

A rule's conditions are a list, all of which must hold; each may be turned round, or be one of several. A path names a
condition by its places on the way down: "1" is the second of the list, "1.0" the first of the several that it is, or
what it turns round.
"""

from collections.abc import Callable
from dataclasses import replace

from vafa.engine.earning.conditions import All, AnyOf, Condition, Not
from vafa.engine.earning.effects import Multiplier
from vafa.engine.earning.programme import Budget, Cap, Rule, Unit
from vafa.engine.tiers import Ladder
from vafa.programmes.errors import UnknownPart
from vafa.programmes.shapes import Content

STEP = 10
"""Between the priorities of neighbours."""


def rule_of(content: Content, id: str) -> Rule:
    found = next((rule for rule in content.rules if rule.id == id), None)
    if found is None:
        raise UnknownPart(part=f"rule:{id}")
    return found


def put_rule(content: Content, rule: Rule) -> Content:
    """One of this id is replaced where it stands, another is added at the end."""

    def put(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(rule if each.id == rule.id else each for each in rules)

    if any(each.id == rule.id for each in content.rules):
        return replace(
            content, programme=replace(content.programme, rules=put(content.programme.rules)), off=put(content.off)
        )
    last = max((each.priority for each in content.rules), default=0)
    rules = (*content.programme.rules, replace(rule, priority=last + STEP))
    return replace(content, programme=replace(content.programme, rules=rules))


def drop_rule(content: Content, id: str) -> Content:
    """With it go its names in caps, budgets and multipliers; one that named it alone stays, for its writer to see."""
    rule_of(content, id)
    programme = content.programme
    rules = tuple(_without(rule, id) for rule in programme.rules if rule.id != id)
    limits = tuple(replace(cap, rules=_less(cap.rules, id)) for cap in programme.limits)
    off = tuple(_without(rule, id) for rule in content.off if rule.id != id)
    return _with_limits(replace(content, programme=replace(programme, rules=rules), off=off), limits)


def _without(rule: Rule, id: str) -> Rule:
    effect = rule.effect
    if isinstance(effect, Multiplier) and id in effect.rules:
        return replace(rule, effect=replace(effect, rules=_less(effect.rules, id)))
    return rule


def _less(rules: tuple[str, ...], id: str) -> tuple[str, ...]:
    left = tuple(each for each in rules if each != id)
    return left or rules


def switch(content: Content, id: str) -> Content:
    """On becomes off, and off on."""
    rule, programme = rule_of(content, id), content.programme
    if content.is_on(id):
        rules = tuple(each for each in programme.rules if each.id != id)
        return replace(content, programme=replace(programme, rules=rules), off=(*content.off, rule))
    rules = tuple(sorted((*programme.rules, rule), key=lambda each: (each.priority, each.id)))
    off = tuple(each for each in content.off if each.id != id)
    return replace(content, programme=replace(programme, rules=rules), off=off)


def move(content: Content, id: str, by: int) -> Content:
    """In: a rule and so many places later (or, below zero, earlier). Out: all of them numbered anew in that order."""
    rule_of(content, id)
    order = [rule.id for rule in content.rules]
    place = order.index(id)
    order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
    rank = {each: STEP * (at + 1) for at, each in enumerate(order)}

    def ranked(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(sorted((replace(r, priority=rank[r.id]) for r in rules), key=lambda rule: rule.priority))

    programme = replace(content.programme, rules=ranked(content.programme.rules))
    return replace(content, programme=programme, off=ranked(content.off))


def conditions_of(rule: Rule) -> tuple[Condition, ...]:
    """All of them must hold."""
    if isinstance(rule.when, All):
        return rule.when.conditions
    return (rule.when,) if rule.when else ()


def _with_conditions(rule: Rule, conditions: tuple[Condition, ...]) -> Rule:
    if not conditions:
        return replace(rule, when=None)
    return replace(rule, when=conditions[0] if len(conditions) == 1 else All(conditions))


def condition_at(rule: Rule, path: str) -> Condition:
    places = _places(path)
    found = _nth(conditions_of(rule), places[0], path)
    for place in places[1:]:
        found = _nth(_inside(found), place, path)
    return found


def add_condition(rule: Rule, condition: Condition) -> Rule:
    return _with_conditions(rule, (*conditions_of(rule), condition))


def put_condition(rule: Rule, path: str, condition: Condition) -> Rule:
    condition_at(rule, path)
    return _changed(rule, path, lambda _: condition)


def drop_condition(rule: Rule, path: str) -> Rule:
    """Of several the last but one stands for itself again."""
    condition_at(rule, path)
    return _changed(rule, path, lambda _: None)


def either(rule: Rule, path: str, other: Condition) -> Rule:
    """The condition at the path, or this other."""
    found = condition_at(rule, path)
    many = (*found.conditions, other) if isinstance(found, AnyOf) else (found, other)
    return put_condition(rule, path, AnyOf(many))


def turn_round(rule: Rule, path: str) -> Rule:
    """What must hold must not, and what must not must."""
    found = condition_at(rule, path)
    return put_condition(rule, path, found.condition if isinstance(found, Not) else Not(found))


def _places(path: str) -> list[int]:
    try:
        return [int(each) for each in path.split(".")]
    except ValueError:
        raise UnknownPart(part=path) from None


def _nth(many: tuple[Condition, ...], place: int, path: str) -> Condition:
    if not 0 <= place < len(many):
        raise UnknownPart(part=path)
    return many[place]


def _inside(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, All | AnyOf):
        return condition.conditions
    return (condition.condition,) if isinstance(condition, Not) else ()


Change = Callable[[Condition], Condition | None]


def _changed(rule: Rule, path: str, change: Change) -> Rule:
    return _with_conditions(rule, _in_list(conditions_of(rule), _places(path), change))


def _in_list(many: tuple[Condition, ...], places: list[int], change: Change) -> tuple[Condition, ...]:
    made = (_at(each, places[1:], change) if place == places[0] else each for place, each in enumerate(many))
    return tuple(each for each in made if each is not None)


def _at(condition: Condition, places: list[int], change: Change) -> Condition | None:
    if not places:
        return change(condition)
    inside = _in_list(_inside(condition), places, change)
    if not inside:
        return None
    if isinstance(condition, Not):
        return Not(inside[0])
    assert isinstance(condition, All | AnyOf)
    return inside[0] if len(inside) == 1 else replace(condition, conditions=inside)


def cap_of(content: Content, id: str) -> Cap:
    """Out: the cap or the budget of that id."""
    found = next((cap for cap in content.programme.limits if cap.id == id), None)
    if found is None:
        raise UnknownPart(part=f"cap:{id}")
    return found


def put_cap(content: Content, cap: Cap) -> Content:
    limits = content.programme.limits
    there = any(each.id == cap.id for each in limits)
    made = tuple(cap if each.id == cap.id else each for each in limits) if there else (*limits, cap)
    return _with_limits(content, made)


def drop_cap(content: Content, id: str) -> Content:
    cap_of(content, id)
    return _with_limits(content, tuple(each for each in content.programme.limits if each.id != id))


def _with_limits(content: Content, limits: tuple[Cap, ...]) -> Content:
    budgets = tuple(each for each in limits if isinstance(each, Budget))
    caps = tuple(each for each in limits if not isinstance(each, Budget))
    return replace(content, programme=replace(content.programme, caps=caps, budgets=budgets))


def unit_of(content: Content, code: str) -> Unit:
    found = next((unit for unit in content.programme.units if unit.code == code), None)
    if found is None:
        raise UnknownPart(part=f"unit:{code}")
    return found


def put_unit(content: Content, unit: Unit) -> Content:
    units = content.programme.units
    there = any(each.code == unit.code for each in units)
    made = tuple(unit if each.code == unit.code else each for each in units) if there else (*units, unit)
    return replace(content, programme=replace(content.programme, units=made))


def drop_unit(content: Content, code: str) -> Content:
    unit_of(content, code)
    units = tuple(each for each in content.programme.units if each.code != code)
    return replace(content, programme=replace(content.programme, units=units))


def put_ladder(content: Content, ladder: Ladder | None) -> Content:
    return replace(content, ladder=ladder)


def free_id(taken: set[str], stem: str) -> str:
    """Out: an id that nothing had so far: the stem, or with the first number that is free."""
    if stem not in taken:
        return stem
    return next(made for number in range(2, len(taken) + 3) if (made := f"{stem}-{number}") not in taken)
