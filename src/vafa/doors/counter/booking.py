"""Into the books: one item, whole or not at all, with its line in the log of who did what."""

import re
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest

from vafa.activities.actions.recording import record
from vafa.activities.models import Activity
from vafa.activities.queries import reading
from vafa.activities.shapes import Item, Outcome, Source
from vafa.doors.counter.desk import Desk

_REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def reference() -> str:
    """Made before a form is sent, so that whatever is sent twice is booked once."""
    return str(uuid4())


def reference_of(request: HttpRequest) -> str:
    """Empty for a form that came without one."""
    given = request.POST.get("reference", "")
    return given if _REFERENCE.fullmatch(given) else ""


@transaction.atomic
def book(desk: Desk, source: Source, item: Item, action: str) -> Outcome:
    """Refused and repeated ones leave no line in the log."""
    outcome = record(house=desk.house, source=source, items=[item])[0]
    if outcome.status == "booked":
        where = desk.branch.code if desk.branch else ""
        desk.kept(
            action, f"member:{outcome.member}", activity=str(outcome.activity), reference=item.reference, store=where
        )
    return outcome


def activity_of(desk: Desk, outcome: Outcome) -> Activity:
    assert outcome.member is not None and outcome.activity is not None
    return reading.get(desk.club, outcome.member, outcome.activity)
