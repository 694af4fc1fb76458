"""Reads across the members of a batch or a club, always aggregated or limited."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from vafa.activities.models import Activity
from vafa.base import reads
from vafa.engine.tiers import Ladder
from vafa.ledger.queries.qualifying import qualifying_units

Window = tuple[datetime | None, datetime | None]


def earned(ladder: Ladder, members: Collection[UUID], window: Window, now: datetime) -> Iterable[tuple[Any, ...]]:
    """In: members and a window of counted time. Out: (member, spend in minor units, purchases or units) in it."""
    if ladder.measure == "units":
        return qualifying_units(members, ladder.unit, window, now)
    column = "net_minor" if ladder.measure == "spend" else "purchases"
    start, end = window
    where = {"member_id__in": members} | ({"counts_at__gte": start} if start else {})
    return reads.totals(Activity, column, ("member_id",), where | ({"counts_at__lt": end} if end else {}))


def visit_days(members: Collection[UUID], window: Window) -> list[tuple[UUID, date]]:
    """Days with a purchase that was not returned whole."""
    rows = _in(Activity.objects.filter(member_id__in=members), window).values("member_id", "day")
    return list(rows.annotate(total=Sum("purchases")).filter(total__gt=0).values_list("member_id", "day"))


def any_recorded(club_id: UUID) -> bool:
    """Has anything been recorded in the club?"""
    return Activity.objects.filter(club_id=club_id).exists()


def latest_purchases(club_id: UUID, since: date, most: int) -> list[Activity]:
    """In: a local date and a limit. Out: the club's latest purchases from that day on, the newest first."""
    rows = Activity.objects.filter(club_id=club_id, kind="purchase", day__gte=since)
    return list(rows.order_by("-day", "-id")[:most])


def reaching(club_id: UUID, since: date, minor: int) -> tuple[int, int]:
    """In: a local date and an amount in minor units. Out: how many of the purchases from that day on are worth as much,
    net of discounts, and how many there are."""
    rows = Activity.objects.filter(club_id=club_id, day__gte=since, kind="purchase")
    found = rows.aggregate(of=Count("pk"), reached=Count("pk", filter=Q(net_minor__gte=minor)))
    return found["reached"], found["of"]


def _in(rows: QuerySet[Activity], window: Window) -> QuerySet[Activity]:
    start, end = window
    if start is not None:
        rows = rows.filter(counts_at__gte=start)
    if end is not None:
        rows = rows.filter(counts_at__lt=end)
    return rows
