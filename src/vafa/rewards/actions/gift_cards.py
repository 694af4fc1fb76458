"""The row behind a gift card; its money is in the ledger."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base.models import Club
from vafa.rewards.actions.batches import new_codes
from vafa.rewards.models import GiftCard


def write_card(
    *, club: Club, holder: UUID, bought: bool, value_minor: int, now: datetime, expires_at: datetime | None,
    for_member: UUID | None, source: str, reference: str,
) -> GiftCard:  # fmt: skip
    """In a transaction: a card with a code of its own."""
    return GiftCard.objects.create(
        club_id=club.id, code=new_codes(1)[0], holder_id=holder, bought=bought, value_minor=value_minor, issued_at=now,
        expires_at=expires_at, for_member=for_member, source=source, reference=reference,
    )  # fmt: skip


@transaction.atomic
def stop_card(*, club: Club, holder: UUID, now: datetime) -> GiftCard:
    """A lost card pays no more; its money stays on it. Stopping again changes nothing."""
    rows = GiftCard.objects.filter(club_id=club.id, holder_id=holder)
    rows.filter(ended_at=None).update(ended_at=now)
    return rows.get()
