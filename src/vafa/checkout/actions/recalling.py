"""A transfer that its giver never made comes back: what the receiver still has of it, and the rest from the club."""

from uuid import UUID

from vafa.base.models import Club
from vafa.engine.lots import posting, states, transferring
from vafa.engine.lots.lineage import line_of
from vafa.engine.lots.shapes import Account, Cause, Kind, Terms
from vafa.ledger import models as ledger
from vafa.ledger.actions.posting import open_books, post
from vafa.ledger.queries.books import Books
from vafa.members.queries import surviving


def recall(club: Club, gone: ledger.Movement, unit: str, cause: Cause) -> None:
    """In: the debit of a transfer, and why it comes back. Out: it is back where the giver is now. What the receiver has
    spent or holds in an open basket, they keep: the club bears that part, without an end."""
    now = cause.booked_at
    assert gone.other_member is not None, "a transfer names its other side"
    came = ledger.Movement.objects.get(member_id=gone.other_member, transfer=gone.transfer, units__gt=0)
    giver, holders = surviving(gone.member_id), {came.member_id, surviving(came.member_id)}
    books = open_books(club.id, sorted({giver, *holders}), [unit], now, whole={giver, *holders})
    born = ledger.Lot.objects.filter(member_id=came.member_id, movement_id=came.id).values_list("id", flat=True)
    line = line_of([books[each, unit] for each in {giver, *holders}], born)
    # whoever has become one person with the receiver has them already
    back = sum(lot.remaining for lot in books[giver, unit].lots.values() if lot.id in line)
    back += sum(_carried(books, each, giver, unit, line, cause) for each in sorted(holders - {giver}))
    if lost := -gone.units - back:
        posting.credit(books[giver, unit], cause, Kind.ADJUSTMENT, lost, Terms(now), award=books[giver, unit].new_id())
    post(club.id, books)


def _carried(books: Books, holder: UUID, giver: UUID, unit: str, line: set[UUID], cause: Cause) -> int:
    account: Account = books[holder, unit]
    lots = [lot for lot in states.drawable(account, cause.booked_at) if lot.id in line]
    units = sum(states.unheld(account, lot) for lot in lots)
    if units:
        transferring.carry(account, books[giver, unit], cause, lots, units)
    return units
