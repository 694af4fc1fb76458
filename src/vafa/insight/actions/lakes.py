"""The lake in the background: every quarter of an hour what is new, every night a look at each file."""

import shutil
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vafa.base import clock, jobs
from vafa.base.models import Club
from vafa.insight.lake.places import folder_of, written_alone
from vafa.insight.lake.refreshing import Refreshed, Told
from vafa.insight.lake.refreshing import refresh as refreshed

JOB: Final = "refresh_lake"
NIGHTLY: Final = "check_lake"
EVERY: Final = timedelta(minutes=15)


def ask(*, club: Club) -> None:
    """In: a club. Out: a job for this quarter of an hour, unless it has one; the process's own time counts, because a
    club of the demo stands still."""
    quarter = int(clock.now().timestamp() // EVERY.total_seconds())
    jobs.enqueue([(club.id, JOB, {}, f"lake:{club.id}:{quarter}", clock.now())])


def ask_at_once(*, club: Club) -> None:
    """The same where a page found none or a broken one, with a look at each file: at most one a minute."""
    minute = int(clock.now().timestamp() // 60)
    jobs.enqueue([(club.id, JOB, {"thorough": True}, f"lake:{club.id}:at-once:{minute}", clock.now())])


def forget(*, club_id: UUID) -> None:
    """In: a club that is gone, or whose lake is to be made from nothing. Out: none of its files is left."""
    folder = folder_of(club_id)
    with written_alone(folder):
        shutil.rmtree(folder, ignore_errors=True)


def refresh(
    *, club: Club, now: datetime, thorough: bool = False, told: Told = lambda done, of: None
) -> Refreshed:  # fmt: skip
    """In: a club, its present, whether each file is held against its digest first, and who hears of the progress. Out:
    what was new; the lake has everything the database had."""
    return refreshed(club=club, now=now, thorough=thorough, told=told)
