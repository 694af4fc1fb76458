"""Reads across members and terms."""

from uuid import UUID

from vafa.base.models import Club
from vafa.offers.models import Offer
from vafa.rewards.models import Batch, GiftCard, Reward


def any_priced(club_id: UUID) -> bool:
    """Is there a reward, an offer, a voucher or a gift card? Their amounts are in the club's currency."""
    return any(table._default_manager.filter(club_id=club_id).exists() for table in (GiftCard, Reward, Batch, Offer))


def all_of(club: Club) -> list[Offer]:
    """A configuration table, read whole: listed first, then drafts, then what has ended."""
    rows = Offer.objects.filter(club=club).select_related("budget").order_by("priority", "id")
    return sorted(rows, key=lambda row: ("listed", "draft", "off").index(row.state))
