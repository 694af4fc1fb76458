"""The log of who did what: ids and figures, never a member's personal data, so that a person can be forgotten."""

from datetime import datetime
from typing import Any

from vafa.base.models import Audit, Club, Staff


def keep(*, club: Club, staff: Staff, action: str, subject: str, now: datetime, data: dict[str, Any]) -> Audit:
    """In: an action in words of the past (`units_adjusted`), its subject as kind:id, and its data; `before` and `after`
    in it are shown side by side. Belongs in the transaction of what it tells of."""
    return Audit.objects.create(club=club, staff_id=staff.id, action=action, subject=subject, data=data, at=now)
