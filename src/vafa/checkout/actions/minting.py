"""Money as units: wallet credits and gift cards. Bought money earns like cash when spent, given money does not."""

from datetime import datetime
from uuid import UUID

from vafa.base import outbox, references
from vafa.base.ids import new_id
from vafa.checkout import errors
from vafa.checkout.queries.reading import money_unit
from vafa.earning.queries import Judges
from vafa.engine.lots import owing, posting, states
from vafa.engine.lots.holding import parts_to_draw
from vafa.engine.lots.shapes import Account, Cause, Kind, Movement, Terms
from vafa.ledger.actions.posting import open_books, post
from vafa.partners.house import House
from vafa.rewards.actions.gift_cards import write_card
from vafa.rewards.errors import UnknownGiftCard
from vafa.rewards.models import GiftCard
from vafa.rewards.queries.codes import normal


def credit(account: Account, cause: Cause, minor: int, *, bought: bool, expires_at: datetime | None) -> Movement:
    """In: an open account of money, minor units above zero. Out: the movement, in the books."""
    terms = Terms(cause.happened_at, expires_at=expires_at, bought=bought)
    movement = posting.credit(account, cause, Kind.ACCRUAL, minor, terms, award=account.new_id())
    owing.pay(account, cause.booked_at, cause.booked_at)
    return movement


def top_up(*, house: House, source: str, member: UUID, minor: int, reference: str, store: UUID | None = None) -> UUID:
    """In: money that a member has paid into their wallet. Out: the movement. Refused: nothing, more than the largest
    receipt; other content under the same reference."""
    if not 0 < minor <= house.club.largest_receipt_minor:
        raise errors.AmountUnfit(minor=minor)
    wallet = money_unit(Judges(house.club), house.now)

    def verb(books: dict[tuple[UUID, str], Account]) -> tuple[UUID, UUID]:
        cause = Cause(house.now, house.now, house.operator, store, source, reference)
        movement = credit(books[member, wallet], cause, minor, bought=True, expires_at=None)
        post(house.club.id, books)
        outbox.announce(house.club.id, [("wallet_topped_up", {"member": member, "units": minor})], house.now)
        return member, movement.id

    outcome, _ = references.spend(
        club_id=house.club.id, source=source, reference=reference, now=house.now,
        content=references.content_hash([str(member), minor]),
        opening=lambda: open_books(house.club.id, [member], [wallet], house.now), verb=verb,
    )  # fmt: skip
    return outcome


def mint(
    house: House, wallet: str, cause: Cause, minor: int, *, bought: bool, expires_at: datetime | None,
    for_member: UUID | None = None,
) -> GiftCard:  # fmt: skip
    """In a transaction: a gift card of so much money, with an account of its own."""
    holder = new_id()
    books = open_books(house.club.id, [holder], [wallet], house.now)
    credit(books[holder, wallet], cause, minor, bought=bought, expires_at=expires_at)
    post(house.club.id, books)
    return write_card(
        club=house.club, holder=holder, bought=bought, value_minor=minor, now=house.now, expires_at=expires_at,
        for_member=for_member, source=cause.source, reference=cause.reference,
    )  # fmt: skip


def sell_gift_card(
    *, house: House, source: str, minor: int, reference: str, bought: bool = True, expires_at: datetime | None = None,
    store: UUID | None = None,
) -> GiftCard:  # fmt: skip
    """In: money paid for a card, or given on one by the club (`bought` says which). Out: the card with its code.
    Refused, and remembered: nothing, more than the largest receipt, an end that is past."""
    wallet = money_unit(Judges(house.club), house.now)

    def verb(_: None) -> tuple[UUID, UUID]:
        if not 0 < minor <= house.club.largest_receipt_minor:
            raise errors.AmountUnfit(minor=minor)
        if expires_at is not None and expires_at <= house.now:
            raise errors.EndsInThePast(ends_at=expires_at.isoformat())
        cause = Cause(house.now, house.now, house.operator, store, source, reference)
        card = mint(house, wallet, cause, minor, bought=bought, expires_at=expires_at)
        outbox.announce(house.club.id, [("gift_card_issued", {"holder": card.holder_id, "units": minor})], house.now)
        return card.holder_id, card.holder_id

    outcome, _ = references.spend(
        club_id=house.club.id, source=source, reference=reference, now=house.now,
        content=references.content_hash([minor, bought, expires_at]), opening=lambda: None, verb=verb,
    )  # fmt: skip
    return GiftCard.objects.get(club_id=house.club.id, holder_id=outcome)


def find_gift_card(house: House, typed: str) -> GiftCard:
    """For staff, who may know: whatever its state."""
    found = GiftCard.objects.filter(club_id=house.club.id, code=normal(typed)).first()
    if found is None:
        raise UnknownGiftCard
    return found


def top_up_gift_card(*, house: House, source: str, typed: str, minor: int, reference: str) -> GiftCard:
    """In: money paid onto a card that is there. Refused, and remembered: a card that has ended, nothing, too much."""
    card = find_gift_card(house, typed)
    _move(house, source, card, minor, reference, paid_in=True)
    return card


def refund_gift_card(*, house: House, source: str, typed: str, minor: int, reference: str) -> GiftCard:
    """In: money of the card that is handed out again. Refused, and remembered: more than is left on it."""
    card = find_gift_card(house, typed)
    _move(house, source, card, minor, reference, paid_in=False)
    return card


def _move(house: House, source: str, card: GiftCard, minor: int, reference: str, *, paid_in: bool) -> None:
    wallet = money_unit(Judges(house.club), house.now)

    def verb(books: dict[tuple[UUID, str], Account]) -> tuple[UUID, UUID]:
        account = books[card.holder_id, wallet]
        cause = Cause(house.now, house.now, house.operator, None, source, reference)
        if not 0 < minor <= house.club.largest_receipt_minor or (paid_in and card.ended_at):
            raise errors.AmountUnfit(minor=minor)
        if paid_in:
            moved = credit(account, cause, minor, bought=True, expires_at=card.expires_at)
        else:
            left = max(0, states.standing(account, house.now).spendable)
            if minor > left:
                raise errors.NotSpendable(asked=minor, active=left)
            moved = posting.debit(account, cause, Kind.ADJUSTMENT, parts_to_draw(account, minor, house.now))
        post(house.club.id, books)
        return card.holder_id, moved.id

    references.spend(
        club_id=house.club.id, source=source, reference=reference, now=house.now,
        content=references.content_hash([card.code, minor, paid_in]),
        opening=lambda: open_books(
            house.club.id, [], [wallet], house.now, whole=[card.holder_id], holders=[card.holder_id]
        ),
        verb=verb,
    )  # fmt: skip
