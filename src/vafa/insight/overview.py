"""The first page of the console: every metric of a club or a store for a period, kept while it is fresh."""

from datetime import date, datetime, timedelta
from uuid import UUID

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.history import History
from vafa.insight.metrics.aov import aov
from vafa.insight.metrics.concentration import concentration
from vafa.insight.metrics.lapsed_loyal import lapsed_loyal
from vafa.insight.metrics.levers import levers
from vafa.insight.metrics.lifecycle import lapses, lifecycle_of, standing
from vafa.insight.metrics.repeat import repeat
from vafa.insight.metrics.rhythm import rhythms
from vafa.insight.metrics.units_outstanding import units_outstanding
from vafa.insight.queries import across
from vafa.insight.queries.thresholds import USUAL, Judged, judged_by
from vafa.insight.remembering import paced, remembered
from vafa.insight.shapes import Overview, Span, UnitsOutstanding
from vafa.insight.totals import totals
from vafa.members import queries as members


def overview(
    club: Club,
    span: Span,
    now: datetime,
    *,
    store: UUID | None = None,
    within: frozenset[UUID] | None = None,
) -> Overview:
    """In: a club, a period of its local dates (with the days of today it may reach into the future), the club's
    present, one store or all, and some members or all. Out: everything on the page, some seconds old where making it is
    dear (`remembering.paced`). What is judged at an instant is judged at the end of the period, or of today when that
    is earlier. Units and members are the club's, whichever the store. Refused: a period without days."""
    at = min(span.end, local_date(now, club.zone) + timedelta(days=1))
    judged = judged_by(club)
    key = ("overview", club.id, span, at, store, within, judged)
    return paced(key, lambda: _as_of_now(club, span, at, now, store, within, judged))


def _as_of_now(
    club: Club, span: Span, at: date, now: datetime, store: UUID | None, within: frozenset[UUID] | None, judged: Judged
) -> Overview:
    fresh = across.history(club.id, store, within)
    count, units, gone = members.count(club), _units(club, now), members.gone(club)
    key = ("overview", club.id, fresh.token, span, at, store, judged, count, units, gone)
    return remembered(
        key, lambda: of_history(fresh.history, span, at, units, count, store=store, judged=judged, gone=gone)
    )


def of_history(
    history: History,
    span: Span,
    at: date,
    units: UnitsOutstanding,
    members_count: int,
    *,
    store: UUID | None = None,
    judged: Judged = USUAL,
    gone: frozenset[UUID] = frozenset(),
) -> Overview:
    """In: a history and the rest of the facts, with who has left the club: their purchases count, and nobody is sent
    after them. Out: the overview, computed; nothing is read. Money in minor units."""
    life = judged.life
    start = min(span.start, at)
    now, before = totals(history, span), totals(history, span.before)
    found = rhythms(history, start, at, breaks_above=life.lapsed_days_least)
    returns = lapses(found, life)
    stood, stands = standing(found, found.start, returns, life), standing(found, found.end, returns, life)
    lever = levers(history, span)
    return Overview(
        span=span,
        before=span.before,
        store=store,
        first_day=history.first_day,
        members=members_count,
        never_bought=max(0, members_count - sum(
            visits > 0 and history.ids[place] not in gone for place, visits in enumerate(found.end.visits)
        )),
        levers=lever,
        repeat=repeat(now, before),
        average=aov(history, at, now.sums, before.sums),
        units=units,
        lifecycle=lifecycle_of(found, stood, stands, life),
        concentration=concentration(history, now, before, stands.stages, lever.mode),
        lapsed_loyal=lapsed_loyal(history, found.end, found.median_gap, judged.lapsed, gone),
    )  # fmt: skip


def _units(club: Club, now: datetime) -> UnitsOutstanding:
    """Kept for a minute of the club's time while no movement comes: lots end as time passes."""
    minute = now.replace(second=0, microsecond=0)
    key = ("units", club.id, across.books_token(club.id), minute)
    return remembered(key, lambda: units_outstanding(club, now))
