from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from vafa.base import reads
from vafa.base.models import Club
from vafa.engine import tiers
from vafa.engine.earning.plain import from_plain
from vafa.tiers.models import LadderVersion, Standing, StandingChange


def ladder_on(club: Club, instant: datetime) -> tiers.Ladder | None:
    """The ladder in force at an instant; a club may have none."""
    rows = reads.select(
        LadderVersion, ("id",), {"club_id": club.id, "starts_at__lte": instant}, order=("starts_at",)
    )  # fmt: skip
    return _ladder(rows[-1][0]) if rows else None


@lru_cache(maxsize=64)
def _ladder(version: UUID) -> tiers.Ladder:
    ladder: tiers.Ladder = from_plain(tiers.Ladder, LadderVersion.objects.get(id=version).ladder)
    return ladder


def standings(members: Collection[UUID]) -> dict[UUID, tiers.Standing]:
    columns = ("member_id", "tier", "since", "review_at", "floor", "floor_until")
    rows = reads.select(Standing, columns, {"member_id__in": members})
    return {row[0]: tiers.Standing(*row[1:]) for row in rows}


def step_of(ladder: tiers.Ladder | None, standing: tiers.Standing | None) -> str:
    """The tier of a member; who has not been judged yet stands on the ladder's lowest step, where it asks for
    nothing."""
    if standing is not None:
        return standing.tier
    lowest = ladder.tiers[0] if ladder else None
    return lowest.id if lowest and not lowest.reach else ""


def changes_of(member_id: UUID, limit: int = 50) -> list[StandingChange]:
    return list(StandingChange.objects.filter(member_id=member_id).order_by("-happened_at", "-id")[:limit])


def changes_of_those(members: Collection[UUID]) -> dict[UUID, list[tuple[datetime, str]]]:
    """By member, oldest first: when the tier changed, and from which."""
    if not members:
        return {}
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    rows = StandingChange.objects.filter(member_id__in=members).order_by("happened_at", "id")
    for member, at, before in rows.values_list("member_id", "happened_at", "from_tier"):
        found.setdefault(member, []).append((at, before))
    return found


def due_for_review(club: Club, now: datetime, limit: int) -> list[UUID]:
    rows = Standing.objects.filter(club_id=club.id, review_at__lte=now).order_by("review_at")
    return list(rows.values_list("member_id", flat=True)[:limit])


def ladder_starts(club: Club) -> list[tuple[int, datetime]]:
    return list(LadderVersion.objects.filter(club=club).order_by("number").values_list("number", "starts_at"))
