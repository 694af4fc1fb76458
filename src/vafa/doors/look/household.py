"""A member's household, as pages show it: who is in it, and what they can spend together."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.checkout.queries import purse
from vafa.doors.look.names import ClubNames
from vafa.members.models import Member
from vafa.members.queries import household_of


@dataclass(frozen=True, slots=True)
class HouseholdPanel:
    """`others` are (member, name, whether they may draw); `together` what this member can spend with theirs, by unit,
    empty where it is no more than their own."""

    id: UUID
    name: str
    draws: bool
    others: list[tuple[UUID, str, bool]]
    together: list[str]

    @property
    def names(self) -> str:
        return _(", ").join(name for _id, name, _draws in self.others)


def household_panel(member: UUID, names: ClubNames, now: dt.datetime) -> HouseholdPanel | None:
    shared = household_of(member)
    if shared is None:
        return None
    people = {each.id: each.name for each in Member.objects.filter(id__in=shared.others)}
    others = [(id, people.get(id) or _("No name"), draws) for id, draws in shared.others.items()]
    together = []
    if shared.draws and others:
        told = purse.of_member(member, names.unit_codes, now)
        together = [names.exactly(count, unit) for unit, count in told.items() if count]
    return HouseholdPanel(shared.household.id, shared.household.name, shared.draws, others, together)
