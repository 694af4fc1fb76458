"""The rules in force as a scenario, to hold a draft against."""

from datetime import datetime

from vafa.base.models import Club
from vafa.earning.queries import Judges
from vafa.engine.earning.programme import Programme
from vafa.insight.backtest.scenario import Scenario
from vafa.tiers.queries import ladder_on


def in_force(club: Club, now: datetime) -> Scenario:
    """Out: every published version from its day on, and the ladder of now; what happened before the first version is
    judged by it. Refused: NoProgramme, where nothing was ever published."""
    return Scenario("in_force", Judges(club).programmes(), ladder_on(club, now))


def draft(club: Club, programme: Programme, now: datetime) -> Scenario:
    """In: a programme. Out: it alone, for the whole history, with the ladder of now."""
    return Scenario("draft", [(club.created_at, programme)], ladder_on(club, now))
