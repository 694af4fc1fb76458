"""Reads across members: totals for reports and laws, and the walk over all accounts that verification needs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from vafa.ledger import models

MEMBERS_AT_ONCE = 200
MOVEMENTS_AT_ONCE = 10_000


def members_with_accounts(club_id: UUID) -> Iterator[list[UUID]]:
    """Out: the members of a club that have accounts, in id order, in bounded lists."""
    after = UUID(int=0)
    rows = models.Account.objects.filter(club_id=club_id).order_by("member_id").values_list("member_id", flat=True)
    while found := list(rows.filter(member_id__gt=after).distinct()[:MEMBERS_AT_ONCE]):
        yield found
        after = found[-1]


def members_by_work(club_id: UUID, sample: int | None = None) -> Iterator[list[UUID]]:
    """Out: the members of a club that have accounts, in id order, in lists of about so many movements; of a sample,
    every so manieth member."""
    rows = models.Account.objects.filter(club_id=club_id).order_by("member_id").values_list("member_id")
    counted = rows.annotate(Sum("seq"))
    step = max(1, counted.count() // sample) if sample else 1
    part: list[UUID] = []
    work = 0
    for place, (member, seq) in enumerate(counted.iterator(chunk_size=2000)):
        if place % step:
            continue
        part.append(member)
        work += seq
        if work >= MOVEMENTS_AT_ONCE or len(part) == MEMBERS_AT_ONCE:
            yield part
            part, work = [], 0
    if part:
        yield part


def heads(club_id: UUID, database: str = "default") -> Iterator[tuple[UUID, UUID, int, bytes]]:
    """Out: (member, account, sequence, head) of every account, in order of member and account."""
    rows = models.Account.objects.using(database).filter(club_id=club_id).order_by("member_id", "id")
    for member, account, seq, head in rows.values_list("member_id", "id", "seq", "head").iterator(chunk_size=2000):
        yield member, account, seq, bytes(head)


def count_movements(club_id: UUID) -> int:
    return models.Movement.objects.filter(club_id=club_id).count()


def outstanding(club_id: UUID, unit: str, now: datetime) -> int:
    """Units of a club that are out at an instant, whether any sweep has run or not: lots that have not ended, less what
    is owed."""
    accounts = models.Account.objects.filter(club_id=club_id, unit=unit)
    lots = models.Lot.objects.filter(club_id=club_id, remaining__gt=0, account_id__in=accounts.values("id"))
    normal, owed = lots.filter(owed=False), lots.filter(owed=True)
    ended = [
        normal.filter(sliding_days__isnull=True, active_from__isnull=False, expires_at__lte=now),
        normal.filter(active_from__isnull=True, waits_until__lte=now),
    ]
    for days in normal.filter(sliding_days__isnull=False).values_list("sliding_days", flat=True).distinct():
        ended.append(_ended_sliding(normal, accounts, days or 0, now))
    return _units(normal) - sum(_units(rows) for rows in ended) - _units(owed)


def _ended_sliding(
    lots: QuerySet[models.Lot], accounts: QuerySet[models.Account], days: int, now: datetime
) -> QuerySet[models.Lot]:
    since = now - timedelta(days=days)
    silent = accounts.filter(Q(last_counted_at__isnull=True) | Q(last_counted_at__lte=since))
    silent = silent.filter(Q(keep_until__isnull=True) | Q(keep_until__lte=now))
    past_floor = Q(expires_at__isnull=True) | Q(expires_at__lte=now)
    return lots.filter(past_floor, sliding_days=days, active_from__lte=since, account_id__in=silent.values("id"))


def _units(lots: QuerySet[models.Lot]) -> int:
    return lots.aggregate(total=Sum("remaining"))["total"] or 0


def totals_by_kind(club_id: UUID) -> dict[tuple[str, str], tuple[int, int]]:
    """Out: by (kind, system account) the number of movements and their signed units."""
    rows = models.Movement.objects.filter(club_id=club_id).values_list("kind", "system")
    return {(kind, system): (count, units) for kind, system, count, units in rows.annotate(Count("id"), Sum("units"))}


def members_with_due_lots(club_id: UUID, now: datetime, at_once: int) -> Iterator[list[UUID]]:
    """Out: in member order, in bounded lists, those whose lots the sweep may have to act on by now; owed lots are left
    out (they wait for units)."""
    after = UUID(int=0)
    rows = models.Lot.objects.filter(club_id=club_id, remaining__gt=0, owed=False, due_at__lte=now)
    members = rows.order_by("member_id").values_list("member_id", flat=True).distinct()
    while found := list(members.filter(member_id__gt=after)[:at_once]):
        yield found
        after = found[-1]


def units_of(club_id: UUID) -> list[str]:
    """Every unit in which the club has accounts."""
    rows = models.Account.objects.filter(club_id=club_id).values_list("unit", flat=True)
    return sorted(rows.distinct())


def members_with(club_id: UUID, unit: str, least: int, now: datetime) -> int:
    """How many members have so many active units at an instant, holds not looked at: for a page that plans a price."""
    accounts = models.Account.objects.filter(club_id=club_id, unit=unit)
    lots = models.Lot.objects.filter(club_id=club_id, account_id__in=accounts.values("id"), remaining__gt=0, owed=False)
    lots = lots.filter(Q(expires_at=None) | Q(expires_at__gt=now), active_from__lte=now)
    return lots.order_by().values("member_id").annotate(units=Sum("remaining")).filter(units__gte=least).count()
