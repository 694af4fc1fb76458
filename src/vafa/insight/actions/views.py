"""A report with its choices under a name."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from vafa.base.models import Club
from vafa.insight.errors import TooManyViews
from vafa.insight.models import SavedView

MOST: Final = 60


@transaction.atomic
def keep(*, club: Club, name: str, report: str, query: str, staff_id: UUID, now: datetime) -> SavedView:
    """In: a name, the report and its choices as the query of its address. Out: the view; one of the same name is
    written over. Refused: TooManyViews."""
    known = SavedView.objects.filter(club=club)
    if known.count() >= MOST and not known.filter(name=name).exists():
        raise TooManyViews(count=MOST)
    made, _ = SavedView.objects.update_or_create(
        club=club, name=name, defaults={"report": report, "query": query, "staff_id": staff_id, "made_at": now}
    )
    return made


@transaction.atomic
def remove(*, club: Club, view_id: UUID) -> SavedView | None:
    """Out: what it was, for whoever wants it back; None where there is none."""
    view = SavedView.objects.filter(club=club, id=view_id).first()
    if view is not None:
        view.delete()
    return view
