"""The only place that reads the clock. Everything below is told the time."""

from datetime import UTC, datetime

from vafa.base.models import Club


def now() -> datetime:
    return datetime.now(UTC)


def club_now(club: Club) -> datetime:
    """The club's present: a demo club stands still at the end of its data, every other moves with the clock."""
    return club.stands_at or now()
