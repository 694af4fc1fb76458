"""An offer as a basket meets it, and which of several may stand together."""

from dataclasses import dataclass
from typing import Literal

from vafa.engine.checkout.effects import Taking
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.words import Name

Stacking = Literal["common", "exclusive", "always"]


@dataclass(frozen=True, slots=True)
class Offer:
    """`id` is the caller's. Common offers stand together, an exclusive one stands with none but those always allowed.
    Lower `priority` comes first. Of a `group` at most `group_limit` are used. `most_minor` is what its budget leaves,
    None without one. `barred` is the code of a reason found before the basket was looked at."""

    id: str
    name: Name
    effect: Taking
    when: Condition | None = None
    stacking: Stacking = "common"
    priority: int = 100
    group: str = ""
    group_limit: int = 1
    most_minor: int | None = None
    barred: str = ""


class Table:
    """Who sits at the basket already; the order of asking decides, so that staff decide by priority."""

    def __init__(self) -> None:
        self.exclusive = ""
        self.common = ""
        self.groups: dict[str, int] = {}

    def refuses(self, offer: Offer) -> tuple[str, str]:
        """Out: (code, the offer in the way) or two empty texts."""
        if offer.stacking != "always":
            if self.exclusive:
                return "exclusive_is_used", self.exclusive
            if offer.stacking == "exclusive" and self.common:
                return "does_not_combine", self.common
        if offer.group and self.groups.get(offer.group, 0) >= offer.group_limit:
            return "group_is_full", offer.group
        return "", ""

    def seat(self, offer: Offer) -> None:
        if offer.stacking == "exclusive":
            self.exclusive = offer.id
        elif offer.stacking == "common":
            self.common = offer.id
        if offer.group:
            self.groups[offer.group] = self.groups.get(offer.group, 0) + 1
