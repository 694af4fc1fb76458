"""What has come about by itself: lots that became active, paid what was owed, or ended; steps that did not come;
holds that ended. Each is booked with its own effective time before anything else is."""

from datetime import datetime
from uuid import UUID

from vafa.engine.lots import owing, states
from vafa.engine.lots.posting import append, debit, draws_from
from vafa.engine.lots.shapes import Account, Cause, Hold, Kind, Lot

_PAY, _HOLD, _LOT = 0, 1, 2


def sweep(account: Account, now: datetime) -> None:
    """In: an account with every lot that may be due, and the present. Out: the account with a movement for all that
    came about up to now, in order of time; at one instant owed is paid before holds end, and holds before lots."""
    while event := _next_event(account, now):
        at, order, thing = event
        if order == _PAY:
            owing.pay(account, at, now)
        elif isinstance(thing, Hold):
            end_hold(account, thing, at, now, as_="lapsed")
        else:
            assert isinstance(thing, Lot)
            _end_lot(account, thing, at, now)


def _next_event(account: Account, now: datetime) -> tuple[datetime, int, Lot | Hold | None] | None:
    events: list[tuple[datetime, int, Lot | Hold | None]] = []
    owed = states.owed_lots(account)
    for lot in account.lots.values():
        if lot.owed or states.unheld(account, lot) <= 0:
            continue
        terms = lot.terms
        if owed and states.is_active(lot, now):
            assert terms.active_from is not None
            events.append((max(terms.active_from, owed[0].born_at), _PAY, None))
        end = states.end_of(account, lot) if terms.active_from is not None else terms.waits_until
        if end is not None and end <= now:
            events.append((end, _LOT, lot))
    events.extend(
        (hold.ends_at, _HOLD, hold) for hold in account.holds.values() if not hold.ended_as and hold.ends_at <= now
    )
    return min(events, key=lambda event: event[:2], default=None)


def _end_lot(account: Account, lot: Lot, at: datetime, booked_at: datetime) -> None:
    kind = Kind.EXPIRY if lot.terms.active_from is not None else Kind.CANCELLATION
    units = states.unheld(account, lot)
    cause = Cause(at, booked_at, lot.partner, lot.store)
    debit(account, cause, kind, [(lot.id, units)], award=lot.award)


def end_hold(account: Account, hold: Hold, at: datetime, booked_at: datetime, *, as_: str) -> None:
    """In: an open hold and the instant it ends. Out: its claims booked from the units released, what was captured of
    them owed; the rest is back in its lots and ends at once if they have."""
    released, hold.lines, hold.ended_as = hold.lines, {}, as_
    for award, units in hold.claims.items():
        _collect_claim(account, released, award, units, at, booked_at)
    hold.claims = {}
    for lot_id in released:
        lot = account.lots[lot_id]
        end = states.end_of(account, lot)
        if end is not None and end <= at and states.unheld(account, lot) > 0:
            _end_lot(account, lot, at, booked_at)
    owing.pay(account, at, booked_at)


def _collect_claim(
    account: Account, released: dict[UUID, int], award: UUID, units: int, at: datetime, booked_at: datetime
) -> None:
    own = [account.lots[lot] for lot in released if account.lots[lot].award == award]
    parts: list[tuple[UUID, int, UUID | None]] = []
    left = units
    for lot in own:
        taken = min(left, released[lot.id], states.unheld(account, lot))
        if taken > 0:
            parts.append((lot.id, taken, None))
            left -= taken
    partner, store = own[0].partner, own[0].store
    cause = Cause(at, booked_at, partner, store)
    born = (owing.owed_lot(account, cause, left, award),) if left else ()
    append(account, cause, Kind.TAKE_BACK, -units, draws=draws_from(account, parts), born=born, award=award)
