"""A late activity that would have kept sliding units alive brings back what ended without it."""

from datetime import datetime, timedelta
from uuid import UUID

from vafa.engine.lots import owing
from vafa.engine.lots.posting import append
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot, System, Terms


def reinstate(account: Account, late: datetime, counted: list[datetime], cause: Cause) -> None:
    """In: the instant of a late counted activity, the instants of the counted activities already booked, and the old
    draws of expiries. Out: each sliding lot that ended after the late activity, and would not have, stands again as
    a child: sliding if it still runs, with its fixed end (and swept later) if it has ended since."""
    for draw in list(account.old_draws):
        lot = account.lots.get(draw.lot)
        if draw.kind is not Kind.EXPIRY or lot is None or lot.terms.sliding_days is None:
            continue
        units = draw.units - draw.covered
        start = lot.terms.active_from
        assert start is not None
        end = _kept_until(max(late, start), counted, lot.terms.sliding_days)
        if units > 0 and late <= draw.happened_at < end:
            runs = end > cause.booked_at
            terms = lot.terms if runs else Terms(start, expires_at=end, returnable_until=lot.terms.returnable_until)
            stand_again(account, cause, lot, draw.movement, units, terms, draw.happened_at)
            owing.cover(account, draw, units)


def _kept_until(start: datetime, counted: list[datetime], days: int) -> datetime:
    end = start + timedelta(days=days)
    for instant in sorted(counted):
        if start < instant < end:
            end = instant + timedelta(days=days)
    return end


def stand_again(
    account: Account, cause: Cause, lot: Lot, ended: UUID, units: int, terms: Terms, at: datetime, *,
    system: System = System.EXPIRED,
) -> Lot:  # fmt: skip
    """A movement that brings units of an ended lot back as its child, from the instant at which they had ended."""
    child = Lot(
        account.new_id(), units, units, lot.partner, lot.store, terms, lot.born_at, lot.award, lot.id, account.member,
        lot.graced,
    )  # fmt: skip
    again = Cause(at, cause.booked_at, lot.partner, lot.store, cause.source, cause.reference)
    append(account, again, Kind.REINSTATEMENT, units, born=(child,), reverses=ended, award=lot.award, system=system)
    return child
