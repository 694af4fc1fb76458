"""A household's units come to whoever spends them, in the same transaction and no more of them than are wanted."""

from collections.abc import Sequence
from uuid import UUID

from vafa.checkout.queries import purse
from vafa.checkout.queries.reading import HOUSEHOLD
from vafa.engine.lots import states, transferring
from vafa.engine.lots.shapes import Account, Cause
from vafa.ledger.queries.books import Books


def gather(books: Books, owners: Sequence[UUID], unit: str, units: int, cause: Cause) -> None:
    """In: whole open books of the spender, who comes first, and of those they may draw on; the units about to be
    spent, no more than `purse.spendable` says. Out: what the spender's own account lacks is carried over to it, lots
    with their ends, the nearest first."""
    spender = books[owners[0], unit]
    lacking = units - states.standing(spender, cause.booked_at).spendable
    parts: dict[UUID, int] = {}
    for account, _, there in purse.lots_to_draw(books, owners, unit, cause.booked_at):
        if account is not spender and (taken := min(lacking, there)) > 0:
            parts[account.member] = parts.get(account.member, 0) + taken
            lacking -= taken
    for owner, taken in parts.items():
        _carry(books[owner, unit], spender, cause, taken)


def _carry(giver: Account, spender: Account, cause: Cause, units: int) -> None:
    """Also what may still come back: should it, the household's purse as a whole has less."""
    cause = Cause(cause.happened_at, cause.booked_at, cause.partner, cause.store, HOUSEHOLD, cause.reference)
    transferring.carry(giver, spender, cause, states.drawable(giver, cause.booked_at), units)
