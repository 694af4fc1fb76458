"""What a member can spend: their own account, and those of their household that they may draw on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vafa.engine.lots import states
from vafa.engine.lots.shapes import Account, Lot
from vafa.ledger.queries.books import Books
from vafa.ledger.queries.states import units_of
from vafa.members.queries import may_draw_on


def spendable(books: Books, owners: Sequence[UUID], unit: str, now: datetime) -> int:
    """In: open books, swept to the instant, and owners of accounts. Out: units of all of them together, less what any
    of them owes; never below zero."""
    accounts = [books[owner, unit] for owner in owners if (owner, unit) in books]
    return max(0, sum(states.standing(account, now).spendable for account in accounts))


def lots_to_draw(books: Books, owners: Sequence[UUID], unit: str, now: datetime) -> list[tuple[Account, Lot, int]]:
    """In: the same. Out: (account, lot, units) in the order they are spent: the first owner's own, then the others',
    nearest end first."""
    own, others = owners[0], [books[each, unit] for each in owners[1:] if (each, unit) in books]
    found = [(books[own, unit], lot) for lot in states.drawable(books[own, unit], now)] if (own, unit) in books else []
    theirs = {lot.id: account for account in others for lot in states.drawable(account, now)}
    ordered = states.drawing_order_of([(theirs[lot], theirs[lot].lots[lot]) for lot in theirs])
    return [(account, lot, states.unheld(account, lot)) for account, lot in [*found, *ordered]]


def of_member(member: UUID, units: list[str], now: datetime) -> dict[str, int]:
    """Out: by unit, what this member can spend now, for pages; a checkout judges it again under its locks."""
    told = dict.fromkeys(units, 0)
    for owner in [member, *may_draw_on(member)]:
        for each in units_of(owner, units, now):
            told[each.unit] += each.spendable
    return {unit: max(0, count) for unit, count in told.items()}
