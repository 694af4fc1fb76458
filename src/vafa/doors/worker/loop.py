"""The worker: empties the outbox into jobs, asks the schedule, and runs what is due, one job at a time; what takes long
and writes little has a thread of its own, so that nobody's import or message waits for somebody's replay."""

import logging
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import close_old_connections

from vafa.base import jobs
from vafa.base.clock import club_now, now
from vafa.base.models import Club, Job
from vafa.doors.worker.schedule import NIGHTLY, due
from vafa.doors.worker.subscriptions import SUBSCRIPTIONS, VERBS
from vafa.insight.actions import backtests, lakes, suggesting

log = logging.getLogger("vafa.worker")
IDLE_SECONDS = 1.0
LONG: Final = frozenset({backtests.JOB, lakes.JOB, lakes.NIGHTLY, suggesting.JOB, suggesting.NIGHTLY})
SCHEDULE_EVERY = timedelta(minutes=1)


def run(stop: threading.Event, heard: Callable[[], None] = lambda: None) -> None:
    """Runs until told to stop; a job in hand is finished first. `heard` is told once a minute that it is alive."""
    asked: datetime | None = None
    while not stop.is_set():
        close_old_connections()
        if asked is None or now() - asked >= SCHEDULE_EVERY:
            asked = now()
            heard()
            due(list(Club.objects.all()))
            jobs.forget_done(now())
        if not step(but=LONG):
            stop.wait(IDLE_SECONDS)


def run_long(stop: threading.Event) -> None:
    """The same for what takes long."""
    while not stop.is_set():
        close_old_connections()
        job = jobs.claim(now(), only=LONG)
        if job is None:
            stop.wait(IDLE_SECONDS)
        else:
            _run(job)


def step(but: Collection[str] = ()) -> bool:
    """One round. Out: is there more to do at once? The few events that came meanwhile wait for the next round: under
    load there are always some, and each round takes the write lock."""
    moved = jobs.fan_out(SUBSCRIPTIONS, now())
    job = jobs.claim(now(), but=but)
    if job is not None:
        _run(job)
    return moved == jobs.EVENTS_AT_ONCE or job is not None


def _run(job: Job) -> None:
    verb = VERBS.get(job.verb) or NIGHTLY[job.verb][1]
    assert job.club_id is not None
    club = Club.objects.get(id=job.club_id)
    try:
        verb(club, job.data, club_now(club))
    except Exception as error:
        log.exception("job %s %s failed, attempt %s", job.verb, job.id, job.attempts)
        jobs.fail(job, f"{type(error).__name__}: {error}", now())
    else:
        jobs.finish(job, now())
