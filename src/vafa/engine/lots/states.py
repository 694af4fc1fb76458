"""What a lot is at an instant, and what an account can spend then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vafa.engine.lots.shapes import Account, Lot


@dataclass(frozen=True, slots=True)
class Standing:
    """Units at an instant: shown to people in these states, never as one balance."""

    active: int
    pending: int
    held: int
    owed: int

    @property
    def spendable(self) -> int:
        return self.active - self.owed


def end_of(account: Account, lot: Lot) -> datetime | None:
    """In: a lot of the account. Out: the instant at which it ends, None for never or while it waits for a step.
    A sliding lot keeps no date: the later of its floor, its last counted activity or start plus N days, and the
    account's keep_until."""
    terms = lot.terms
    if terms.active_from is None or terms.sliding_days is None:
        return terms.expires_at if terms.active_from is not None else None
    clock = max(terms.active_from, account.last_counted_at or terms.active_from)
    end = clock + timedelta(days=terms.sliding_days)
    return max(moment for moment in (end, terms.expires_at, account.keep_until) if moment is not None)


def is_active(lot: Lot, at: datetime) -> bool:
    """In: a lot and an instant. Out: has it started? (An owed lot never does.)"""
    return not lot.owed and lot.terms.active_from is not None and lot.terms.active_from <= at


def held(account: Account, lot: Lot) -> int:
    """In: a lot of the account. Out: its units in open holds."""
    return sum(hold.lines.get(lot.id, 0) for hold in account.holds.values() if not hold.ended_as)


def unheld(account: Account, lot: Lot) -> int:
    """In: a lot of the account. Out: its units left that no open hold has set aside."""
    return lot.remaining - held(account, lot)


def drawing_order(account: Account, lots: Iterable[Lot]) -> list[Lot]:
    """Nearest end first, never-ending last, then oldest."""
    return [lot for _, lot in drawing_order_of([(account, lot) for lot in lots])]


def drawing_order_of(lots: Iterable[tuple[Account, Lot]]) -> list[tuple[Account, Lot]]:
    """The same over several accounts."""
    far = datetime.max
    return sorted(
        lots,
        key=lambda each: ((end_of(*each) or far).replace(tzinfo=None), each[1].born_at, each[1].id.int),
    )


def drawable(account: Account, at: datetime) -> list[Lot]:
    """In: an account already swept to the instant. Out: lots with active, unheld units, in drawing order."""
    lots = [lot for lot in account.lots.values() if is_active(lot, at) and unheld(account, lot) > 0]
    return drawing_order(account, lots)


def owed_lots(account: Account) -> list[Lot]:
    """In: an account. Out: its owed lots not paid off yet, oldest first."""
    lots = [lot for lot in account.lots.values() if lot.owed and lot.remaining > 0]
    return sorted(lots, key=lambda lot: (lot.born_at, lot.id.int))


def standing(account: Account, at: datetime) -> Standing:
    """In: an account already swept to the instant. Out: its units by state."""
    active = pending = in_hold = owed = 0
    for lot in account.lots.values():
        if lot.owed:
            owed += lot.remaining
        elif not is_active(lot, at):
            pending += lot.remaining
        else:
            kept = held(account, lot)
            in_hold += kept
            active += lot.remaining - kept
    return Standing(active, pending, in_hold, owed)
