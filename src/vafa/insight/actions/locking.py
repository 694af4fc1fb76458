"""Closing a period's journal, and opening it again with a reason."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.metrics.journal import Journal
from vafa.insight.models import LockedPeriod
from vafa.insight.shapes import Span


class AlreadyLocked(Exception):
    """The period is closed."""


class NotOver(Exception):
    """A day of it is still to come, or is today."""


def lock(*, club: Club, span: Span, journal: Journal, staff_id: UUID, now: datetime) -> LockedPeriod:
    """In: a period of the club's local dates and its journal. Out: it is closed. Refused: NotOver, AlreadyLocked."""
    if span.end > local_date(now, club.zone):
        raise NotOver
    try:
        with transaction.atomic():
            return LockedPeriod.objects.create(
                club=club, start=span.start, end=span.end, journal=msgspec.to_builtins(journal), staff_id=staff_id,
                locked_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyLocked from None


@transaction.atomic
def open_again(*, club: Club, lock_id: UUID, reason: str, now: datetime) -> bool:
    """Out: whether it was closed until now."""
    locked = LockedPeriod.objects.filter(club=club, id=lock_id, opened_at=None)
    return locked.update(opened_at=now, opened_because=reason[:300]) == 1
