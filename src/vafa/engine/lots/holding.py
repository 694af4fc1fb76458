"""Units set aside for a checkout: a hold names its lots; capture draws exactly those, release gives them back."""

from datetime import datetime
from uuid import UUID

from vafa.engine.lots import states
from vafa.engine.lots.posting import debit
from vafa.engine.lots.shapes import Account, Cause, Hold, Kind, Movement
from vafa.engine.lots.sweep import end_hold


def hold(account: Account, units: int, at: datetime, ends_at: datetime) -> Hold:
    """In: an account swept to the instant, with at least so many spendable units. Out: a hold over its lots, nearest
    end first. Nothing moves until capture."""
    parts = parts_to_draw(account, units, at)
    held = Hold(account.new_id(), ends_at, dict(parts))
    account.holds[held.id] = held
    return held


def parts_to_draw(account: Account, units: int, at: datetime) -> list[tuple[UUID, int]]:
    """In: units above zero, no more than is active and unheld. Out: (lot, units) in drawing order."""
    parts = []
    for lot in states.drawable(account, at):
        taken = min(units, states.unheld(account, lot))
        parts.append((lot.id, taken))
        units -= taken
        if not units:
            return parts
    raise AssertionError("the caller checks what can be spent before drawing")


def capture(account: Account, cause: Cause, held: Hold, units: int) -> Movement:
    """In: an open hold, not ended at the booking, and no more than it holds. Out: the redemption, drawn from exactly
    its lots, nearest end first; the rest goes back to its lots and ends at once if they have."""
    movement = capture_some(account, cause, held, units)
    end_hold(account, held, cause.happened_at, cause.booked_at, as_="captured")
    return movement


def capture_some(account: Account, cause: Cause, held: Hold, units: int) -> Movement:
    """The same, and more follows: the rest stays held."""
    parts: list[tuple[UUID, int]] = []
    left = units
    for lot in states.drawing_order(account, [account.lots[lot] for lot in held.lines]):
        taken = min(left, held.lines[lot.id])
        if taken:
            held.lines[lot.id] -= taken
            parts.append((lot.id, taken))
            left -= taken
    return debit(account, cause, Kind.REDEMPTION, parts, hold=held.id)


def release(account: Account, held: Hold, at: datetime, booked_at: datetime) -> None:
    """In: an open hold. Out: its units are back in their lots, claims first."""
    end_hold(account, held, at, booked_at, as_="released")
