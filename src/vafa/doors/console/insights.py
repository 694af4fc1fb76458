"""What the console asks insight for, in the terms of its pages."""

import datetime as dt
from uuid import UUID

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.doors.console.periods import Chosen
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import first_instant
from vafa.insight import overview as insight
from vafa.insight import reports
from vafa.insight.lake.reading import Busy, NoLake, state
from vafa.insight.metrics import member, outlook
from vafa.insight.metrics.cohorts import Cohorts
from vafa.insight.metrics.liability import Roll
from vafa.insight.metrics.liability import liability as of_units
from vafa.insight.metrics.rfm import Rfm
from vafa.insight.metrics.suggestions import Suggestion
from vafa.insight.metrics.suggestions import suggestions as of_lake
from vafa.insight.predicting.churn import Tried
from vafa.insight.remembering import paced, remembered
from vafa.insight.shapes import LapsedLoyal, MemberFigures, Overview, Span
from vafa.segments.queries import members_of

_SHOWN = 12


def overview(club: Club, period: Chosen, segment: str = "") -> Overview:
    store = period.store.id if period.store else None
    return insight.overview(club, period.span, club_now(club), store=store, within=_within(club, segment))


def _within(club: Club, segment: str) -> frozenset[UUID] | None:
    return members_of(club, segment) if segment else None


def lapsed_loyal(club: Club, fmt: Format) -> LapsedLoyal:
    """As of today: it does not hang on a period."""
    end = fmt.today + dt.timedelta(days=1)
    return insight.overview(club, Span(end - dt.timedelta(days=90), end), club_now(club)).lapsed_loyal


def lapsed_by_rhythm(club: Club) -> LapsedLoyal | None:
    now = club_now(club)
    return paced(("lapsed by rhythm", club.id), lambda: outlook.lapsed_by_rhythm(club, now))


def retention(club: Club, store: UUID | None, segment: str = "") -> Cohorts:
    return reports.retention(club, club_now(club), store, _within(club, segment))


def rfm(club: Club, store: UUID | None, segment: str = "") -> Rfm:
    return reports.recency_frequency_money(club, club_now(club), store, _within(club, segment))


def liability(club: Club, span: Span) -> tuple[Roll, ...]:
    start, end = (first_instant(day, club.zone) for day in (span.start, span.end))
    now = club_now(club)
    return paced(("liability", club.id, span), lambda: of_units(club, start, end, now))


def member_outlook(club: Club, member_id: UUID) -> outlook.MemberOutlook:
    return outlook.member_outlook(club, member_id, club_now(club))


def churn_trial(club: Club) -> Tried | None:
    return outlook.churn_trial(club, club_now(club))


def suggestions(club: Club, member_id: UUID) -> tuple[tuple[Suggestion, ...], dict[str, str]]:
    """None for now where the lake is being made anew or there is no room for another question: a member's page has more
    to show."""
    key = ("suggestions", club.id, member_id, state(club.id))
    try:
        return remembered(key, lambda: of_lake(club, member_id))
    except (NoLake, Busy):
        return (), {}


def member_figures(club: Club, member_id: UUID) -> MemberFigures:
    return member.member(club, member_id, club_now(club), recent=_SHOWN)
