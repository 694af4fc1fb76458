"""What a manager is told once a week: the last whole week against the one before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from vafa.base.models import Club
from vafa.engine.calendar.periods import Period, local_date, start_of
from vafa.insight.lake.reading import NoLake, opened
from vafa.insight.metrics.breakdown import Row, Scope, breakdown, choose
from vafa.insight.metrics.unusual import unusual
from vafa.insight.overview import overview
from vafa.insight.shapes import Overview, Span


@dataclass(frozen=True, slots=True)
class Week:
    """Branches, categories and new patterns on cards are out of the lake: None where there is none."""

    span: Span
    found: Overview
    stores: tuple[Row, ...] | None
    categories: tuple[Row, ...] | None
    patterns: int | None


def last_week(club: Club, now: datetime) -> Span:
    """In: a club and its present. Out: the days of its last whole week, as its calendar begins them."""
    start = start_of(club.reckoning, Period.WEEK, local_date(now, club.zone))
    return Span(start - timedelta(days=7), start)


def week(club: Club, now: datetime) -> Week:
    """In: a club and its present. Out: what its last whole week came to, against the one before."""
    span = last_week(club, now)
    found = overview(club, span, now)
    try:
        with opened(club.id) as lake:
            choose(lake, Scope())
            stores, categories = (breakdown(lake, by, span, span.before).rows for by in ("store", "category"))
            year = Span(span.end - timedelta(days=365), span.end)
            recent = [each for each in unusual(lake, year) if each.last_day >= span.start]
    except NoLake:
        return Week(span, found, None, None, None)
    return Week(span, found, stores, categories, len(recent))
