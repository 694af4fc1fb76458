"""What a draft holds."""

from dataclasses import dataclass, replace
from typing import Any

from vafa.engine.earning.plain import from_plain, to_plain
from vafa.engine.earning.programme import Programme, Rule
from vafa.engine.tiers import Ladder


@dataclass(frozen=True, slots=True)
class Content:
    """A programme without a number yet, the ladder beside it (None where the club has none), and the rules that are
    written and switched off: they are kept, and not published."""

    programme: Programme
    ladder: Ladder | None = None
    off: tuple[Rule, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that are on and those that are off, in the order in which they are asked."""
        return tuple(sorted((*self.programme.rules, *self.off), key=lambda rule: (rule.priority, rule.id)))

    def is_on(self, id: str) -> bool:
        return any(rule.id == id for rule in self.programme.rules)

    def same_as(self, other: "Content") -> bool:
        """Would both judge alike? What is off does not count."""
        mine, theirs = (replace(each.programme, version=0) for each in (self, other))
        return mine == theirs and self.ladder == other.ladder


def plain(content: Content) -> dict[str, Any]:
    return {
        "programme": to_plain(content.programme),
        "ladder": to_plain(content.ladder) if content.ladder else None,
        "off": to_plain(content.off),
    }


def content_of(given: dict[str, Any]) -> Content:
    ladder = from_plain(Ladder, given["ladder"]) if given["ladder"] else None
    return Content(from_plain(Programme, given["programme"]), ladder, from_plain(tuple[Rule, ...], given["off"]))
