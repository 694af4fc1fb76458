"""Phones that stand at a counter: handed over, taken back, asked for the PIN again when nobody used them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base.errors import UnknownPhone
from vafa.base.models import Club, CounterPhone, Staff


@transaction.atomic
def hand_over(*, club: Club, store_id: UUID | None, name: str, staff: Staff, now: datetime) -> CounterPhone:
    return CounterPhone.objects.create(club=club, store_id=store_id, name=name, handed_by=staff, handed_at=now)


@transaction.atomic
def take_back(*, club: Club, phone_id: UUID, now: datetime) -> CounterPhone:
    """From its next page it is nobody's. Taking back again changes nothing."""
    phones = CounterPhone.objects.filter(club=club, id=phone_id)
    phones.filter(ended_at=None).update(ended_at=now)
    phone = phones.first()
    if phone is None:
        raise UnknownPhone(phone=str(phone_id))
    return phone


@transaction.atomic
def ask_again_after(*, club: Club, minutes: int) -> None:
    """How long a phone may lie unused before it asks for the PIN again."""
    Club.objects.filter(id=club.id).update(counter_idle_minutes=minutes)
    club.counter_idle_minutes = minutes
