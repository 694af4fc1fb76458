"""A return that arrives before its receipt waits 30 days for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import QuerySet

from vafa.activities.actions.batch import Batch
from vafa.activities.models import ParkedReturn
from vafa.activities.queries.reading import item_differences
from vafa.activities.shapes import Item, Outcome, Return
from vafa.base import outbox, reads, sql
from vafa.base.errors import ReferenceConflict, Refusal
from vafa.base.models import Club

WAIT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    item: Return
    content: bytes


def park(batch: Batch, item: Return, content: bytes) -> Outcome:
    """Parking the same return again changes nothing; other content under its reference is refused."""
    rows = ParkedReturn.objects.filter(club_id=batch.house.club.id, source=batch.source.name, reference=item.reference)
    if there := rows.first():
        if bytes(there.content_sha256) != content:
            differs = item_differences(msgspec.convert(there.item, Return), item)
            raise ReferenceConflict(reference=item.reference, differs=differs)
        return Outcome(reference=item.reference, status="parked", waits_until=there.waits_until)
    until = batch.now + WAIT
    columns = ("club_id", "source", "receipt", "reference", "content_sha256", "item", "parked_at", "waits_until")
    row = (
        batch.house.club.id, batch.source.name, item.receipt, item.reference, content, msgspec.to_builtins(item),
        batch.now, until,
    )  # fmt: skip
    sql.insert(ParkedReturn, columns, [row])
    return Outcome(reference=item.reference, status="parked", waits_until=until)


def look_up(batch: Batch, items: Sequence[Item]) -> dict[str, list[Waiting]]:
    """By receipt: the returns that wait for the receipts of this batch."""
    receipts = [item.reference for item in items if not isinstance(item, Return)]
    where = {"club_id": batch.house.club.id, "source": batch.source.name, "receipt__in": receipts}
    rows = reads.select(ParkedReturn, ("receipt", "item", "content_sha256"), where, order=("parked_at",))
    found: dict[str, list[Waiting]] = {}
    for receipt, item, content in rows:
        found.setdefault(receipt, []).append(Waiting(msgspec.convert(item, Return), bytes(content)))
    return found


def end(batch: Batch, waiting: Waiting) -> None:
    _rows(batch, waiting).delete()


def refuse(batch: Batch, waiting: Waiting, refusal: Refusal) -> None:
    """The receipt came and the return cannot be: staff are told, nothing is booked."""
    _rows(batch, waiting).delete()
    data = {"reference": waiting.item.reference, "receipt": waiting.item.receipt, "code": refusal.code}
    batch.events.append(("parked_return_refused", data))


def _rows(batch: Batch, waiting: Waiting) -> QuerySet[ParkedReturn]:
    return ParkedReturn.objects.filter(
        club_id=batch.house.club.id, source=batch.source.name, receipt=waiting.item.receipt,
        reference=waiting.item.reference,
    )  # fmt: skip


def give_up(*, club: Club, now: datetime, limit: int = 500) -> int:
    """In: the present. Out: how many returns waited 30 days in vain; each is told by an event and waits no more."""
    rows = list(ParkedReturn.objects.filter(club_id=club.id, waits_until__lte=now).order_by("waits_until")[:limit])
    events = [
        ("parked_return_refused", {"reference": row.reference, "receipt": row.receipt, "code": "receipt_unknown"})
        for row in rows
    ]
    outbox.announce(club.id, events, now)
    for row in rows:
        row.delete()
    return len(rows)
