"""Loading the demo: two clubs from nothing to their control totals, going on where an earlier run stopped."""

import sys
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from django.conf import settings
from django.db import connection, transaction

from vafa.activities.actions.following import review_due
from vafa.base.actions.pins import set_pin
from vafa.base.actions.staff import choose_password, give_post
from vafa.base.clock import now
from vafa.base.models import Club, Role, Staff
from vafa.demo import ahead, progress
from vafa.demo.journey import club as journey
from vafa.demo.narvan import club as narvan
from vafa.demo.narvan.catalogue import take_some, takers
from vafa.demo.replay import Totals, replay, unpacked
from vafa.insight.actions.segments import refresh_segments
from vafa.ledger.actions.sweeping import sweep_due

PASSWORD = "vafa-demo-club"
PIN = "4826"
PEOPLE = (
    ("owner@vafa.example", "مریم کاویانی", Role.OWNER),
    ("manager@vafa.example", "بابک نوری", Role.MANAGER),
    ("analyst@vafa.example", "شیرین آذر", Role.ANALYST),
    ("cashier@vafa.example", "علی صدر", Role.CASHIER),
)


def load() -> None:
    """Whole clubs are left as they are, so that a second run is ready at once."""
    if progress.ready():
        return
    _pragma("PRAGMA wal_autocheckpoint=20000")
    members = settings.DEMO_MEMBERS
    progress.plan({narvan.SLUG: narvan.totals(members), journey.SLUG: journey.TOTALS})
    club = narvan.make(members)
    _load(club, narvan.totals(members), "vafa.demo.narvan.club:arrivals", members, meanwhile=takers(club))
    take_some(club)
    _load(journey.make(), journey.TOTALS, "vafa.demo.journey.club:arrivals")
    _pragma("PRAGMA wal_checkpoint(TRUNCATE)")


def _pragma(statement: str) -> None:
    """Loading writes in large pieces: fewer checkpoints on the way, one at the end."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _load(
    club: Club,
    totals: Totals,
    maker: str,
    *args: int,
    meanwhile: Callable[[datetime, int], None] = lambda now, done: None,
) -> None:
    if not Staff.objects.filter(club=club).exists():
        _hire(club)
    replay(club, unpacked(ahead.arrivals(maker, *args)), bar(club.name_en, totals.receipts + totals.returns), meanwhile)
    assert club.stands_at is not None
    sweep_due(club=club, now=club.stands_at)
    review_due(club=club, now=club.stands_at)
    refresh_segments(club=club, now=club.stands_at)


@transaction.atomic
def _hire(club: Club) -> None:
    for email, name, role in PEOPLE:
        post = give_post(club=club, email=email, name=name, role=role, language=club.language, now=now())
        if not post.user.has_usable_password():
            choose_password(user=post.user, password=PASSWORD)
        if role == Role.CASHIER and not post.pin:
            set_pin(club=club, post_id=post.id, pin=PIN)


def bar(name: str, wanted: int) -> Callable[[int], None]:
    """A line that fills while receipts are booked; plain lines where nobody looks."""
    start, last = monotonic(), [0.0]

    def told(done: int) -> None:
        shown = sys.stderr.isatty()
        if done < wanted and monotonic() - last[0] < (0.2 if shown else 5):
            return
        last[0] = monotonic()
        full = min(30, 30 * done // wanted)
        text = (
            f"{name:12} [{'█' * full}{' ' * (30 - full)}] {done:,} of {wanted:,} receipts, {monotonic() - start:.0f} s"
        )
        end = "\n" if done >= wanted or not shown else "\r"
        sys.stderr.write(f"{text}{end}")
        sys.stderr.flush()

    return told
