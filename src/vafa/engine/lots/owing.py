"""Owed: units a return asked back that were no longer there. The next active units pay it off."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from vafa.engine.lots import states
from vafa.engine.lots.posting import append, draws_from
from vafa.engine.lots.shapes import SPENDING, Account, Cause, Draw, Kind, Lot, OldDraw, Terms


def owed_lot(account: Account, cause: Cause, units: int, award: UUID) -> Lot:
    """In: units asked back and not found. Out: the owed lot that keeps them, for the partner of the returned award."""
    terms = Terms(active_from=cause.happened_at)
    return Lot(
        account.new_id(), units, units, cause.partner, cause.store, terms, cause.happened_at, award=award, owed=True
    )


def lots_of_award(account: Account, award: UUID) -> list[Lot]:
    """The award's own lots and their children, owed ones left out."""
    return [lot for lot in account.lots.values() if lot.award == award and not lot.owed]


def stand_behind(account: Account, award: UUID, units: int) -> list[tuple[int, UUID | None]]:
    """In: units another lot now pays for a returned award. Out: (units, old draw) parts, the award's own old debits
    latest first, each up to what nothing stands behind yet; a part that finds none stands behind None."""
    own = {lot.id for lot in lots_of_award(account, award)}
    debits = [draw for draw in account.old_draws if draw.lot in own and draw.kind in SPENDING]
    parts: list[tuple[int, UUID | None]] = []
    for draw in sorted(debits, key=lambda draw: (draw.happened_at, draw.id.int), reverse=True):
        covering = min(units, draw.units - draw.covered)
        if covering > 0:
            cover(account, draw, covering)
            parts.append((covering, draw.id))
            units -= covering
    if units:
        parts.append((units, None))
    return parts


def cover(account: Account, draw: OldDraw, units: int) -> None:
    """So many units of an old draw now have another lot behind them, or were given back (negative: no longer)."""
    account.old_draws[account.old_draws.index(draw)] = replace(draw, covered=draw.covered + units)


def pay(account: Account, at: datetime, booked_at: datetime) -> None:
    """In: an account at an instant. Out: nothing owed stands beside active, unheld units any more: each payment is
    two movements through transit with one transfer id, a draw on the paying lot and one on the owed lot."""
    for owed in states.owed_lots(account):
        if owed.born_at > at:
            continue
        for paying in states.drawable(account, at):
            units = min(owed.remaining, states.unheld(account, paying))
            if units > 0:
                _pay(account, at, booked_at, owed, paying, units)


def _pay(account: Account, at: datetime, booked_at: datetime, owed: Lot, paying: Lot, units: int) -> None:
    assert owed.award is not None
    transfer = account.new_id()
    behind = stand_behind(account, owed.award, units)
    draws = draws_from(account, ((paying.id, part, old) for part, old in behind))
    cause = Cause(at, booked_at, paying.partner, paying.store)
    debit = append(account, cause, Kind.OWED_PAYMENT, -units, draws=draws, transfer=transfer, award=paying.award)
    for draw in draws:
        old = OldDraw(draw.id, paying.id, debit.id, Kind.OWED_PAYMENT, draw.units, 0, at, behind=draw.behind)
        account.old_draws.append(old)
    paid = Draw(account.new_id(), owed.id, units)
    cause = Cause(at, booked_at, owed.partner, owed.store)
    credit = append(
        account, cause, Kind.OWED_PAYMENT, units, draws=(paid,), transfer=transfer, award=owed.award, reverses=debit.id
    )
    account.old_draws.append(OldDraw(paid.id, owed.id, credit.id, credit.kind, units, 0, at, pays=debit.id))
