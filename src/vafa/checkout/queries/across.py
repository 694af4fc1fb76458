"""Reads across members: what has ended by itself, counts for the console."""

from datetime import datetime
from uuid import UUID

from vafa.checkout.models import Checkout


def lapsed(club_id: UUID, now: datetime, limit: int) -> list[Checkout]:
    """Open checkouts whose time has come, the oldest first."""
    rows = Checkout.objects.filter(club_id=club_id, state="open", ends_at__lte=now)
    return list(rows.order_by("ends_at", "id")[:limit])
