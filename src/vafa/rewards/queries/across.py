"""Reads across members: what waits to be handed over, how rewards and batches fare."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Sum

from vafa.base.models import Club
from vafa.rewards import kinds
from vafa.rewards.errors import UnknownBatch
from vafa.rewards.models import Batch, Redemption, Use, Voucher, WrongCode

QUEUE = (kinds.WAITING, kinds.SENT)


def kept_too_long(club_id: UUID, now: datetime, limit: int) -> list[Redemption]:
    """Open redemptions whose days are over, the oldest first; what is on its way is not lost by time."""
    rows = Redemption.objects.filter(club_id=club_id, state__in=(kinds.WAITING, kinds.ISSUED), keep_until__lte=now)
    return list(rows.order_by("keep_until", "id")[:limit])


def waiting(club_id: UUID, limit: int) -> list[Redemption]:
    """What the club owes its members, the oldest first."""
    rows = Redemption.objects.filter(club_id=club_id, state=kinds.WAITING)
    return list(rows.order_by("taken_at", "id")[:limit])


def waiting_count(club_id: UUID) -> int:
    return Redemption.objects.filter(club_id=club_id, state=kinds.WAITING).count()


def settled_lately(club_id: UUID, limit: int) -> list[Redemption]:
    states = (kinds.DONE, kinds.SENT, kinds.GIVEN_BACK, kinds.LAPSED)
    rows = Redemption.objects.filter(club_id=club_id, state__in=states, settled_at__isnull=False)
    return list(rows.order_by("-settled_at", "-id")[:limit])


def by_code(club_id: UUID, code: str, limit: int = 5) -> list[Redemption]:
    return list(Redemption.objects.filter(club_id=club_id, code=code).order_by("-taken_at")[:limit])


def taken(club_id: UUID, since: datetime) -> dict[UUID, tuple[int, int]]:
    """By reward: how often it was taken since, and at what cost in minor units; given back ones do not count."""
    rows = Redemption.objects.filter(club_id=club_id, taken_at__gte=since)
    rows = rows.exclude(state__in=(kinds.GIVEN_BACK, kinds.LAPSED))
    told = rows.order_by().values("reward_id").annotate(n=Count("id"), cost=Sum("cost_minor"))
    return {row["reward_id"]: (row["n"], row["cost"] or 0) for row in told}


def uses_of(club_id: UUID, what: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """By offer, batch or benefit: how often it was used, and for how much money."""
    rows = Use.objects.filter(club_id=club_id, what__in=what, state="used")
    told = rows.order_by().values("what").annotate(n=Count("id"), minor=Sum("minor"))
    return {row["what"]: (row["n"], row["minor"] or 0) for row in told}


def given_out(batches: list[Batch]) -> dict[UUID, int]:
    """By batch: codes that are somebody's, or were used."""
    rows = Voucher.objects.filter(batch_id__in=[each.id for each in batches]).exclude(given_at=None, taken=0)
    return dict(rows.order_by().values("batch_id").annotate(n=Count("code")).values_list("batch_id", "n"))


def wrong_codes(club_id: UUID, since: datetime) -> list[tuple[str, int]]:
    """(caller, wrong codes) since, the most first."""
    rows = WrongCode.objects.filter(club_id=club_id, at__gte=since).order_by().values("caller")
    told = rows.annotate(n=Count("id")).values_list("caller", "n")
    return sorted(told, key=lambda row: (-row[1], row[0]))


def batches_of(club_id: UUID, limit: int) -> list[Batch]:
    """Made and brought in, the latest first; codes that rewards give out are in batches of their own."""
    rows = Batch.objects.filter(club_id=club_id, origin__in=("made", "pool")).select_related("budget")
    return list(rows.order_by("-made_at", "-id")[:limit])


def batch(club: Club, batch_id: UUID) -> Batch:
    """Only ever one of this club."""
    found = Batch.objects.filter(club=club, id=batch_id).select_related("budget").first()
    if found is None:
        raise UnknownBatch(batch=str(batch_id))
    return found


def codes_of(batch: Batch, after: str, limit: int) -> list[str]:
    """In their order, from behind the given one."""
    rows = Voucher.objects.filter(club_id=batch.club_id, batch_id=batch.id, code__gt=after)
    return list(rows.order_by("code").values_list("code", flat=True)[:limit])
