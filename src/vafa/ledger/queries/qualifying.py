"""Units earned in a window, whatever became of them since: what a ladder of units is judged by."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from vafa.engine.lots.shapes import Kind
from vafa.ledger import models


def qualifying_units(
    members: Collection[UUID], unit: str, window: tuple[datetime | None, datetime | None], now: datetime
) -> list[tuple[UUID, int]]:
    """In: members, a unit and a half-open window. Out: (member, units) accrued in it less what returns took back of
    those very awards. Pending units qualify only when they are active, in the window in which they happened."""
    accounts = models.Account.objects.filter(member_id__in=members, unit=unit).values("id")
    rows = models.Movement.objects.filter(member_id__in=members, account_id__in=accounts)
    accrued = rows.filter(kind=Kind.ACCRUAL)
    start, end = window
    if start is not None:
        accrued = accrued.filter(happened_at__gte=start)
    if end is not None:
        accrued = accrued.filter(happened_at__lt=end)
    units: dict[UUID, int] = defaultdict(int)
    awards = {}
    for member, award, count in accrued.values_list("member_id", "award", "units"):
        units[member] += count
        awards[award] = member
    undone = rows.filter(kind__in=[Kind.TAKE_BACK, Kind.CANCELLATION], award__in=list(awards))
    for award, count in undone.values_list("award", "units"):
        units[awards[award]] += count
    lots = models.Lot.objects.filter(member_id__in=members, award__in=list(awards), owed=False, remaining__gt=0)
    active = models.Activation.objects.filter(member_id__in=members, active_from__lte=now).values("lot_id")
    waiting = lots.filter(Q(active_from__gt=now) | Q(active_from__isnull=True) & ~Q(id__in=active))
    for award, count in waiting.values_list("award", "remaining"):
        units[awards[award]] -= count
    return list(units.items())
