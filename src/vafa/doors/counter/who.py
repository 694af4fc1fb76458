"""A member as the cashier sees them: after finding them by their exact card or phone, and no more than is needed."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vafa.activities.personal import birthday_days
from vafa.doors.counter.desk import Desk
from vafa.doors.look.member.standing import TierPanel, tier_panel
from vafa.doors.look.names import initials
from vafa.insight.queries.at_till import suggested
from vafa.ledger.queries.states import UnitStates, units_of
from vafa.members import queries
from vafa.members.models import Member

_RING = 263.9
"""The way round the ring of radius 42."""
_BIRTHDAY_NEAR = 3


@dataclass(frozen=True, slots=True)
class Have:
    name: str
    value: str
    waiting: str


@dataclass(frozen=True, slots=True)
class Who:
    member: Member
    name: str
    initials: str
    phone: SafeString | str
    tier: TierPanel | None
    units: list[Have]
    birthday: str
    offered: list[str]
    """What the club wants said; never how likely it is."""

    @property
    def ring(self) -> str:
        """How much of the ring is drawn; a member at the top has a whole one, a club without tiers none."""
        if self.tier is None:
            return ""
        return f"{_RING * (100 if self.tier.progress is None else self.tier.progress) / 100:.1f}"


def who(desk: Desk, member: Member) -> Who:
    name = member.name or _("No name")
    phone = queries.phone_of(member.id)
    return Who(
        member,
        name,
        initials(name),
        desk.fmt.phone(phone) if phone else "",
        tier_panel(desk.club, member, desk.names, desk.fmt, desk.now),
        [have(desk, each) for each in units_of(member.id, desk.names.unit_codes, desk.now)],
        _birthday(desk, member),
        [each.name for each in suggested(member.id, desk.fmt.today)],
    )


def have(desk: Desk, each: UnitStates) -> Have:
    figure, unit = desk.names.figure, each.unit
    waiting = _("{count} waiting").format(count=figure(each.pending, unit)) if each.pending else ""
    return Have(desk.names.name_of("unit", unit), figure(each.spendable, unit), waiting)


def _birthday(desk: Desk, member: Member) -> str:
    if member.birthday is None:
        return ""
    days = birthday_days(desk.club.reckoning, member.birthday, desk.fmt.today)
    if days == 0:
        return _("Today is their birthday. Wish them well.")
    return _("It is their birthday week. Wish them well.") if abs(days) <= _BIRTHDAY_NEAR else ""
