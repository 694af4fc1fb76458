"""Which reports there are out of the lake: to add one, write its file here and a line in this table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vafa.doors.console.reporting import following, looking, outcomes, products, reserve, rules, sales
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.sheet import Report
from vafa.insight.lake.reading import Lake


@dataclass(frozen=True, slots=True)
class Entry:
    """`choices` are those over it: period, branch, segment, tier, against. `in_branch`: does a post in one branch see
    its own?"""

    words: Promise
    build: Callable[[Asked, Lake], Report]
    choices: tuple[str, ...] = ("period", "branch", "segment", "tier", "against")
    in_branch: bool = False


REPORTS: Final[dict[str, Entry]] = {
    "outcomes": Entry(_("Outcomes"), outcomes.build, ("branch", "segment", "tier")),
    "sales": Entry(_("Sales"), sales.build, in_branch=True),
    "products": Entry(_("Products and prices"), products.build, in_branch=True),
    "next": Entry(_("Who buys what next"), following.build, ("period", "branch", "segment", "tier")),
    "silence": Entry(_("Why they fell silent"), looking.silence, ("branch", "segment", "tier")),
    "unusual": Entry(_("Patterns on cards"), looking.sightings, ("branch",)),
    "reserve": Entry(_("Redemption and breakage"), reserve.build, ()),
    "journal": Entry(_("Journal"), reserve.journal, ("period",)),
    "rules": Entry(_("Rules and rewards"), rules.build, ("period", "branch", "segment", "tier")),
}
