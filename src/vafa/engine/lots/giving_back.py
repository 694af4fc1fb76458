"""Spent units come back: owed first, then the lots that stand behind the spending, then its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vafa.engine.lots import owing, states
from vafa.engine.lots.posting import append, draws_from
from vafa.engine.lots.shapes import Account, Cause, Draw, Kind, Lot, Movement, OldDraw


@dataclass(frozen=True, slots=True)
class Returning:
    """Units of one lot on their way back, and the old draw they come from."""

    lot: Lot
    units: int
    draw: OldDraw


def left_of(account: Account, spent: UUID) -> int:
    """In: a whole account and one of its redemptions. Out: its units that have not come back yet."""
    return sum(units for draw in _draws_of(account, spent) for _, units in _sources(account, draw))


def give_back(account: Account, cause: Cause, spent: UUID, units: int, keep_until: datetime) -> Movement:
    """In: a whole account swept to the booking, one of its redemptions, units above zero and no more than are left of
    it, and the end of the grace after the return. Out: the movement. Draws come back latest first; what is owed for an
    award that a draw had spent is cancelled first; the rest is born again as children of the lots now behind the
    draw, then of its own, each with the later of its own end and the grace, which a line of lots gets once."""
    paid, born = list[Draw](), list[Lot]()
    for back in _coming_back(account, spent, units):
        left = back.units
        for owed in _owed_for(account, back.lot):
            cancelled = min(left, owed.remaining - sum(draw.units for draw in paid if draw.lot == owed.id))
            if cancelled > 0:
                paid += draws_from(account, [(owed.id, cancelled, back.draw.id)])
                left -= cancelled
        if left:
            born.append(_child(account, back.lot, left, keep_until))
        _came_back(account, back)
    given = sum(draw.units for draw in paid) + sum(lot.units for lot in born)
    assert given == units, "the caller checks what is left of a redemption"
    movement = append(account, cause, Kind.GIVE_BACK, units, draws=tuple(paid), born=tuple(born), reverses=spent)
    owing.pay(account, cause.booked_at, cause.booked_at)
    return movement


def _coming_back(account: Account, spent: UUID, units: int) -> Iterator[Returning]:
    for draw in _draws_of(account, spent):
        for source, there in list(_sources(account, draw)):
            taken = min(units, there)
            if taken > 0:
                yield Returning(account.lots[source.lot], taken, source)
                units -= taken


def _draws_of(account: Account, spent: UUID) -> list[OldDraw]:
    draws = [draw for draw in account.old_draws if draw.movement == spent and draw.kind is Kind.REDEMPTION]
    return sorted(draws, key=lambda draw: draw.id.int, reverse=True)


def _sources(account: Account, draw: OldDraw) -> Iterator[tuple[OldDraw, int]]:
    """A draw's own units that nothing stands behind, then those of the draws that stand behind it, latest first."""
    yield draw, draw.units - draw.covered
    behind = [other for other in account.old_draws if other.behind == draw.id and not account.lots[other.lot].owed]
    for other in sorted(behind, key=lambda other: other.id.int, reverse=True):
        yield other, other.units - other.covered


def _owed_for(account: Account, lot: Lot) -> list[Lot]:
    return [owed for owed in states.owed_lots(account) if owed.award == lot.award]


def _came_back(account: Account, back: Returning) -> None:
    current = next(draw for draw in account.old_draws if draw.id == back.draw.id)
    owing.cover(account, current, back.units)


def _child(account: Account, lot: Lot, units: int, keep_until: datetime) -> Lot:
    terms, graced = lot.terms, lot.graced
    end = states.end_of(account, lot)
    if end is not None and end < keep_until and not graced:
        terms, graced = replace(terms, expires_at=keep_until), True
    return replace(
        lot, id=account.new_id(), units=units, remaining=units, terms=terms, origin=lot.id,
        origin_member=account.member, graced=graced,
    )  # fmt: skip
