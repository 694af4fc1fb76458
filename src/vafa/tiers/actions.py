from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base import outbox, sql
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine import tiers
from vafa.engine.earning.plain import to_plain
from vafa.tiers import queries
from vafa.tiers.errors import ReasonMissing, UnknownTier
from vafa.tiers.models import LadderVersion, Standing, StandingChange


@dataclass(frozen=True, slots=True)
class Move:
    """A member's standing before (None: no standing yet) and after, and why."""

    member: UUID
    before: tiers.Standing | None
    after: tiers.Standing
    happened_at: datetime
    why: str
    reason: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A tier brought along: its next review, and until when it cannot be lost (None: for good)."""

    member: UUID
    tier: str
    review_at: datetime | None
    until: datetime | None


@transaction.atomic
def publish_ladder(*, club: Club, ladder: tiers.Ladder, starts_at: datetime, now: datetime) -> LadderVersion:
    """A changed ladder never takes a tier before a member's own review: standings keep their review dates."""
    last = LadderVersion.objects.filter(club=club).order_by("-number").first()
    return LadderVersion.objects.create(
        club=club, number=last.number + 1 if last else 1, starts_at=starts_at, ladder=to_plain(ladder), published_at=now
    )


def stand(*, club: Club, moves: Sequence[Move], booked_at: datetime) -> None:
    """In: who stands where now, in the caller's transaction. Out: standings written; changes of tier kept and told."""
    latest = {move.member: move for move in moves}
    new = {move.member for move in moves if move.before is None}
    fresh = [move for member, move in latest.items() if member in new]
    figures = ("tier", "since", "review_at", "floor", "floor_until")
    sql.insert(
        Standing,
        ("member_id", "id", "club_id", *figures),
        [(move.member, new_id(), club.id, *_figures(move.after)) for move in fresh],
        ignore=True,
    )
    kept = [(member, *_figures(move.after)) for member, move in latest.items() if member not in new]
    sql.update(Standing, ("member_id",), figures, kept)
    changed = [move for move in moves if move.before is not None and move.before.tier != move.after.tier]
    _keep(club, changed, booked_at)


def _figures(standing: tiers.Standing) -> tuple[object, ...]:
    return standing.tier, standing.since, standing.review_at, standing.floor, standing.floor_until


def _keep(club: Club, changed: list[Move], booked_at: datetime) -> None:
    columns = (
        "member_id",
        "id",
        "club_id",
        "from_tier",
        "to_tier",
        "happened_at",
        "booked_at",
        "why",
        "reason",
        "staff_id",
    )
    rows, events = [], []
    for move in changed:
        assert move.before is not None
        both = move.before.tier, move.after.tier
        rows.append(
            (move.member, new_id(), club.id, *both, move.happened_at, booked_at, move.why, move.reason, move.staff_id)
        )
        events.append(("tier_changed", {"member": move.member, "from": both[0], "to": both[1], "why": move.why}))
    sql.insert(StandingChange, columns, rows)
    outbox.announce(club.id, events, booked_at)


@transaction.atomic
def set_by_hand(
    *, club: Club, member_id: UUID, tier: str, until: datetime | None, reason: str, staff_id: UUID, now: datetime
) -> tiers.Standing:
    """Staff set a tier as a floor with an end and a reason."""
    ladder = queries.ladder_on(club, now)
    if ladder is None or tier not in {each.id for each in ladder.tiers}:
        raise UnknownTier(tier=tier)
    if not reason.strip():
        raise ReasonMissing
    there = queries.standings([member_id]).get(member_id)
    before = there or tiers.Standing(ladder.tiers[0].id, now, None)
    higher = tier if ladder.place(tier) > ladder.place(before.tier) else before.tier
    after = replace(
        before, tier=higher, since=now if higher != before.tier else before.since, floor=tier, floor_until=until
    )
    joined = [] if there else [Move(member_id, None, before, now, "joined")]
    stand(club=club, moves=[*joined, Move(member_id, before, after, now, "by_hand", reason, staff_id)], booked_at=now)
    return after


def bring_along(*, club: Club, brought: Sequence[Brought], reason: str, staff_id: UUID | None, now: datetime) -> int:
    """In: tiers that members held in the books of before. Out: how many rose. Each stands at once and is a floor until
    its end, so that nobody falls before a whole window of this club has passed. Who stands as high already stays as
    they are: a past takes no tier away."""
    ladder = queries.ladder_on(club, now)
    if ladder is None:
        raise UnknownTier(tier="")
    there = queries.standings([each.member for each in brought])
    moves = []
    for each in brought:
        if each.tier not in {tier.id for tier in ladder.tiers}:
            raise UnknownTier(tier=each.tier)
        before = there.get(each.member)
        if before is None:
            before = tiers.Standing(ladder.tiers[0].id, now, each.review_at)
            moves.append(Move(each.member, None, before, now, "joined"))
        after = replace(before, tier=each.tier, since=now, review_at=each.review_at, floor=each.tier)
        if ladder.place(each.tier) > ladder.place(before.tier):
            moves.append(
                Move(each.member, before, replace(after, floor_until=each.until), now, "import", reason, staff_id)
            )
    stand(club=club, moves=moves, booked_at=now)
    return sum(1 for move in moves if move.why == "import")


def review(
    *, club: Club, ladder: tiers.Ladder, standings: Mapping[UUID, tiers.Standing], measured: Mapping[UUID, int],
    next_reviews: Mapping[UUID, datetime | None], now: datetime,
) -> int:  # fmt: skip
    """In: standings due, what each earned in the window that ended, and when each is next due. Out: how many moved."""
    moves = []
    for member, before in standings.items():
        due = before.review_at or now
        after = tiers.review(ladder, before, measured.get(member, 0), due, next_reviews[member])
        moves.append(Move(member, before, after, due, "review"))
    with transaction.atomic():
        stand(club=club, moves=moves, booked_at=now)
    return sum(1 for move in moves if move.before and move.before.tier != move.after.tier)
