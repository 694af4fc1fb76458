"""What one member will do, for their page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.words import Message, message
from vafa.insight.history import History
from vafa.insight.metrics.lapsed_loyal import by_rhythm
from vafa.insight.metrics.member import life_of
from vafa.insight.metrics.rhythm import rhythms
from vafa.insight.predicting.churn import AHEAD_DAYS, ClubChurn, Tried, club_churn, features_of
from vafa.insight.predicting.outlook import Forecast, Outlook, forecast, outlook
from vafa.insight.queries import across
from vafa.insight.remembering import remembered
from vafa.insight.shapes import Definition, LapsedLoyal
from vafa.members import queries as members


@dataclass(frozen=True, slots=True)
class Away:
    """The chance from 0 to 1 of no visit in the next 61 days, and the features that speak most for it."""

    chance: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberOutlook:
    """Without a forecast the definition says what is missing."""

    forecast: Forecast | None
    away: Away | None
    definition: Definition


def member_outlook(club: Club, member_id: UUID, now: datetime) -> MemberOutlook:
    """In: a member of the club and the club's present. Out: their forecast from tomorrow on, by models fitted to the
    days before today. Memberships merged into this one count. Refused: who is no member of this club."""
    members.get(club, member_id)
    fresh = across.history(club.id)
    today = local_date(now, club.zone)
    found, churn = _kept(club, fresh.history, today)
    visits, net = life_of(fresh.history, member_id, today + timedelta(days=1))
    told = forecast(found, member_id, [day for day, _ in visits], net)
    tomorrow = (today + timedelta(days=1)).toordinal()
    return MemberOutlook(told, _away(churn, visits, tomorrow), _definition(found, churn))


def churn_trial(club: Club, now: datetime) -> Tried | None:
    """In: a club and its present. Out: how right the chances of no visit were on the days before; None where nothing
    could be fitted or tried."""
    _, churn = _kept(club, across.history(club.id).history, local_date(now, club.zone))
    return churn.tried if churn else None


def lapsed_by_rhythm(club: Club, now: datetime) -> LapsedLoyal | None:
    """In: a club and its present. Out: the loyal who are silent too long by their own rhythm; None without a model."""
    history, at = across.history(club.id).history, local_date(now, club.zone) + timedelta(days=1)
    found, _ = _kept(club, history, at - timedelta(days=1))
    if found.model is None:
        return None
    return by_rhythm(history, rhythms(history, at, at, breaks_above=10**6).end, found.model)


def _kept(club: Club, history: History, today: date) -> tuple[Outlook, ClubChurn | None]:
    """The models of a club, fitted once a day."""
    return remembered(("outlook", club.id, today), lambda: _of_club(history, today))


def _of_club(history: History, at: date) -> tuple[Outlook, ClubChurn | None]:
    found = outlook(history, at)
    return found, club_churn(history, at) if found.model else None


def _away(churn: ClubChurn | None, visits: list[tuple[int, int]], at: int) -> Away | None:
    if churn is None or not visits:
        return None
    row = np.array(features_of(visits, at))
    return Away(float(churn.model.chance(row[None, :])[0]), churn.model.reasons(row))


def _definition(found: Outlook, churn: ClubChurn | None) -> Definition:
    if churn is None:
        return found.definition
    told = message("No visit in the next {days} days is by a logistic model of their rhythm.", days=AHEAD_DAYS)
    return Definition("outlook", (*found.definition.sentences, told, *_of_trial(churn.tried)))


def _of_trial(tried: Tried | None) -> tuple[Message, ...]:
    if tried is None:
        return ()
    return (
        message(
            "On {members} members of the days before, {percent} of the pairs of one who stayed away and one who came "
            "were told apart (by days of silence alone: {silence}).",
            members=tried.members, percent=("percent", round(tried.auc * 10_000, -2)),
            silence=("percent", round(tried.silence_auc * 10_000, -2)),
        ),
    )  # fmt: skip
