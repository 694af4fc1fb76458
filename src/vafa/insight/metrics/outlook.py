"""What one member will do, for their page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.metrics.member import life_of
from vafa.insight.predicting.outlook import Forecast, forecast, outlook
from vafa.insight.queries import across
from vafa.insight.remembering import remembered
from vafa.insight.shapes import Definition
from vafa.members import queries as members


@dataclass(frozen=True, slots=True)
class MemberOutlook:
    """Without a forecast the definition says what is missing."""

    forecast: Forecast | None
    definition: Definition


def member_outlook(club: Club, member_id: UUID, now: datetime) -> MemberOutlook:
    """In: a member of the club and the club's present. Out: their forecast from tomorrow on, by the model fitted to the
    days before today. Memberships merged into this one count. Refused: who is no member of this club."""
    members.get(club, member_id)
    fresh = across.history(club.id)
    today = local_date(now, club.zone)
    found = remembered(("outlook", club.id, today), lambda: outlook(fresh.history, today))
    days, net = life_of(fresh.history, member_id, today + timedelta(days=1))
    return MemberOutlook(forecast(found, member_id, days, net), found.definition)
