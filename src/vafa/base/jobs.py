"""Work for later: a leased table. A job is claimed by conditional update and held by its lease; when a worker is killed
the lease runs out and another takes the job up, so every verb here may run twice and must not mind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from vafa.base import sql
from vafa.base.ids import new_id
from vafa.base.models import Job, Outbox

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
EVENTS_AT_ONCE = 2000
KEPT = timedelta(days=30)

_COLUMNS = ("id", "club_id", "verb", "data", "reference", "run_at", "attempts", "last_error")


def enqueue(rows: Sequence[tuple[UUID | None, str, Mapping[str, Any], str, datetime]]) -> None:
    """In: (club, verb, data, reference, run at). A reference that is there already is left alone."""
    sql.insert(Job, _COLUMNS, [(new_id(), *row, 0, "") for row in rows], ignore=True)


@transaction.atomic
def fan_out(subscriptions: Mapping[str, Sequence[str]], now: datetime) -> int:
    """In: by event the verbs that follow it. Out: how many events left the outbox, each with a job for each verb."""
    events = Outbox.objects.order_by("id")
    if connection.vendor == "postgresql":
        events = events.select_for_update(skip_locked=True)
    taken = list(events[:EVENTS_AT_ONCE])
    enqueue(
        [
            (event.club_id, verb, {"event": event.event, **event.data}, f"outbox:{event.id}:{verb}", now)
            for event in taken
            for verb in subscriptions.get(event.event, ())
        ]
    )
    if taken:
        Outbox.objects.filter(id__in=[event.id for event in taken]).delete()
    return len(taken)


def claim(now: datetime, *, only: Collection[str] = (), but: Collection[str] = ()) -> Job | None:
    """In: the verbs that are wanted (none: all) and those that are not. Out: a job that is due and leased to nobody,
    now leased to the caller; None if there is none."""
    due = Job.objects.filter(run_at__lte=now, done_at=None, failed_at=None).exclude(verb__in=but)
    if only:
        due = due.filter(verb__in=only)
    free = due.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    for id in list(free.order_by("run_at", "id").values_list("id", flat=True)[:20]):
        lease = new_id()
        with transaction.atomic():
            mine = free.filter(id=id).update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1)
        if mine:
            return Job.objects.get(id=id)
    return None


@transaction.atomic
def finish(job: Job, now: datetime) -> bool:
    """Only the holder of the lease may say it is done."""
    return Job.objects.filter(id=job.id, lease=job.lease).update(done_at=now, leased_until=None) == 1


@transaction.atomic
def fail(job: Job, error: str, now: datetime) -> None:
    """Tried again later each time, and kept as failed after the last attempt, for staff to see."""
    given_up = job.attempts >= ATTEMPTS
    Job.objects.filter(id=job.id, lease=job.lease).update(
        last_error=error[:2000],
        leased_until=None,
        run_at=now + timedelta(seconds=10 * 4 ** min(job.attempts, 6)),
        failed_at=now if given_up else None,
    )


@transaction.atomic
def free_all() -> int:
    """Where there is one server alone, as on SQLite, what is leased when it starts was leased by one that is dead."""
    return Job.objects.filter(done_at=None, failed_at=None, leased_until__isnull=False).update(leased_until=None)


@transaction.atomic
def forget_done(now: datetime) -> int:
    return Job.objects.filter(done_at__lte=now - KEPT).delete()[0]
