"""Units given to another member: each part of a lot moves to a child with its own end, fixed at the sender's date."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from vafa.engine.lots import owing, states
from vafa.engine.lots.posting import append, debit
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot


def transferable(account: Account, at: datetime) -> list[Lot]:
    """In: an account swept to the instant. Out: lots that may be given away, in drawing order: active, not held, and
    past the return window of their receipt."""
    return [
        lot for lot in states.drawable(account, at)
        if lot.terms.returnable_until is None or lot.terms.returnable_until <= at
    ]  # fmt: skip


def transfer(sender: Account, receiver: Account, cause: Cause, units: int) -> UUID:
    """In: two accounts of one unit, swept to the booking, and units above zero, no more than are transferable. Out: the
    transfer id of the two movements through transit. Issuers, award and bought or granted go along."""
    return carry(sender, receiver, cause, transferable(sender, cause.booked_at), units)


def carry(sender: Account, receiver: Account, cause: Cause, lots: list[Lot], units: int) -> UUID:
    """The same from the lots named, in their order."""
    parts, left = list[tuple[Lot, int]](), units
    for lot in lots:
        taken = min(left, states.unheld(sender, lot))
        if taken:
            parts.append((lot, taken))
            left -= taken
    assert left == 0, "the caller checks what may be given away"
    born = tuple(_child(sender, receiver, lot, part) for lot, part in parts)
    transfer = sender.new_id()
    gone = debit(
        sender, cause, Kind.TRANSFER, [(lot.id, part) for lot, part in parts], transfer=transfer,
        other_member=receiver.member,
    )  # fmt: skip
    append(
        receiver, cause, Kind.TRANSFER, units, born=born, transfer=transfer, other_member=sender.member,
        reverses=gone.id,
    )  # fmt: skip
    owing.pay(receiver, cause.booked_at, cause.booked_at)
    return transfer


def _child(sender: Account, receiver: Account, lot: Lot, units: int) -> Lot:
    terms = lot.terms
    if terms.sliding_days is not None:
        terms = replace(terms, expires_at=states.end_of(sender, lot), sliding_days=None)
    return replace(
        lot, id=receiver.new_id(), units=units, remaining=units, terms=terms, award=None, origin=lot.id,
        origin_member=sender.member,
    )  # fmt: skip
