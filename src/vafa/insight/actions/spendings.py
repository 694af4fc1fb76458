"""Entering what the club spent on its members, and taking a mistake back."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from vafa.base.models import Club
from vafa.insight.models import SPENT_ON, Spending

LARGEST: Final = 10**15


@transaction.atomic
def enter(
    *, club: Club, month: date, spent_on: str, amount_minor: int, note: str, staff_id: UUID | None, now: datetime
) -> Spending:
    """In: the first day of a month of the club's calendar, one of SPENT_ON, minor units. Refused: another kind, an
    amount that is not above zero (ValueError)."""
    if spent_on not in SPENT_ON or not 0 < amount_minor <= LARGEST:
        raise ValueError("a spending is of a known kind and above zero")
    return Spending.objects.create(
        club=club, month=month, spent_on=spent_on, amount_minor=amount_minor, note=note[:120], staff_id=staff_id,
        made_at=now,
    )  # fmt: skip


@transaction.atomic
def take_back(*, club: Club, spending_id: UUID, now: datetime) -> bool:
    """Out: whether it stood until now."""
    return Spending.objects.filter(club=club, id=spending_id, taken_back_at=None).update(taken_back_at=now) == 1


@transaction.atomic
def put_back(*, club: Club, spending_id: UUID) -> bool:
    """The undo of taking back."""
    return (
        Spending.objects.filter(club=club, id=spending_id).exclude(taken_back_at=None).update(taken_back_at=None) == 1
    )
