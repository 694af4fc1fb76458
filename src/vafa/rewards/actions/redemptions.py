"""Redemptions and their way to the member: waiting, sent, done, given back, or not come for. Each step is kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base import counters, sql
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.rewards import kinds
from vafa.rewards.actions import uses
from vafa.rewards.errors import RedemptionSettled, UnknownRedemption
from vafa.rewards.models import Redemption, RedemptionStep, Reward, Use, Voucher

_COLUMNS = (
    "member_id", "id", "club_id", "reward_id", "code", "unit", "units", "movement_id", "source", "reference",
    "store_id", "handed", "gives", "worth_minor", "cost_minor", "taken_at", "keep_until", "state", "settled_at",
)  # fmt: skip
_STEP = ("member_id", "id", "club_id", "redemption_id", "state", "at", "staff_id", "reason")
OPEN = (kinds.WAITING, kinds.SENT, kinds.ISSUED)


def take(club: Club, taken: Sequence[tuple[Redemption, UUID | None]], now: datetime) -> None:
    """In a transaction: what was taken, with the staff who did it; the first step of each, and the use that limits
    count."""
    rows = [row for row, _ in taken]
    sql.insert(Redemption, _COLUMNS, [[getattr(row, name) for name in _COLUMNS] for row in rows])
    steps = [(row.member_id, new_id(), club.id, row.id, row.state, now, staff, "") for row, staff in taken]
    sql.insert(RedemptionStep, _STEP, steps)
    day = local_date(now, club.zone)
    uses.keep(
        (row.member_id, new_id(), club.id, row.reward_id, "", row.id, "used", None, row.cost_minor or 0, now, day)
        for row in rows
    )


def step(
    club: Club, member: UUID, redemption: UUID, state: str, now: datetime, staff: UUID | None, why: str = ""
) -> None:
    sql.insert(RedemptionStep, _STEP, [(member, new_id(), club.id, redemption, state, now, staff, why)])


def get(club: Club, redemption_id: UUID) -> Redemption:
    """Only ever one of this club."""
    found = Redemption.objects.filter(club_id=club.id, id=redemption_id).first()
    if found is None:
        raise UnknownRedemption(redemption=str(redemption_id))
    return found


@transaction.atomic
def send(*, club: Club, redemption_id: UUID, now: datetime, staff_id: UUID | None = None) -> Redemption:
    """It is on its way. Refused: it was settled meanwhile."""
    found = get(club, redemption_id)
    move(found, (kinds.WAITING,), kinds.SENT, now)
    step(club, found.member_id, found.id, kinds.SENT, now, staff_id)
    return found


@transaction.atomic
def hand_over(*, club: Club, redemption_id: UUID, now: datetime, staff_id: UUID | None = None) -> Redemption:
    """The member has it. Refused: it was settled meanwhile."""
    found = get(club, redemption_id)
    move(found, (kinds.WAITING, kinds.SENT), kinds.DONE, now)
    step(club, found.member_id, found.id, kinds.DONE, now, staff_id)
    return found


def move(found: Redemption, come_from: tuple[str, ...], state: str, now: datetime) -> None:
    """In a transaction: by conditional update, so that of two hands one is told that it was late."""
    rows = Redemption.objects.filter(member_id=found.member_id, id=found.id, state__in=come_from)
    settled = None if state in OPEN else now
    if not rows.update(state=state, settled_at=settled):
        found.refresh_from_db(fields=["state"])
        raise RedemptionSettled(redemption=str(found.id), state=found.state)
    found.state, found.settled_at = state, settled


def put_back(club: Club, found: Redemption, state: str, now: datetime, staff: UUID | None, why: str) -> None:
    """In a transaction: the reward is on its shelf again: stock, budget, limit and code; the units are not this
    room's. Refused: it was settled meanwhile."""
    move(found, OPEN, state, now)
    step(club, found.member_id, found.id, state, now, staff, why)
    reward = Reward.objects.get(club=club, id=found.reward_id)
    counters.refill(reward.stock_id, 1)
    if found.cost_minor:
        counters.refill(reward.budget_id, found.cost_minor)
    Use.objects.filter(member_id=found.member_id, checkout_id=found.id, what=reward.id).update(state="given_back")
    if found.gives:
        Voucher.objects.filter(club_id=club.id, code=found.gives).update(ended_at=now)
