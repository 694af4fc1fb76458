"""What a member has and where they stand: units by state, what ends when, the tier and what is missing."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.activities.actions.standing import measure
from vafa.base.models import Club
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.engine import tiers
from vafa.engine.calendar.periods import local_date
from vafa.ledger.queries import states
from vafa.members.models import Member
from vafa.tiers.queries import standings

_ENDINGS_SHOWN = 4
_INSTANT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class UnitPanel:
    """The states of one unit that are not empty, and what of it ends when."""

    code: str
    name: str
    spendable: str
    worth: str
    worth_exactly: str
    states: list[tuple[str, str]]
    endings: list[tuple[str, str]]


def unit_panels(member: UUID, names: ClubNames, fmt: Format, now: dt.datetime) -> list[UnitPanel]:
    panels = []
    for each in states.units_of(member, names.unit_codes, now):
        ends = each.endings[:_ENDINGS_SHOWN]
        # a wallet is money already
        worth = None if names.is_money(each.unit) else names.worth_minor(each.unit, max(0, each.spendable))
        panels.append(
            UnitPanel(
                each.unit,
                names.name_of("unit", each.unit),
                names.figure(each.spendable, each.unit),
                fmt.money(worth) if worth is not None else "",
                fmt.money_exact(worth) if worth is not None else "",
                _states(each, names),
                [(_last_day(end.at, fmt), names.exactly(end.units, each.unit)) for end in ends],
            )
        )
    return panels


def _last_day(end: dt.datetime, fmt: Format) -> str:
    """Windows are half open: what ends as the first of Dey begins can be used to the last of Azar."""
    return fmt.near(local_date(end - _INSTANT, fmt.zone))


def _states(each: states.UnitStates, names: ClubNames) -> list[tuple[str, str]]:
    rows = [
        (_("Active"), each.active),
        (_("Pending"), each.pending),
        (_("Held"), each.held),
        (_("Owed"), -each.owed),
        (_("Spent so far"), each.spent),
        (_("Expired so far"), each.expired),
    ]
    return [(name, names.figure(units, each.unit)) for place, (name, units) in enumerate(rows) if units or not place]


@dataclass(frozen=True, slots=True)
class TierPanel:
    code: str
    name: str
    since: str
    sentences: list[str]
    progress: int | None
    progress_text: str


def tier_panel(club: Club, member: Member, names: ClubNames, fmt: Format, now: dt.datetime) -> TierPanel | None:
    ladder = names.ladder
    if ladder is None:
        return None
    standing = standings([member.id]).get(member.id) or tiers.Standing(ladder.tiers[0].id, member.joined_at, None)
    window = tiers.window_at(ladder, now, member.joined_at, club.reckoning, club.zone)
    measured = measure(ladder, [member.id], window, now)[0].get(member.id, 0)
    missing = tiers.missing(ladder, standing, measured)
    reach = missing.next_tier.reach if missing.next_tier else 0
    return TierPanel(
        standing.tier,
        names.tiers.get(standing.tier, standing.tier),
        fmt.date_of(standing.since),
        _tier_sentences(names, fmt, ladder, standing, missing),
        min(100, max(0, 100 * measured // reach)) if reach else None,
        amount_of(names, ladder, measured),
    )


def _tier_sentences(
    names: ClubNames, fmt: Format, ladder: tiers.Ladder, standing: tiers.Standing, missing: tiers.Missing
) -> list[str]:
    said = []
    if missing.next_tier is None:
        said.append(_("This is the highest tier."))
    elif missing.to_next:
        amount, name = amount_of(names, ladder, missing.to_next), names.written(missing.next_tier.name)
        said.append(_("{amount} more to {tier}.").format(amount=amount, tier=name))
    else:
        said.append(
            _("Has reached {tier}; it counts from the review.").format(tier=names.written(missing.next_tier.name))
        )
    kept_for_good = ladder.tiers[ladder.place(standing.tier)].never_falls or not ladder.place(standing.tier)
    if not kept_for_good and ladder.fall != "never":
        amount = amount_of(names, ladder, missing.to_stay)
        said.append(_("{amount} more to stay.").format(amount=amount) if missing.to_stay else _("Has enough to stay."))
    if standing.review_at:
        said.append(_("Next review on {day}.").format(day=fmt.date_of(standing.review_at)))
    if standing.floor:
        said.append(_floor(names, fmt, standing))
    return said


def _floor(names: ClubNames, fmt: Format, standing: tiers.Standing) -> str:
    tier = names.tiers.get(standing.floor, standing.floor)
    if standing.floor_until is None:
        return _("Set by staff: never below {tier}.").format(tier=tier)
    return _("Set by staff: not below {tier} until {day}.").format(tier=tier, day=fmt.date_of(standing.floor_until))


def amount_of(names: ClubNames, ladder: tiers.Ladder, count: int) -> str:
    """So much of what the ladder measures."""
    fmt = names.fmt
    if ladder.measure == "spend":
        return fmt.money_exact(count)
    if ladder.measure == "units":
        return names.exactly(count, ladder.unit)
    number = fmt.integer(count)
    if ladder.measure == "visits":
        return _("{count} visits").format(count=number)
    return _("{count} purchases").format(count=number)
