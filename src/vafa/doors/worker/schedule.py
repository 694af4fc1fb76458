"""What runs by the clock: one line a job. Each verb is an existing action, and may run twice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from vafa.activities.actions import following, parking
from vafa.base import jobs
from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.checkout.actions.settling import end_lapsed
from vafa.checkout.actions.undoing import AT_ONCE, end_kept
from vafa.doors.worker import letters
from vafa.doors.worker.subscriptions import Verb
from vafa.engine.calendar.periods import local_date
from vafa.files.actions import exporting, taking, turns
from vafa.insight.actions import lakes, suggesting
from vafa.insight.actions import letters as wanted
from vafa.insight.actions.segments import refresh_segments
from vafa.ledger.actions.sweeping import sweep_due
from vafa.members.actions.asking import forget_requests
from vafa.members.actions.knocking import forget_knocks
from vafa.members.actions.links import forget_settled_numbers


def _sweep(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    sweep_due(club=club, now=now)


def _review(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    following.review_due(club=club, now=now)


def _give_up(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    while parking.give_up(club=club, now=now):
        pass


def _segments(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    refresh_segments(club=club, now=now)


def _end_kept(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    while end_kept(club=club, now=now) == AT_ONCE:
        pass


def _forget_requests(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    forget_requests(club=club, now=now)
    forget_knocks(club=club, now=now)
    forget_settled_numbers(club=club, now=now)


def _check_lake(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    lakes.refresh(club=club, now=now, thorough=True)


def _suggest(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    lakes.refresh(club=club, now=now)
    suggesting.suggest(club=club, now=now)


def _letters(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    letters.send_due(club=club, now=now)


def _forget_files(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    exporting.forget(club=club, now=now)
    taking.forget(club=club, now=now)


NIGHTLY: Final[dict[str, tuple[int, Verb]]] = {
    "sweep_what_ended": (1, _sweep),
    "review_tiers": (2, _review),
    "refresh_segments": (3, _segments),
    "give_back_what_nobody_fetched": (3, _end_kept),
    "give_up_parked_returns": (4, _give_up),
    "forget_join_requests": (4, _forget_requests),
    "forget_files": (4, _forget_files),
    lakes.NIGHTLY: (5, _check_lake),
    suggesting.NIGHTLY: (5, _suggest),
    wanted.NIGHTLY: (7, _letters),
}
"""By name: the hour of the club's day from which it runs, and the verb."""


def due(clubs: list[Club]) -> None:
    """In: clubs. Out: a job for each nightly verb whose hour has come today; the reference makes it one a day. Imports
    whose process was killed get their next turn, and checkouts whose time has come are written down."""
    rows: list[tuple[UUID | None, str, Mapping[str, Any], str, datetime]] = []
    for club in clubs:
        now = club_now(club)
        today, hour = local_date(now, club.zone), now.astimezone(club.zone).hour
        turns.take_up(club=club, now=now)
        end_lapsed(club=club, now=now)
        lakes.ask(club=club)
        for name, (from_hour, _) in NIGHTLY.items():
            if hour >= from_hour:
                rows.append((club.id, name, {}, f"nightly:{name}:{club.id}:{today}", now))
    jobs.enqueue(rows)
