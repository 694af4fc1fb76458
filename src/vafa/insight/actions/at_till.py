"""Having a product offered to a member at the till, and no longer."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.insight.errors import TooManyAtTill
from vafa.insight.models import TillSuggestion
from vafa.insight.predicting.recommending import AHEAD_DAYS

MOST: Final = 3
"""Of one member: a cashier has seconds."""


@transaction.atomic
def show(*, club: Club, member_id: UUID, product: str, name: str, staff_id: UUID, now: datetime) -> TillSuggestion:
    """In: a member, a product and what it is called. Out: it is shown at the till as many days as its chance is told
    for, anew if it was there. Refused: TooManyAtTill."""
    today = local_date(now, club.zone)
    standing = TillSuggestion.objects.filter(member_id=member_id, club_id=club.id, taken_away_at=None)
    if standing.filter(until__gte=today).exclude(product=product).count() >= MOST:
        raise TooManyAtTill(count=MOST)
    standing.filter(product=product).update(taken_away_at=now)
    return TillSuggestion.objects.create(
        member_id=member_id, id=new_id(), club_id=club.id, product=product[:120], name=name[:200],
        until=today + timedelta(days=AHEAD_DAYS), staff_id=staff_id, made_at=now,
    )  # fmt: skip


@transaction.atomic
def take_away(*, club: Club, member_id: UUID, suggestion_id: UUID, now: datetime) -> TillSuggestion | None:
    """Out: what it was, for whoever wants it back; None where it does not stand."""
    row = TillSuggestion.objects.filter(
        member_id=member_id, id=suggestion_id, club_id=club.id, taken_away_at=None
    ).first()  # fmt: skip
    if row is not None:
        TillSuggestion.objects.filter(member_id=member_id, id=row.id).update(taken_away_at=now)
    return row
