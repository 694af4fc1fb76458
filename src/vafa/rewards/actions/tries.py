"""Wrong codes in a row: after six the caller waits a quarter of an hour; a right one begins anew."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from vafa.base import sql
from vafa.base.models import Club
from vafa.rewards.errors import TooManyWrongCodes
from vafa.rewards.models import CodeTries, WrongCode

WRONG_MAX: Final = 6
HELD_FOR: Final = timedelta(minutes=15)


def check_tries(*, club: Club, caller: str, now: datetime) -> None:
    """In: who shows a code, such as a till or a program. Refused: too many wrong ones lately."""
    until = CodeTries.objects.filter(club_id=club.id, caller=caller).values_list("held_until", flat=True).first()
    if until is not None and now < until:
        raise TooManyWrongCodes(until=until.isoformat())


@transaction.atomic
def count_wrong(*, club: Club, caller: str, store_id: UUID | None, now: datetime) -> None:
    sql.insert(CodeTries, ("club_id", "caller", "wrong"), [(club.id, caller, 0)], ignore=True)
    row = CodeTries.objects.filter(club_id=club.id, caller=caller)
    row.update(wrong=F("wrong") + 1)
    row.filter(wrong__gte=WRONG_MAX).update(wrong=0, held_until=now + HELD_FOR)
    WrongCode.objects.create(club_id=club.id, caller=caller, store_id=store_id, at=now)


def forget_tries(*, club: Club, caller: str) -> None:
    """A right code ends the row of wrong ones."""
    CodeTries.objects.filter(club_id=club.id, caller=caller, wrong__gt=0).update(wrong=0)
