"""Who wants the weekly letter, and that each goes out once."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from vafa.base.models import Club
from vafa.insight.models import LetterWish

NIGHTLY: Final = "weekly_letter"


@transaction.atomic
def want(*, club: Club, staff_id: UUID, now: datetime) -> None:
    """In: a post. Out: it gets the letter from now on."""
    LetterWish.objects.get_or_create(staff_id=staff_id, defaults={"club": club, "since": now})


@transaction.atomic
def want_no_more(*, club: Club, staff_id: UUID) -> None:
    """In: a post. Out: it gets no letter."""
    LetterWish.objects.filter(club=club, staff_id=staff_id).delete()


@transaction.atomic
def claim(*, club: Club, staff_id: UUID, week: date) -> bool:
    """Out: whether this week's letter to them is still to be sent, and is the caller's to send: a letter that is lost
    is better than one that comes twice."""
    free = LetterWish.objects.filter(club=club, staff_id=staff_id).filter(Q(week=None) | Q(week__lt=week))
    return free.update(week=week) == 1
