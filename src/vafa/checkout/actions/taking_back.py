"""What a disputed redemption had become is money that the member never asked for: what is left of it goes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vafa.base.models import Club
from vafa.checkout.queries.reading import money_unit
from vafa.earning.queries import Judges
from vafa.engine.lots import posting, states
from vafa.engine.lots.lineage import line_of
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot
from vafa.ledger import models as ledger
from vafa.ledger.queries.books import Books
from vafa.rewards import kinds
from vafa.rewards.actions.gift_cards import stop_card
from vafa.rewards.models import GiftCard, Redemption, Reward


@dataclass(frozen=True, slots=True)
class Became:
    """Money of a unit, in a wallet by that movement or on that card."""

    unit: str
    credited: UUID | None = None
    card: UUID | None = None


def money_of(club: Club, found: Redemption, now: datetime) -> Became | None:
    """Out: the money that a redemption became; None if it became anything else."""
    becomes = kinds.KINDS[Reward.objects.get(club=club, id=found.reward_id).kind].becomes
    if becomes not in {"wallet", "gift_card"}:
        return None
    unit = money_unit(Judges(club), now)
    if becomes == "gift_card":
        return Became(unit, card=GiftCard.objects.get(club_id=club.id, code=found.gives).holder_id)
    credits = ledger.Movement.objects.filter(
        member_id=found.member_id, kind=Kind.ACCRUAL, source=found.source, reference=found.reference, units__gt=0
    )
    return Became(unit, credited=credits.values_list("id", flat=True).get())


def take_back(club: Club, books: Books, became: Became, cause: Cause) -> int:
    """In: whole open books of everybody that the money may be with. Out: the minor units that were still there and not
    held by an open basket; they are gone, and a card pays no more."""
    if became.card:
        stop_card(club=club, holder=became.card, now=cause.booked_at)
    accounts = [account for (_, unit), account in books.items() if unit == became.unit]
    return sum(_taken(account, _lots_of(accounts, account, became), cause) for account in accounts)


def _taken(account: Account, lots: list[Lot], cause: Cause) -> int:
    parts = [(lot.id, left) for lot in lots if not lot.owed and (left := states.unheld(account, lot)) > 0]
    if not parts:
        return 0
    return -posting.debit(account, cause, Kind.ADJUSTMENT, parts).units


def _lots_of(accounts: list[Account], account: Account, became: Became) -> list[Lot]:
    """A card's own, or those that the credit bore and what merges and returns made of them."""
    if became.card or became.credited is None:
        return list(account.lots.values()) if account.member == became.card else []
    members = {each.member for each in accounts}
    born = ledger.Lot.objects.filter(member_id__in=members, movement_id=became.credited).values_list("id", flat=True)
    line = line_of(accounts, born)
    return [lot for lot in account.lots.values() if lot.id in line]
