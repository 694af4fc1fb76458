"""An import's turn: some seconds of whatever it needs next, then others have theirs."""

import time
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from vafa.base.models import Club, Job
from vafa.files import errors, places
from vafa.files.actions import checking, running, undoing
from vafa.files.models import Import
from vafa.files.queries import reading as queries

SECONDS: Final = 5.0
AT_WORK: Final = ("running", "settling", "undoing")


def step(*, club: Club, import_id: UUID, now: datetime) -> bool:
    """Does the next piece: the dry run whole, or a slice of running, settling, undoing. Out: is there more to do?"""
    found = queries.get(club, import_id)
    state = found.state
    if state in AT_WORK and not places.staged(club.id, import_id).exists():
        Import.objects.filter(id=import_id, state=state).update(
            state="failed", trouble=errors.FileChanged.code, finished_at=now
        )
        return False
    if state == "checking":
        checking.check(club=club, import_id=import_id, now=now)
        return False
    if state == "undoing":
        return undoing.go_on_undoing(club=club, import_id=import_id, now=now)
    return running.go_on(club=club, import_id=import_id, now=now)


def take(*, club: Club, import_id: UUID, now: datetime) -> None:
    """Works for some seconds and asks for another turn if there is more to do; one that was discarded needs none. May
    run twice."""
    until = time.monotonic() + SECONDS
    with suppress(errors.UnknownImport):
        while more := step(club=club, import_id=import_id, now=now):
            if time.monotonic() > until:
                break
        if more:
            checking.go_on_later(queries.get(club, import_id), now)


def take_up(*, club: Club, now: datetime) -> int:
    """Imports at work that nothing goes on with any more, since whatever did was killed. Out: how many get a turn."""
    at_work = Import.objects.filter(club=club, state__in=AT_WORK)
    waiting = Job.objects.filter(club_id=club.id, verb=checking.JOB, done_at=None, failed_at=None)
    named = {data["import"] for data in waiting.values_list("data", flat=True)} if at_work else set()
    left = [found for found in at_work if str(found.id) not in named]
    for found in left:
        checking.go_on_later(found, now)
    return len(left)
