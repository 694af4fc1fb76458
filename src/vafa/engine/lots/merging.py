"""Two accounts of one person become one, and can become two again: each lot moves to a child with its dates."""

from dataclasses import replace
from uuid import UUID

from vafa.engine.lots import owing, states
from vafa.engine.lots.posting import append, draws_from
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot


def merge(absorbed: Account, surviving: Account, cause: Cause) -> UUID:
    """In: two accounts of one unit, swept to the booking, nothing held in the absorbed one. Out: the transfer id of the
    movements through transit that carried every lot over, sliding ends fixed, issuers and dates kept, owed added. An
    empty account is linked by movements of 0 units."""
    transfer = surviving.new_id()
    lots = [lot for lot in absorbed.lots.values() if lot.remaining > 0 and not lot.owed]
    _carry(absorbed, surviving, cause, lots, transfer, fixed=True)
    _carry_owed(absorbed, surviving, cause, transfer)
    owing.pay(surviving, cause.booked_at, cause.booked_at)
    return transfer


def undo(surviving: Account, absorbed: Account, cause: Cause, children: set[UUID], origins: dict[UUID, Lot]) -> UUID:
    """In: the two accounts swept to the booking, the lots that the merge bore in the surviving one (with their own
    children), and by child id the lot each came from. Out: the transfer id of the movements that returned what remains
    of each to its origin; what ended stays ended."""
    transfer = surviving.new_id()
    lots = [lot for lot in surviving.lots.values() if lot.id in children and states.unheld(surviving, lot) > 0]
    back = [replace(lot, terms=origins[lot.id].terms) if lot.id in origins else lot for lot in lots]
    _carry(surviving, absorbed, cause, back, transfer, fixed=False)
    owing.pay(absorbed, cause.booked_at, cause.booked_at)
    return transfer


def follow(absorbed: Account, surviving: Account, cause: Cause, lots: list[Lot]) -> UUID:
    """In: lots born in an absorbed account after its merge (a redemption of before that came back). Out: the transfer
    id of the movements that carried them after the rest, sliding ends fixed; owed is paid from them there."""
    transfer = surviving.new_id()
    _carry(absorbed, surviving, cause, lots, transfer, fixed=True)
    owing.pay(surviving, cause.booked_at, cause.booked_at)
    return transfer


def _carry(giving: Account, taking: Account, cause: Cause, lots: list[Lot], transfer: UUID, *, fixed: bool) -> None:
    born = tuple(_child(giving, taking, lot, fixed) for lot in lots)
    units = sum(lot.units for lot in born)
    draws = draws_from(giving, ((lot.id, states.unheld(giving, lot), None) for lot in lots))
    gone = append(giving, cause, Kind.MERGE, -units, draws=draws, transfer=transfer, other_member=taking.member)
    append(taking, cause, Kind.MERGE, units, born=born, transfer=transfer, other_member=giving.member, reverses=gone.id)


def _child(giving: Account, taking: Account, lot: Lot, fixed: bool) -> Lot:
    units = states.unheld(giving, lot)
    terms = lot.terms
    if fixed and terms.active_from is not None and terms.sliding_days is not None:
        terms = replace(terms, expires_at=states.end_of(giving, lot), sliding_days=None)
    return replace(
        lot, id=taking.new_id(), units=units, remaining=units, terms=terms, origin=lot.id, origin_member=giving.member
    )


def _carry_owed(giving: Account, taking: Account, cause: Cause, transfer: UUID) -> None:
    for owed in states.owed_lots(giving):
        carry_owed_lot(giving, taking, cause, owed, transfer)


def carry_owed_lot(giving: Account, taking: Account, cause: Cause, owed: Lot, transfer: UUID) -> None:
    """What is owed in one account is owed in the other, for the same partner and award."""
    units = owed.remaining
    again = replace(owed, id=taking.new_id(), units=units, remaining=units, origin=owed.id, origin_member=giving.member)
    draws = draws_from(giving, [(owed.id, units, None)])
    append(giving, cause, Kind.MERGE, units, draws=draws, transfer=transfer, other_member=taking.member)
    append(taking, cause, Kind.MERGE, -units, born=(again,), transfer=transfer, other_member=giving.member)
