"""What a button does to a draft: each takes the draft's content and what the button says, and gives another content."""

from collections.abc import Callable, Mapping
from typing import Final

from vafa.doors.console.programme import begun
from vafa.doors.console.programme.names import DraftNames
from vafa.engine.earning.conditions import Not
from vafa.programmes import editing
from vafa.programmes.errors import UnknownPart
from vafa.programmes.shapes import Content

Said = Mapping[str, str]
Verb = Callable[[Content, Said, DraftNames, set[str]], tuple[Content, str]]
"""In: the content, what was said, the names, and the ids taken. Out: the content, and the part to open next."""


def _new_rule(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    made = begun.rule(said["kind"], names, taken)
    return editing.put_rule(content, made), f"rule:{made.id}:effect"


def _drop_rule(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    return editing.drop_rule(content, said["rule"]), ""


def _switch(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    return editing.switch(content, said["rule"]), ""


def _earlier(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    return editing.move(content, said["rule"], -1), f"rule:{said['rule']}:more"


def _later(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    return editing.move(content, said["rule"], 1), f"rule:{said['rule']}:more"


def _add_condition(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    """Beside the others; or, where a path is said, as another way for that one to hold."""
    rule, made = editing.rule_of(content, said["rule"]), begun.condition(said["kind"], names)
    if path := said.get("path", ""):
        widened = editing.either(rule, path, made)
        return editing.put_rule(content, widened), f"rule:{rule.id}:when.{_last_way(widened, path)}"
    there = len(editing.conditions_of(rule))
    return editing.put_rule(content, editing.add_condition(rule, made)), f"rule:{rule.id}:when.{there}"


def _last_way(rule: object, path: str) -> str:
    ways = editing.condition_at(rule, path).conditions  # type: ignore[arg-type, union-attr]  # it was just widened
    return f"{path}.{len(ways) - 1}"


def _drop_condition(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    rule = editing.rule_of(content, said["rule"])
    return editing.put_rule(content, editing.drop_condition(rule, said["path"])), ""


def _turn_round(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    """What is turned round is what the chip stands in, so that doing it again takes it back."""
    rule, path = editing.rule_of(content, said["rule"]), said["path"]
    above = path.rpartition(".")[0]
    turned = bool(above) and isinstance(editing.condition_at(rule, above), Not)
    changed = editing.turn_round(rule, above if turned else path)
    return editing.put_rule(content, changed), f"rule:{rule.id}:when.{above if turned else f'{path}.0'}"


def _new_cap(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    made = begun.cap(names, taken)
    return editing.put_cap(content, made), f"cap:{made.id}"


def _new_budget(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    made = begun.budget(names, taken)
    return editing.put_cap(content, made), f"cap:{made.id}"


def _drop_cap(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    return editing.drop_cap(content, said["cap"]), ""


def _new_unit(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    made = begun.unit(names, taken)
    return editing.put_unit(content, made), f"unit:{made.code}"


def _drop_unit(content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    return editing.drop_unit(content, said["unit"]), ""


VERBS: Final[dict[str, Verb]] = {
    "new_rule": _new_rule, "drop_rule": _drop_rule, "switch": _switch, "earlier": _earlier, "later": _later,
    "add_condition": _add_condition, "drop_condition": _drop_condition, "turn_round": _turn_round,
    "new_cap": _new_cap, "new_budget": _new_budget, "drop_cap": _drop_cap, "new_unit": _new_unit,
    "drop_unit": _drop_unit,
}  # fmt: skip


def changed(verb: str, content: Content, said: Said, names: DraftNames, taken: set[str]) -> tuple[Content, str]:
    """Refused: a verb that is none, or one that lacks what it needs."""
    if verb not in VERBS:
        raise UnknownPart(part=verb)
    try:
        return VERBS[verb](content, said, names, taken)
    except KeyError as missing:
        raise UnknownPart(part=str(missing.args[0])) from None
