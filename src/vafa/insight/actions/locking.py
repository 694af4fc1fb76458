"""Closing a period's journal, and opening it again with a reason."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.errors import LaterPeriodLocked, PeriodLocked, PeriodNotOver
from vafa.insight.metrics.journal import Journal
from vafa.insight.models import LockedPeriod
from vafa.insight.shapes import Span


@transaction.atomic
def lock(*, club: Club, span: Span, journal: Journal, staff_id: UUID, now: datetime) -> LockedPeriod:
    """In: a period of the club's local dates and its journal. Out: it is closed. Refused: PeriodNotOver, PeriodLocked,
    and LaterPeriodLocked where the period after it is."""
    if span.end > local_date(now, club.zone):
        raise PeriodNotOver
    _one_at_a_time(club)
    closed = LockedPeriod.objects.filter(club=club, opened_at=None)
    if closed.filter(start__lt=span.end, end__gt=span.start).exists():
        raise PeriodLocked
    if closed.filter(start=span.end).exists():
        raise LaterPeriodLocked
    return LockedPeriod.objects.create(
        club=club, start=span.start, end=span.end, journal=msgspec.to_builtins(journal), staff_id=staff_id,
        locked_at=now,
    )  # fmt: skip


@transaction.atomic
def open_again(*, club: Club, lock_id: UUID, reason: str, now: datetime) -> bool:
    """Out: whether it was closed until now. Refused: LaterPeriodLocked."""
    _one_at_a_time(club)
    locked = LockedPeriod.objects.filter(club=club, id=lock_id, opened_at=None)
    ends = locked.values_list("end", flat=True)
    if LockedPeriod.objects.filter(club=club, opened_at=None, start__in=list(ends)).exists():
        raise LaterPeriodLocked
    return locked.update(opened_at=now, opened_because=reason[:300]) == 1


def _one_at_a_time(club: Club) -> None:
    """Two at once, of neighbouring periods, would not see each other's days."""
    Club.objects.select_for_update().get(id=club.id)
