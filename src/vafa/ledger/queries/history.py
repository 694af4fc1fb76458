"""Movements of one member, as they were booked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vafa.engine.lots.shapes import Account
from vafa.ledger import models


@dataclass(frozen=True, slots=True)
class Counted:
    id: UUID
    happened_at: datetime
    source: str
    reference: str


def counting_movements(account: Account) -> list[Counted]:
    """The account's movements that move its sliding clock and still count, with those of the present booking."""
    rows = models.Movement.objects.filter(member_id=account.member, account_id=account.id).exclude(counts=0)
    values = list(rows.values_list("id", "happened_at", "source", "reference", "counts", "reverses"))
    values += [
        (each.id, each.happened_at, each.cause.source, each.cause.reference, each.counts, each.reverses)
        for each in account.movements
        if each.counts
    ]
    undone = {row[5] for row in values if row[4] < 0}
    return [Counted(*row[:4]) for row in values if row[4] > 0 and row[0] not in undone]


def movements(member_id: UUID, unit: str, *, before_seq: int | None, limit: int) -> list[models.Movement]:
    """Newest first, from behind a sequence number."""
    accounts = models.Account.objects.filter(member_id=member_id, unit=unit).values("id")
    rows = models.Movement.objects.filter(member_id=member_id, account_id__in=accounts).order_by("-seq")
    if before_seq is not None:
        rows = rows.filter(seq__lt=before_seq)
    return list(rows[:limit])
