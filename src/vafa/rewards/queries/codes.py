"""Vouchers and gift cards by what was typed. To an untrusted caller every wrong code is the same wrong code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vafa.base.models import Club
from vafa.base.text import latin_digits
from vafa.engine import codes
from vafa.members.queries import surviving
from vafa.rewards.models import Batch, GiftCard, Voucher


@dataclass(frozen=True, slots=True)
class Found:
    """A voucher that can be used by this member now, and its terms."""

    voucher: Voucher
    batch: Batch


def normal(text: str) -> str:
    """In: a code as typed, in digits of either script, with spaces and dashes. Out: as the books keep it."""
    return codes.normal(latin_digits(text))[:40]


def usable(club: Club, typed: str, member: UUID, now: datetime) -> Found | None:
    """None for a code that is unknown, used, ended, not begun, or another member's."""
    voucher = Voucher.objects.filter(club_id=club.id, code=normal(typed), ended_at=None).first()
    if voucher is None or (voucher.member_id and surviving(voucher.member_id) != member):
        return None
    batch = Batch.objects.filter(club=club, id=voucher.batch_id, ended_at=None).first()
    if batch is None or batch.effect is None or voucher.taken >= batch.uses:
        return None
    if (voucher.ends_at and now >= voucher.ends_at) or (batch.starts_at and now < batch.starts_at):
        return None
    return None if batch.ends_at and now >= batch.ends_at else Found(voucher, batch)


def gift_card(club: Club, typed: str, now: datetime) -> GiftCard | None:
    """None for a code that is unknown, ended or stopped."""
    found = GiftCard.objects.filter(club_id=club.id, code=normal(typed), ended_at=None).first()
    return None if found is None or (found.expires_at and now >= found.expires_at) else found


def of_member(member: UUID, now: datetime, limit: int = 50) -> list[Found]:
    """The member's own vouchers that can still be used, the nearest end first."""
    rows = Voucher.objects.filter(member_id=member, ended_at=None).order_by("ends_at", "code")[: limit * 2]
    batches = {batch.id: batch for batch in Batch.objects.filter(id__in={row.batch_id for row in rows})}
    found = [Found(row, batches[row.batch_id]) for row in rows]
    return [
        each for each in found
        if each.voucher.taken < each.batch.uses and not each.batch.ended_at
        and not (each.voucher.ends_at and now >= each.voucher.ends_at)
    ][:limit]  # fmt: skip
