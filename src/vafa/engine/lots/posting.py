"""How an account changes: every change is one movement appended to it, with its draws and the lots it bears."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from vafa.engine.lots import chain
from vafa.engine.lots.shapes import (
    OTHER_END,
    Account,
    Activation,
    Cause,
    Draw,
    Kind,
    Lot,
    Movement,
    OldDraw,
    Terms,
)


def append(account: Account, cause: Cause, kind: Kind, units: int, **facts: Any) -> Movement:
    """In: signed units from the member's side, the cause, and further fields of Movement. Out: the movement, next in
    the account's sequence and chain. `happened_at` is the cause's unless given."""
    happened_at: datetime = facts.pop("happened_at", cause.happened_at)
    facts.setdefault("system", OTHER_END[kind])
    movement = Movement(
        id=account.new_id(), kind=kind, units=units, cause=cause, happened_at=happened_at, seq=account.seq + 1, **facts
    )
    for draw in movement.draws:
        account.lots[draw.lot].remaining -= draw.units
        account.changed.add(draw.lot)
    for lot in movement.born:
        account.lots[lot.id] = lot
    for activation in movement.activations:
        # a copy: the lot as it was born is what its movement's hash covers
        lot = account.lots[activation.lot]
        terms = replace(lot.terms, active_from=activation.active_from, expires_at=activation.expires_at)
        account.lots[lot.id] = replace(lot, terms=terms)
    movement.hash = chain.link(account, movement, account.head)
    account.balance += units
    account.seq, account.head = movement.seq, movement.hash
    if movement.counts > 0:
        account.last_counted_at = max(happened_at, account.last_counted_at or happened_at)
    account.movements.append(movement)
    return movement


def draws_from(account: Account, parts: Iterable[tuple[UUID, int, UUID | None]]) -> tuple[Draw, ...]:
    """In: (lot, units, older draw to stand behind or None). Out: draws with ids of their own."""
    return tuple(Draw(account.new_id(), lot, units, behind) for lot, units, behind in parts)


def remember(account: Account, movement: Movement) -> None:
    """Later steps of the same booking see this debit's draws as old ones."""
    for draw in movement.draws:
        account.old_draws.append(
            OldDraw(draw.id, draw.lot, movement.id, movement.kind, draw.units, 0, movement.happened_at)
        )


def credit(
    account: Account,
    cause: Cause,
    kind: Kind,
    units: int,
    terms: Terms,
    *,
    award: UUID | None = None,
    award_digest: bytes = b"",
    counts: int = 0,
) -> Movement:
    """In: an account swept to the booking, units above zero, the terms of their lot. Out: the movement."""
    lot = Lot(account.new_id(), units, units, cause.partner, cause.store, terms, cause.happened_at, award=award)
    return append(account, cause, kind, units, born=(lot,), award=award, award_digest=award_digest, counts=counts)


def count(account: Account, cause: Cause) -> Movement:
    """A counted activity without award: a movement of 0 units moves the sliding clock."""
    return append(account, cause, Kind.COUNT, 0, counts=1)


def uncount(
    account: Account, cause: Cause, counted: UUID, last_counted_at: datetime | None, keep_until: datetime
) -> Movement:
    """In: the movement of an activity that was fully returned, the last that still counts, and the grace after the
    return. Out: a movement of 0 units; the sliding clock goes back, but no lot ends before the grace."""
    movement = append(account, cause, Kind.COUNT, 0, counts=-1, reverses=counted, keep_until=keep_until)
    account.last_counted_at = last_counted_at
    account.keep_until = max(keep_until, account.keep_until or keep_until)
    return movement


def debit(account: Account, cause: Cause, kind: Kind, parts: list[tuple[UUID, int]], **facts: Any) -> Movement:
    """In: lots and the units to draw from each, all there. Out: the movement with its draws."""
    draws = draws_from(account, ((lot, units, None) for lot, units in parts))
    movement = append(account, cause, kind, -sum(units for _, units in parts), draws=draws, **facts)
    remember(account, movement)
    return movement


def activate(account: Account, cause: Cause, lot: Lot, active_from: datetime, expires_at: datetime | None) -> Movement:
    """In: a lot that waits for its step. Out: a movement of 0 units that starts it; expiry counts from here."""
    activation = Activation(lot.id, active_from, expires_at)
    return append(account, cause, Kind.ACTIVATION, 0, activations=(activation,), award=lot.award)
