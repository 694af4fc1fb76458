"""A part of a draft by its name: the form that changes it, and the draft with what was typed.

Names are "rule:<id>:effect", ":lines", ":more" or ":when.<path>", "cap:<id>" (of a budget too), "unit:<code>" and
"ladder"; they are those of the engine's faults.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from vafa.doors.console.programme.forms import LinesForm, PartForm, ValueForm, kind_name
from vafa.doors.console.programme.ladder import LadderForm
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.programme.whole import CapForm, MoreForm, UnitForm
from vafa.engine.earning.conditions import All, AnyOf, Not
from vafa.engine.earning.effects import Multiplier
from vafa.engine.earning.programme import Budget, Rule
from vafa.programmes import editing
from vafa.programmes.errors import UnknownPart
from vafa.programmes.shapes import Content


@dataclass(frozen=True, slots=True)
class Opened:
    """A part that is being changed. `path` is that of a condition, which can also be turned round, widened, dropped."""

    part: str
    title: str
    form: PartForm
    put: Callable[[Any], Content]
    rule: str = ""
    path: str = ""


def opened(part: str, content: Content, names: DraftNames, data: Any = None) -> Opened:
    """Refused: UnknownPart."""
    kind, _colon, rest = part.partition(":")
    if kind == "ladder":
        form = LadderForm(names, content.ladder, data)
        return Opened(part, _("Tiers"), form, lambda made: editing.put_ladder(content, made))
    if kind == "cap":
        cap = editing.cap_of(content, rest)
        title = _("Budget") if isinstance(cap, Budget) else _("Cap")
        return Opened(part, title, CapForm(names, cap, data), lambda made: editing.put_cap(content, made))
    if kind == "unit":
        unit = editing.unit_of(content, rest)
        return Opened(part, _("Unit"), UnitForm(names, unit, data), lambda made: editing.put_unit(content, made))
    if kind != "rule":
        raise UnknownPart(part=part)
    id, _colon, of_rule = rest.partition(":")
    return _of_rule(part, editing.rule_of(content, id), of_rule, content, names, data)


def _of_rule(part: str, rule: Rule, of_rule: str, content: Content, names: DraftNames, data: Any) -> Opened:
    def put(made: Rule) -> Content:
        return editing.put_rule(content, made)

    if of_rule == "effect":
        form: PartForm = ValueForm(names, type(rule.effect), rule.effect, data)
        title = kind_name(rule.effect.type)
        return Opened(part, title, form, lambda made: put(replace(rule, effect=made)), rule.id)
    if of_rule == "lines":
        form = LinesForm(names, _lines_of(rule), data)
        return Opened(part, _("What counts"), form, lambda made: put(_with_lines(rule, made)), rule.id)
    if of_rule == "more":
        return Opened(part, _("How it lives"), MoreForm(names, rule, data), put, rule.id)
    where, _dot, path = of_rule.partition(".")
    if where != "when":
        raise UnknownPart(part=part)
    found = editing.condition_at(rule, path)
    if isinstance(found, All | AnyOf | Not):
        raise UnknownPart(part=part)
    form = ValueForm(names, type(found), found, data)
    title = kind_name(found.type)
    return Opened(part, title, form, lambda made: put(editing.put_condition(rule, path, made)), rule.id, path)


def _lines_of(rule: Rule) -> Any:
    return rule.effect.lines if isinstance(rule.effect, Multiplier) else rule.base.lines


def _with_lines(rule: Rule, lines: Any) -> Rule:
    if isinstance(rule.effect, Multiplier):
        return replace(rule, effect=replace(rule.effect, lines=lines))
    return replace(rule, base=replace(rule.base, lines=lines))
