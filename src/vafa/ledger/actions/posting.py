"""Opening accounts and posting what was added to them: one set-based write for a batch."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from vafa.base import sql
from vafa.base.ids import new_id
from vafa.engine.lots.shapes import Account, Hold, Lot, Movement
from vafa.engine.lots.sweep import sweep
from vafa.ledger import models
from vafa.ledger.queries import books
from vafa.ledger.queries.books import Books

_ALWAYS_DUE = datetime(1970, 1, 1, tzinfo=UTC)

_MOVEMENT = (
    "member_id", "id", "club_id", "account_id", "seq", "kind", "system", "units", "happened_at", "booked_at",
    "partner_id", "store_id", "source", "reference", "reverses", "hold", "award", "award_digest", "transfer",
    "other_member", "counts", "keep_until", "hash",
)  # fmt: skip
_LOT = (
    "member_id", "id", "club_id", "account_id", "movement_id", "owed", "units", "remaining", "partner_id", "store_id",
    "award", "origin", "origin_member", "graced", "born_at", "active_from", "waits_until", "expires_at", "sliding_days",
    "returnable_until", "bought", "due_at",
)  # fmt: skip
_DRAW = ("member_id", "id", "club_id", "movement_id", "lot_id", "units", "behind")
_ACTIVATION = ("member_id", "id", "club_id", "movement_id", "lot_id", "active_from", "expires_at")
_KEY = ("member_id", "id")


def open_books(
    club_id: UUID, members: Collection[UUID], units: Collection[str], now: datetime, *, whole: Collection[UUID] = (),
    holders: Collection[UUID] = (),
) -> Books:  # fmt: skip
    """In: members and the units their club counts; `holders` are owners whose accounts are there already, as of gift
    cards. Out: their accounts, a member's opened where there was none, locked in member id order and swept to the
    present. Call it inside a transaction, before reading anything these locks guard."""
    owners, wanted = {*members, *holders}, [(member, unit) for member in members for unit in units]
    if len(owners) > 1:
        # Opened before any is locked: who held one's account and waited for the opening of another's could be waited
        # for by whoever opens that.
        there = books.there(members, units)
        _open(club_id, [each for each in wanted if each not in there])
    opened = books.load(owners, units, now, whole=whole, lock=True)
    if missing := [each for each in wanted if each not in opened]:
        _open(club_id, missing)
        opened |= books.load({member for member, _ in missing}, units, now, whole=whole, lock=True)
    for account in opened.values():
        sweep(account, now)
    return opened


def _open(club_id: UUID, missing: Collection[tuple[UUID, str]]) -> None:
    rows = [(member, new_id(), club_id, unit, 0, 0, b"") for member, unit in sorted(missing)]
    columns = ("member_id", "id", "club_id", "unit", "balance", "seq", "head")
    sql.insert(models.Account, columns, rows, ignore=True)


def post(club_id: UUID, opened: Books) -> None:
    """In: books with movements added since they were opened. Out: all of it written, in the caller's transaction."""
    changed = [account for account in opened.values() if account.movements]
    movements = [(account, movement) for account in changed for movement in account.movements]
    sql.insert(models.Movement, _MOVEMENT, [_movement(club_id, *each) for each in movements])
    born = [(account, movement, lot) for account, movement in movements for lot in movement.born]
    sql.insert(models.Lot, _LOT, [_lot(club_id, *each) for each in born])
    draws = [
        (account.member, draw.id, club_id, movement.id, draw.lot, draw.units, draw.behind)
        for account, movement in movements
        for draw in movement.draws
    ]
    sql.insert(models.Draw, _DRAW, draws)
    _update_lots(changed, {lot.id for _, _, lot in born})
    _write_activations(club_id, movements)
    figures = ("balance", "seq", "head", "last_counted_at", "keep_until")
    rows = [(each.member, each.id, *(getattr(each, name) for name in figures)) for each in changed]
    sql.update(models.Account, _KEY, figures, rows)
    _write_holds(club_id, list(opened.values()))


def _movement(club_id: UUID, account: Account, movement: Movement) -> tuple[object, ...]:
    cause = movement.cause
    return (
        account.member, movement.id, club_id, account.id, movement.seq, movement.kind, movement.system,
        movement.units, movement.happened_at, cause.booked_at, cause.partner, cause.store, cause.source,
        cause.reference, movement.reverses, movement.hold, movement.award, movement.award_digest, movement.transfer,
        movement.other_member, movement.counts, movement.keep_until, movement.hash,
    )  # fmt: skip


def _lot(club_id: UUID, account: Account, movement: Movement, lot: Lot) -> tuple[object, ...]:
    terms = lot.terms
    return (
        account.member, lot.id, club_id, account.id, movement.id, lot.owed, lot.units,
        account.lots[lot.id].remaining, lot.partner,
        lot.store, lot.award, lot.origin, lot.origin_member, lot.graced, lot.born_at, terms.active_from,
        terms.waits_until, terms.expires_at, terms.sliding_days, terms.returnable_until, terms.bought, due_at(lot),
    )  # fmt: skip


def due_at(lot: Lot) -> datetime | None:
    """The earliest instant at which a sweep may have to act on the lot; an owed lot may be paid at any."""
    terms = lot.terms
    if lot.owed:
        return _ALWAYS_DUE
    if terms.active_from is None:
        return terms.waits_until
    if terms.sliding_days is not None:
        return terms.active_from + timedelta(days=terms.sliding_days)
    return terms.expires_at


def _update_lots(changed: Iterable[Account], born: set[UUID]) -> None:
    drawn = [
        (account.member, lot, account.lots[lot].remaining)
        for account in changed
        for lot in account.changed
        if lot not in born
    ]
    sql.update(models.Lot, _KEY, ("remaining",), drawn)


def _write_activations(club_id: UUID, movements: list[tuple[Account, Movement]]) -> None:
    rows, due = [], []
    for account, movement in movements:
        for each in movement.activations:
            rows.append((account.member, new_id(), club_id, movement.id, each.lot, each.active_from, each.expires_at))
            due.append((account.member, each.lot, due_at(account.lots[each.lot])))
    sql.insert(models.Activation, _ACTIVATION, rows)
    sql.update(models.Lot, _KEY, ("due_at",), due)


def _write_holds(club_id: UUID, accounts: list[Account]) -> None:
    ended = [
        (account.member, hold.id, hold.ended_as)
        for account in accounts
        for hold in account.holds.values()
        if hold.ended_as
    ]
    sql.update(models.Hold, _KEY, ("ended_as",), ended)
    columns = ("member_id", "id", "club_id", "hold_id", "award", "units")
    claims = [(account.member, new_id(), club_id, *claim) for account in accounts for claim in account.claimed]
    sql.insert(models.Claim, columns, claims)


def place_hold(club_id: UUID, account: Account, hold: Hold, reference: str) -> None:
    """In: a hold just placed on an open account. Out: it and its lines, written."""
    columns = ("member_id", "id", "club_id", "account_id", "ends_at", "ended_as", "reference")
    sql.insert(models.Hold, columns, [(account.member, hold.id, club_id, account.id, hold.ends_at, "", reference)])
    lines = [(account.member, new_id(), club_id, hold.id, lot, units) for lot, units in hold.lines.items()]
    sql.insert(models.HoldLine, ("member_id", "id", "club_id", "hold_id", "lot_id", "units"), lines)
