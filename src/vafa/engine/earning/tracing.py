"""What each rule says to one activity, and why those that are silent are: for whoever writes rules."""

from dataclasses import dataclass
from typing import Literal

from vafa.engine.earning.base import count, wholly_granted
from vafa.engine.earning.conditions import All, Condition
from vafa.engine.earning.effects import Multiplier
from vafa.engine.earning.evaluate import Award, Judge
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.programme import Rule
from vafa.engine.earning.words import Message

Verdict = Literal["given", "factor", "silenced", "nothing", "condition", "kind", "granted"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One rule's answer. `award` where it gave or was silenced; `missing` says the conditions that did not hold;
    `factor` of a multiplier says whether it met an award."""

    rule: Rule
    verdict: Verdict
    award: Award | None = None
    missing: tuple[Message, ...] = ()


def trace(judge: Judge, facts: Facts) -> tuple[Answer, ...]:
    """In: a programme made ready and the facts of one activity. Out: an answer of each of its rules, in the order in
    which they are asked. `given` awards are those of `judge.evaluate`, which decides; the rest is why not."""
    evaluated = judge.evaluate(facts)
    given = {award.rule: award for award in evaluated.awards}
    lost = {award.rule: award for award in evaluated.silenced}
    used = {name for award in (*evaluated.awards, *evaluated.silenced) for name, _, _ in award.factors}
    rules = sorted(judge.programme.rules, key=lambda rule: (rule.priority, rule.id))
    return tuple(_answer(rule, facts, given.get(rule.id), lost.get(rule.id), rule.id in used) for rule in rules)


def _answer(rule: Rule, facts: Facts, given: Award | None, lost: Award | None, used: bool) -> Answer:
    if given or lost:
        return Answer(rule, "given" if given else "silenced", given or lost)
    if facts.kind not in rule.activities:
        return Answer(rule, "kind")
    if wholly_granted(facts):
        return Answer(rule, "granted")
    if missing := missing_of(rule, facts):
        return Answer(rule, "condition", missing=missing)
    return Answer(rule, "factor" if isinstance(rule.effect, Multiplier) and used else "nothing")


def missing_of(rule: Rule, facts: Facts) -> tuple[Message, ...]:
    """In: a rule and the facts of an activity. Out: those of its conditions that do not hold, in words."""
    counted = count(rule.base, facts)
    asked: tuple[Condition, ...] = (rule.when,) if rule.when else ()
    if isinstance(rule.when, All):
        asked = rule.when.conditions
    return tuple(each.words() for each in asked if not each.holds(facts, counted))
