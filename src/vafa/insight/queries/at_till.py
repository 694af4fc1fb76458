"""What is to be offered to a member at the till."""

from datetime import date
from uuid import UUID

from vafa.insight.models import TillSuggestion


def suggested(member_id: UUID, today: date) -> list[TillSuggestion]:
    """In: a member and the club's today. Out: what stands, the latest first."""
    rows = TillSuggestion.objects.filter(member_id=member_id, taken_away_at=None, until__gte=today)
    return list(rows.order_by("-made_at", "-id"))
