"""Reads across members and terms."""

from uuid import UUID

from vafa.offers.models import Offer
from vafa.rewards.models import Batch, GiftCard, Reward


def any_priced(club_id: UUID) -> bool:
    """Is there a reward, an offer, a voucher or a gift card? Their amounts are in the club's currency."""
    return any(table._default_manager.filter(club_id=club_id).exists() for table in (GiftCard, Reward, Batch, Offer))
