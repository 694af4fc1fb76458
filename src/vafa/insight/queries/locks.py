"""Periods that are closed."""

from datetime import date

import msgspec

from vafa.base.models import Club
from vafa.insight.metrics.journal import Journal
from vafa.insight.models import LockedPeriod
from vafa.insight.shapes import Span


def locked(club: Club) -> list[LockedPeriod]:
    """Out: those that are closed, the latest first."""
    return list(LockedPeriod.objects.filter(club=club, opened_at=None).order_by("-end", "-start"))


def of(club: Club, span: Span) -> LockedPeriod | None:
    """In: a period of the club's local dates. Out: its lock, if it is closed."""
    return LockedPeriod.objects.filter(club=club, start=span.start, end=span.end, opened_at=None).first()


def journal_of(row: LockedPeriod) -> Journal:
    """Out: the journal as it was closed, money in minor units."""
    return msgspec.convert(row.journal, Journal)


def closings_at(club: Club, start: date) -> dict[str, int]:
    """Out: by unit the liability at which a closed period ended on that day, in minor units; nothing where none did."""
    row = LockedPeriod.objects.filter(club=club, end=start, opened_at=None).order_by("-start").first()
    return {book.unit: book.closing_minor for book in journal_of(row).books} if row else {}
