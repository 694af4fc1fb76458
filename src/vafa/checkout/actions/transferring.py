"""transfer: a member gives units to another. Their end goes along, and what may still come back stays."""

from uuid import UUID

from vafa.base import outbox, references
from vafa.base.models import Club
from vafa.checkout import errors
from vafa.checkout.queries.reading import given_away, settings_of
from vafa.engine.lots import states, transferring
from vafa.engine.lots.shapes import Account, Cause
from vafa.ledger.actions.posting import open_books, post
from vafa.partners.house import House


def transfer(*, house: House, source: str, sender: UUID, receiver: UUID, unit: str, units: int, reference: str) -> UUID:
    """In: two members of the club and units above zero. Out: the transfer id. Refused, and remembered under the
    reference: to oneself, more than can be given away now, more than the club allows in a month."""
    content = references.content_hash([str(sender), str(receiver), unit, units])
    club, now = house.club, house.now

    def verb(books: dict[tuple[UUID, str], Account]) -> tuple[UUID, UUID]:
        if sender == receiver:
            raise errors.TransferToSelf
        _check(club, books[sender, unit], house, units)
        cause = Cause(now, now, house.operator, None, source, reference)
        moved = transferring.transfer(books[sender, unit], books[receiver, unit], cause, units)
        post(club.id, books)
        told = {"member": sender, "to": receiver, "unit": unit, "units": units, "transfer": moved}
        outbox.announce(club.id, [("units_transferred", told)], now)
        return sender, moved

    outcome, _ = references.spend(
        club_id=club.id, source=source, reference=reference, content=content, now=now,
        opening=lambda: open_books(club.id, sorted({sender, receiver}), [unit], now, whole=[sender, receiver]),
        verb=verb,
    )  # fmt: skip
    return outcome


def _check(club: Club, account: Account, house: House, units: int) -> None:
    most = settings_of(club).transfer_units_max
    left = max(0, most - given_away(club, account.member, account.id, house.now))
    if not 0 < units <= left:
        raise errors.TransferTooLarge(asked=units, left=left)
    there = sum(states.unheld(account, lot) for lot in transferring.transferable(account, house.now))
    there -= states.standing(account, house.now).owed
    if units > there:
        raise errors.NotSpendable(asked=units, active=max(0, there))
