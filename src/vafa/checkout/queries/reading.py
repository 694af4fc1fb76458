"""Checkouts as stored and as they stand, and a club's settings."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Sum

from vafa.base.models import Club
from vafa.checkout.errors import UnknownCheckout
from vafa.checkout.models import Checkout, Settings
from vafa.checkout.shapes import Bill, Held
from vafa.earning.queries import Judges
from vafa.engine.calendar.periods import Period, first_instant, local_date, start_of
from vafa.engine.checkout.tenders import PointsRate
from vafa.engine.lots.shapes import Kind
from vafa.ledger.models import Movement

HOUSEHOLD = "household"
"""The source of movements that bring a household's units to whoever spends them."""
WALLET = "wallet"
"""The unit of money where no programme has one of its own."""


def settings_of(club: Club) -> Settings:
    return next(iter(Settings.objects.filter(club=club)), None) or Settings(club=club)


def rate_of(settings: Settings) -> PointsRate:
    return PointsRate(settings.pay_minor, settings.pay_units, settings.pay_least_units)


def money_unit(judges: Judges, now: datetime) -> str:
    """The unit that counts wallet money: the programme's own, if it has one."""
    judge = judges.found(now)
    units = judge.programme.units if judge else ()
    return next((unit.code for unit in units if unit.kind == "money"), WALLET)


def bill_of(row: Checkout) -> Bill:
    return msgspec.convert(row.bill, Bill)


def find(club: Club, checkout_id: UUID) -> Checkout:
    """Only ever one of this club."""
    row = Checkout.objects.filter(club_id=club.id, id=checkout_id).first()
    if row is None:
        raise UnknownCheckout(checkout=str(checkout_id))
    return row


def state_at(row: Checkout, now: datetime) -> str:
    return "lapsed" if row.state == "open" and row.ends_at <= now else row.state


def held(row: Checkout, now: datetime) -> Held:
    return Held(
        id=row.id, member=row.member_id, state=state_at(row, now), placed_at=row.placed_at, ends_at=row.ends_at,
        bill=bill_of(row),
    )  # fmt: skip


def given_away(club: Club, member: UUID, account: UUID, now: datetime) -> int:
    """Units that a member has given to others in this month of the club's calendar."""
    month = start_of(club.reckoning, Period.MONTH, local_date(now, club.zone))
    rows = Movement.objects.filter(
        member_id=member, account_id=account, kind=Kind.TRANSFER, units__lt=0,
        happened_at__gte=first_instant(month, club.zone),
    ).exclude(source=HOUSEHOLD)  # fmt: skip
    return -(rows.aggregate(total=Sum("units"))["total"] or 0)
