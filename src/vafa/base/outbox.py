"""Side effects leave by the outbox: events written in the transaction of their facts, in the words of the past."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vafa.base import sql
from vafa.base.models import Outbox

Event = tuple[str, dict[str, Any]]


def announce(club_id: UUID, events: Sequence[Event], booked_at: datetime) -> None:
    """In: (name, data) of what happened; ids only, no personal data."""
    columns = ("club_id", "event", "data", "booked_at")
    sql.insert(Outbox, columns, [(club_id, name, data, booked_at) for name, data in events])
