"""What one member will do, for their page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.words import Message, message
from vafa.insight.history import History
from vafa.insight.metrics.lapsed_loyal import DEFAULTS, members_of, usual_gap
from vafa.insight.metrics.member import life_of
from vafa.insight.metrics.rhythm import YEAR_DAYS, Rhythm, rhythms
from vafa.insight.predicting.beta_geometric import BetaGeometric
from vafa.insight.predicting.buying import Buying, Numbers
from vafa.insight.predicting.churn import AHEAD_DAYS, MOST, ClubChurn, Tried, club_churn, features_of, visits_of
from vafa.insight.predicting.outlook import GONE_BELOW, Forecast, Outlook, agreed, forecast, outlook
from vafa.insight.queries import across
from vafa.insight.queries.thresholds import judged_by
from vafa.insight.remembering import remembered
from vafa.insight.shapes import Definition, LapsedLoyal, LapsedSettings
from vafa.members import queries as members


def _personal(settings: LapsedSettings) -> Definition:
    return Definition("lapsed_by_rhythm", (
        message("They came on more than {visits} days.", visits=settings.visits_above),
        message("By their own rhythm they would rather be gone than still a customer: the chance that they will ever "
                "come again is under a half (BG/NBD)."),
        message("Whoever came daily is silent too long after days, whoever came monthly after months."),
        message("Yearly spend is their net sales in the {days} days up to the last visit.", days=YEAR_DAYS),
    ))  # fmt: skip


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
    tomorrow = (today + timedelta(days=1)).toordinal()
    away = _away(churn, visits, tomorrow)
    chance = (away.chance, AHEAD_DAYS) if away else None
    told = forecast(found, member_id, [day for day, _ in visits], net, chance)
    return MemberOutlook(told, away, _definition(found, churn))


def churn_trial(club: Club, now: datetime) -> Tried | None:
    """In: a club and its present. Out: how right the chances of no visit were on the days before; None where nothing
    could be fitted or tried."""
    _, churn = _kept(club, across.history(club.id).history, local_date(now, club.zone))
    return churn.tried if churn else None


def by_rhythm(
    history: History, rhythm: Rhythm, model: BetaGeometric, settings: LapsedSettings = DEFAULTS,
    gone: Collection[UUID] = (), churn: ClubChurn | None = None,
) -> LapsedLoyal:  # fmt: skip
    """In: a history, the rhythm at an instant, the model of the club's visits, who has left the club, and the model of
    who stays away, where there is one: both agree, as on a member's page. Out: who came
    often and, by their own rhythm, would rather be away for good than still a customer, whatever the days of their
    silence."""
    often = [
        place for place, visits in enumerate(rhythm.visits)
        if visits > settings.visits_above and history.ids[place] not in gone
    ]  # fmt: skip
    again = np.array([rhythm.visits[place] - 1 for place in often], dtype=np.float64)
    last = np.array([rhythm.last[place] - rhythm.first[place] for place in often], dtype=np.float64)
    watched = np.array([rhythm.at - rhythm.first[place] for place in often], dtype=np.float64)
    alive = model.alive(Buying(again, last, watched, np.ones_like(again))) if often else np.array([])
    if churn is not None and 0 < len(often) <= MOST:
        there = Buying(again, watched, watched, np.ones_like(again))
        alive = agreed(model, there, _chances(churn, history, rhythm, often), AHEAD_DAYS)
    away = [place for place, chance in zip(often, alive, strict=True) if chance < GONE_BELOW]
    members = members_of(history, rhythm, away)
    gaps = [each.mean_gap_days for each in members]
    return LapsedLoyal(len(often), len(often), tuple(members), None, usual_gap(gaps), settings, _personal(settings))


def lapsed_by_rhythm(club: Club, now: datetime) -> LapsedLoyal | None:
    """In: a club and its present. Out: the loyal who are silent too long by their own rhythm; None without a model."""
    history, at = across.history(club.id).history, local_date(now, club.zone) + timedelta(days=1)
    found, churn = _kept(club, history, at - timedelta(days=1))
    if found.model is None:
        return None
    rhythm = rhythms(history, at, at, breaks_above=10**6).end
    return by_rhythm(history, rhythm, found.model, judged_by(club).lapsed, members.gone(club), churn)


def _chances(churn: ClubChurn, history: History, rhythm: Rhythm, places: Sequence[int]) -> Numbers:
    visits = visits_of(history, None, date.fromordinal(rhythm.at))
    return churn.model.chance(np.array([features_of(visits[place], rhythm.at) for place in places]))


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
    told = message("No visit in the next {days} days is by a logistic model of their rhythm; the other figures are "
                   "made to agree with it.", days=AHEAD_DAYS)  # fmt: skip
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
