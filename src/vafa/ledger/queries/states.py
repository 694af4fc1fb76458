"""What one member has: units by state at an instant, from the same sweep that a write would run."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from vafa.engine.lots import states
from vafa.engine.lots.shapes import Account, Kind
from vafa.engine.lots.sweep import sweep
from vafa.ledger import models
from vafa.ledger.queries import books


@dataclass(frozen=True, slots=True)
class UnitStates:
    """Units of one account by the states people are shown; spent and expired are totals, net of what came back."""

    unit: str
    active: int = 0
    pending: int = 0
    held: int = 0
    spent: int = 0
    expired: int = 0
    owed: int = 0

    @property
    def spendable(self) -> int:
        return self.active - self.owed


@dataclass(frozen=True, slots=True)
class Ending:
    at: datetime
    units: int


def swept(member: UUID, unit: str, now: datetime) -> Account | None:
    """A copy of the account with everything that came about by now, nothing written."""
    account = books.load([member], [unit], now, whole=[member]).get((member, unit))
    if account is not None:
        sweep(account, now)
    return account


def units_of(member: UUID, units: list[str], now: datetime) -> list[UnitStates]:
    """In: a member and the units of the club. Out: each unit's states at the instant."""
    loaded = books.load([member], units, now, whole=[member])
    return [_states(loaded.get((member, unit)), unit, now) for unit in units]


def _states(account: Account | None, unit: str, now: datetime) -> UnitStates:
    if account is None:
        return UnitStates(unit)
    sweep(account, now)
    standing = states.standing(account, now)
    written = _totals(account.member, account.id)
    for movement in account.movements:
        written[movement.kind] = written.get(movement.kind, 0) + movement.units
    spent = -(written.get(Kind.REDEMPTION, 0) + written.get(Kind.GIVE_BACK, 0))
    expired = -(written.get(Kind.EXPIRY, 0) + written.get(Kind.REINSTATEMENT, 0))
    return UnitStates(unit, standing.active, standing.pending, standing.held, spent, expired, standing.owed)


def _totals(member: UUID, account_id: UUID) -> dict[str, int]:
    rows = models.Movement.objects.filter(member_id=member, account_id=account_id).values_list("kind")
    return dict(rows.annotate(total=Sum("units")).values_list("kind", "total"))


def endings(account: Account, now: datetime) -> list[Ending]:
    """In: a swept account. Out: what ends when, soonest first."""
    by_end: dict[datetime, int] = {}
    for lot in states.drawable(account, now):
        if end := states.end_of(account, lot):
            by_end[end] = by_end.get(end, 0) + states.unheld(account, lot)
    return [Ending(at, units) for at, units in sorted(by_end.items())]


def balance_as_of(member: UUID, unit: str, effective: datetime, known: datetime) -> int:
    """In: both times. Out: the balance from movements that had happened by the one and were booked by the other."""
    rows = models.Movement.objects.filter(
        member_id=member, account_id__in=models.Account.objects.filter(member_id=member, unit=unit).values("id")
    )
    total = rows.filter(Q(happened_at__lte=effective) & Q(booked_at__lte=known)).aggregate(total=Sum("units"))["total"]
    return total or 0
