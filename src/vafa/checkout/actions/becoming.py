"""What a reward becomes when it is taken: something to hand over, a code, money in a wallet or on a card."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from vafa.checkout.actions import minting
from vafa.engine import codes
from vafa.engine.lots.shapes import Cause
from vafa.ledger.queries.books import Books
from vafa.partners.house import House
from vafa.rewards import kinds
from vafa.rewards.actions import batches
from vafa.rewards.models import Reward

CASH_LIKE: Final = {"voucher", "wallet", "gift_card", "pool_code"}
"""What units become of these could be sold on, so they wait for the return window where the club says so."""


@dataclass(frozen=True, slots=True)
class Became:
    """For whom and from where: their open books, the unit of wallet money, the cause, and how long it is kept."""

    house: House
    member: UUID
    books: Books
    wallet: str
    cause: Cause
    keep_until: datetime


def become(reward: Reward, to: Became) -> tuple[str, str]:
    """In a transaction. Out: the code it became, if one, and where it stands then. Refused: no code is left."""
    member, club, now = to.member, to.house.club, to.house.now
    becomes = kinds.KINDS[reward.kind].becomes
    if becomes == "hand_over":
        return "", kinds.WAITING
    if becomes == "voucher":
        batch = batches.of_reward(club=club, reward=reward, now=now)
        return batches.issue(club=club, batch=batch, member=member, now=now, ends_at=to.keep_until), kinds.ISSUED
    if becomes == "pool_code":
        assert reward.pool_id is not None
        return batches.assign(club=club, batch_id=reward.pool_id, member=member, now=now, ends_at=None), kinds.DONE
    if becomes == "wallet":
        minting.credit(to.books[member, to.wallet], to.cause, reward.value_minor, bought=False, expires_at=None)
    if becomes == "gift_card":
        card = minting.mint(
            to.house, to.wallet, to.cause, reward.value_minor, bought=False, expires_at=None, for_member=member
        )
        return card.code, kinds.DONE
    return "", kinds.DONE


def short_code(id: UUID) -> str:
    """Six letters that name a redemption in a queue; people are seen, so it keeps no secret."""
    body = "".join(codes.ALPHABET[id.int >> 5 * place & 31] for place in range(5))
    return body + codes.check_letter(body)
