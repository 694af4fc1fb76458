"""The reports of a club or a branch, each kept while the history is the same."""

from datetime import date, datetime, timedelta
from uuid import UUID

from vafa.base.models import Club
from vafa.earning import queries as earning
from vafa.earning.errors import NoProgramme
from vafa.engine.calendar.periods import local_date
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.breakdown import Scope
from vafa.insight.metrics.cohorts import Cohorts, cohorts
from vafa.insight.metrics.outcomes import Outcomes, outcomes
from vafa.insight.metrics.rfm import Rfm, rfm
from vafa.insight.metrics.rhythm import rhythms
from vafa.insight.queries import across
from vafa.insight.queries.spendings import spent_by_month
from vafa.insight.queries.thresholds import judged_by
from vafa.insight.remembering import paced
from vafa.insight.totals import totals, year_before
from vafa.members import queries as members


def _tomorrow(club: Club, now: datetime) -> date:
    return local_date(now, club.zone) + timedelta(days=1)


Members = frozenset[UUID] | None
"""Some of a club's members; None is all."""


def retention(club: Club, now: datetime, store: UUID | None = None, within: Members = None) -> Cohorts:
    """In: a club, its present, one branch or all, some members or all. Out: the latest cohorts to the end of today."""
    at = _tomorrow(club, now)
    return paced(
        ("retention", club.id, store, within, at),
        lambda: cohorts(across.history(club.id, store, within).history, club.reckoning, at),
    )  # fmt: skip


def outcomes_of(club: Club, lake: Lake, scope: Scope, now: datetime) -> Outcomes:
    """In: a club, its open lake, whose purchases, and its present. Out: the outcomes of its last whole months."""
    try:
        programme = earning.in_force(club, now)
    except NoProgramme:
        programme = None
    silent = judged_by(club).lapsed.silent_days_above
    return outcomes(lake, scope, club.reckoning, _tomorrow(club, now), programme, spent_by_month(club), silent)


def recency_frequency_money(club: Club, now: datetime, store: UUID | None = None, within: Members = None) -> Rfm:
    """In: a club, its present, one branch or all, some members or all. Out: the buyers of the last year in fifths."""
    at = _tomorrow(club, now)

    def made() -> Rfm:
        history, gone = across.history(club.id, store, within).history, members.gone(club)
        rhythm = rhythms(history, at, at, breaks_above=10**6).end
        return rfm(history, rhythm, totals(history, year_before(at)), gone)

    return paced(("rfm", club.id, store, within, at), made)
