"""What one member has: units by state at an instant, from the same sweep that a write would run."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from vafa.base import reads
from vafa.engine.lots import states
from vafa.engine.lots.shapes import Account, Movement, System
from vafa.engine.lots.sweep import sweep
from vafa.ledger import models
from vafa.ledger.queries import books


@dataclass(frozen=True, slots=True)
class Ending:
    at: datetime
    units: int


@dataclass(frozen=True, slots=True)
class UnitStates:
    """Units of one account by the states people are shown; spent and expired are totals, net of what came back. What
    ends when, soonest first."""

    unit: str
    active: int = 0
    pending: int = 0
    held: int = 0
    spent: int = 0
    expired: int = 0
    owed: int = 0
    endings: tuple[Ending, ...] = ()

    @property
    def spendable(self) -> int:
        return self.active - self.owed


def units_of(member: UUID, units: list[str], now: datetime) -> list[UnitStates]:
    """In: a member and the units of the club. Out: each unit's states at the instant."""
    loaded = books.load([member], units, now, spendable=True)
    ends: dict[UUID, dict[str, int]] = {account.id: {} for account in loaded.values()}
    where = {"member_id": member, "account_id__in": ends}
    for account, system, total in reads.totals(models.Movement, "units", ("account_id", "system"), where):
        ends[account][system] = total
    return [_states(loaded.get((member, unit)), unit, now, ends) for unit in units]


def _states(account: Account | None, unit: str, now: datetime, booked: dict[UUID, dict[str, int]]) -> UnitStates:
    if account is None:
        return UnitStates(unit)
    sweep(account, now)
    standing = states.standing(account, now)
    ends = booked[account.id]
    for movement in account.movements:
        ends[movement.system] = ends.get(movement.system, 0) + movement.units
    return UnitStates(
        unit, standing.active, standing.pending, standing.held, -ends.get(System.SPENT, 0),
        -ends.get(System.EXPIRED, 0), standing.owed, _endings(account, now),
    )  # fmt: skip


def _endings(account: Account, now: datetime) -> tuple[Ending, ...]:
    by_end: dict[datetime, int] = {}
    for lot in states.drawable(account, now):
        if end := states.end_of(account, lot):
            by_end[end] = by_end.get(end, 0) + states.unheld(account, lot)
    return tuple(Ending(at, units) for at, units in sorted(by_end.items()))


def coming(member: UUID, unit: str, now: datetime) -> list[Movement]:
    """What has come about by now and is not written down yet: the movements the next sweep will book."""
    account = books.load([member], [unit], now).get((member, unit))
    if account is None:
        return []
    sweep(account, now)
    return account.movements


def balance_as_of(member: UUID, unit: str, effective: datetime, known: datetime) -> int:
    """In: both times. Out: the balance from movements that had happened by the one and were booked by the other."""
    rows = models.Movement.objects.filter(
        member_id=member, account_id__in=models.Account.objects.filter(member_id=member, unit=unit).values("id")
    )
    total = rows.filter(Q(happened_at__lte=effective) & Q(booked_at__lte=known)).aggregate(total=Sum("units"))["total"]
    return total or 0
