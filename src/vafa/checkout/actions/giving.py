"""Giving back: what a redemption spent returns to its account, and what a basket used returns with the basket."""

from datetime import timedelta
from uuid import UUID

from vafa.base.models import Club
from vafa.checkout.actions.settling import wanted_of
from vafa.checkout.queries.reading import bill_of, find
from vafa.engine.lots import giving_back, merging
from vafa.engine.lots.shapes import Cause
from vafa.ledger.queries.books import Books
from vafa.members.queries import surviving
from vafa.rewards.actions import uses


def units_back(club: Club, books: Books, owner: UUID, unit: str, cause: Cause, spent: UUID, units: int) -> None:
    """In: whole open books of the owner and of the membership they are part of now, a redemption of the owner's, and
    units above zero, no more than are left of it. Out: they are back, with the grace, where the person is now."""
    account = books[owner, unit]
    keep_until = cause.happened_at + timedelta(days=club.return_grace_days)
    movement = giving_back.give_back(account, cause, spent, units, keep_until)
    now_at = surviving(owner)
    if now_at != owner and (born := [lot for lot in movement.born if account.lots[lot.id].remaining]):
        merging.follow(account, books[now_at, unit], cause, born)


def left_of(books: Books, owner: UUID, unit: str, spent: UUID) -> int:
    """Units of a redemption that have not come back yet."""
    return giving_back.left_of(books[owner, unit], spent)


def uses_back(club: Club, checkout: UUID, books: Books, cause: Cause) -> None:
    """The whole basket is back: vouchers, offers and rewards that come back do, with what a reward had cost."""
    row = find(club, checkout)
    bill = bill_of(row)
    back = [each for each in bill.used if each.comes_back]
    uses.give_back(club=club, member=row.member_id, checkout=checkout, wanted=[wanted_of(each) for each in back])
    priced = {str(each.what) for each in back if each.units}
    movements = {place: UUID(movement) for place, movement, _ in row.movements}
    for place, part in enumerate(bill.parts):
        if part.means != "reward" or part.code not in priced or place not in movements:
            continue
        if left := left_of(books, part.owner, part.unit, movements[place]):
            units_back(club, books, part.owner, part.unit, cause, movements[place], left)
