"""A draft's own names: its units, tiers and rules are not published yet."""

from functools import cached_property

from django.utils.translation import gettext as _

from vafa.base.models import Club
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.engine.earning.programme import Programme
from vafa.engine.tiers import Ladder
from vafa.programmes.shapes import Content


class DraftNames(ClubNames):
    def __init__(self, club: Club, fmt: Format, content: Content) -> None:
        super().__init__(club, fmt)
        self.content = content

    @cached_property
    def programme(self) -> Programme | None:
        return self.content.programme

    @cached_property
    def ladder(self) -> Ladder | None:
        return self.content.ladder

    @cached_property
    def units(self) -> dict[str, str]:
        return {unit.code: self.written(unit.name) for unit in self.content.programme.units}

    @cached_property
    def rules(self) -> dict[str, str]:
        return {rule.id: self.written(rule.name) for rule in self.content.rules}

    def name_of(self, kind: str, code: str) -> str:
        if kind == "rule":
            return self.rules.get(code, code)
        if kind == "activity":
            return activity_name(code)
        return super().name_of(kind, code)


ACTIVITIES = ("purchase", "sign_up", "visit", "review", "survey", "referral", "birthday")


def activity_name(code: str) -> str:
    known = {
        "purchase": _("a purchase"), "sign_up": _("joining"), "visit": _("a visit"), "review": _("a review"),
        "survey": _("a survey answered"), "referral": _("bringing a friend"), "birthday": _("the birthday"),
    }  # fmt: skip
    return known.get(code, code)
