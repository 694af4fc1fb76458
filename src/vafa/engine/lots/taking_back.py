"""A returned award gives back what it gave: from its own lots, then from others, then owed."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from vafa.engine.lots import owing, states
from vafa.engine.lots.posting import append, draws_from
from vafa.engine.lots.reinstating import stand_again
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot, OldDraw


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Units by how they came back; they sum to what was asked for. `ended` had expired unspent and cost nothing."""

    collected: int
    ended: int
    claimed: int
    owed: int
    waived: int


Part = tuple[UUID, int, UUID | None]


def take_back(
    account: Account, cause: Cause, award: UUID, units: int, *, shortfall: Literal["owe", "waive"]
) -> TakenBack:
    """In: an account swept to the booking with the award's lots and their old draws, and units above zero. Out: how
    they came back. First the award's own lots (pending, then active), then what those had paid towards older owed
    (which stands again), then a claim on its own held units, then its units that expired unspent, then other active
    lots, nearest end first; the rest is owed or waived by the club's policy."""
    now = cause.booked_at
    own = owing.lots_of_award(account, award)
    pending = [lot for lot in own if not states.is_active(lot, now)]
    active = states.drawing_order(account, (lot for lot in own if states.is_active(lot, now)))
    parts, left = _from_lots(account, [*states.drawing_order(account, pending), *active], units)
    revived, left = _from_payments(account, cause, award, left)
    parts += revived
    claimed = _claim(account, award, own, left)
    left -= claimed
    revived, left = _from_ended(account, cause, award, left)
    parts += revived
    ended = sum(part[1] for part in revived)
    others = [lot for lot in states.drawable(account, now) if lot.award != award]
    taken, left = _from_lots(account, others, left)
    for lot, drawn, _ in taken:
        parts += [(lot, part, old) for part, old in owing.stand_behind(account, award, drawn)]
    owed = left if shortfall == "owe" else 0
    collected = sum(part[1] for part in parts)
    if collected + owed:
        born = (owing.owed_lot(account, cause, owed, award),) if owed else ()
        draws = draws_from(account, parts)
        append(account, cause, Kind.TAKE_BACK, -collected - owed, draws=draws, born=born, award=award)
    return TakenBack(collected - ended, ended, claimed, owed, left - owed)


def _from_lots(account: Account, lots: list[Lot], units: int) -> tuple[list[Part], int]:
    parts: list[Part] = []
    for lot in lots:
        taken = min(units, states.unheld(account, lot))
        if taken > 0:
            parts.append((lot.id, taken, None))
            units -= taken
    return parts, units


def _from_payments(account: Account, cause: Cause, award: UUID, units: int) -> tuple[list[Part], int]:
    """What the award's lots paid towards older owed comes back to a child lot, and the old owed stands again."""
    parts: list[Part] = []
    for draw in _open_draws(account, award, Kind.OWED_PAYMENT):
        owed = next((lot for lot in account.lots.values() if lot.owed and _was_paid_by(account, lot, draw)), None)
        undone = min(units, draw.units - draw.covered)
        if owed is None or undone <= 0:
            continue
        child = _undo_payment(account, cause, draw, owed, undone)
        parts.append((child.id, undone, None))
        units -= undone
    return parts, units


def _was_paid_by(account: Account, owed: Lot, draw: OldDraw) -> bool:
    return any(paid.lot == owed.id and paid.pays == draw.movement for paid in account.old_draws)


def _undo_payment(account: Account, cause: Cause, draw: OldDraw, owed: Lot, units: int) -> Lot:
    transfer = account.new_id()
    paying = account.lots[draw.lot]
    child = Lot(
        account.new_id(), units, units, paying.partner, paying.store, paying.terms, paying.born_at, paying.award,
        paying.id, account.member, paying.graced,
    )  # fmt: skip
    back = Cause(cause.happened_at, cause.booked_at, paying.partner, paying.store, cause.source, cause.reference)
    append(
        account, back, Kind.OWED_PAYMENT, units, born=(child,), transfer=transfer, reverses=draw.movement,
        award=paying.award,
    )  # fmt: skip
    again = Cause(cause.happened_at, cause.booked_at, owed.partner, owed.store, cause.source, cause.reference)
    assert owed.award is not None
    standing = owing.owed_lot(account, again, units, owed.award)
    append(account, again, Kind.OWED_PAYMENT, -units, born=(standing,), transfer=transfer, award=owed.award)
    owing.cover(account, draw, units)
    if behind := next((old for old in account.old_draws if old.id == draw.behind), None):
        owing.cover(account, behind, -units)
    return child


def _claim(account: Account, award: UUID, own: list[Lot], units: int) -> int:
    """The award's own units in open holds are claimed; the claim is booked when the hold ends."""
    claimed = 0
    for hold in account.holds.values():
        if hold.ended_as:
            continue
        kept = sum(hold.lines.get(lot.id, 0) for lot in own) - hold.claims.get(award, 0)
        taken = min(units - claimed, kept)
        if taken > 0:
            hold.claims[award] = hold.claims.get(award, 0) + taken
            account.claimed.append((hold.id, award, taken))
            claimed += taken
    return claimed


def _from_ended(account: Account, cause: Cause, award: UUID, units: int) -> tuple[list[Part], int]:
    """Units that expired unspent count as taken back: they stand again for this instant, to be drawn by the return."""
    parts: list[Part] = []
    for draw in _open_draws(account, award, Kind.EXPIRY):
        taken = min(units, draw.units - draw.covered)
        if taken > 0:
            lot = account.lots[draw.lot]
            child = stand_again(account, cause, lot, draw.movement, taken, lot.terms, cause.happened_at)
            owing.cover(account, draw, taken)
            parts.append((child.id, taken, None))
            units -= taken
    return parts, units


def _open_draws(account: Account, award: UUID, kind: Kind) -> list[OldDraw]:
    own = {lot.id for lot in owing.lots_of_award(account, award)}
    return [draw for draw in account.old_draws if draw.lot in own and draw.kind is kind and draw.units > draw.covered]
