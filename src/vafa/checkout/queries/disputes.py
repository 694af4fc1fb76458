"""Cases of a member, and those that the club has to decide."""

from uuid import UUID

from vafa.base.models import Club
from vafa.checkout.errors import UnknownDispute
from vafa.checkout.models import Dispute
from vafa.checkout.queries.reading import HOUSEHOLD
from vafa.engine.lots.shapes import Kind
from vafa.ledger.models import Movement


def get(club: Club, dispute_id: UUID) -> Dispute:
    """Only ever one of this club."""
    row = Dispute.objects.filter(club_id=club.id, id=dispute_id).first()
    if row is None:
        raise UnknownDispute(dispute=str(dispute_id))
    return row


def of_member(member: UUID) -> dict[UUID, Dispute]:
    """By the movement that they are about."""
    return {row.movement_id: row for row in Dispute.objects.filter(member_id=member)}


def can_be_disputed(spent: Movement) -> bool:
    """What paid, took a reward or went to another member. A household's own use is stopped by leaving it."""
    return spent.kind == Kind.REDEMPTION or (spent.kind == Kind.TRANSFER and spent.source != HOUSEHOLD)


def open_count(club_id: UUID) -> int:
    return Dispute.objects.filter(club_id=club_id, state="open").count()


def open_cases(club: Club, limit: int) -> list[Dispute]:
    """The oldest first."""
    return list(Dispute.objects.filter(club_id=club.id, state="open").order_by("opened_at")[:limit])


def decided_lately(club: Club, limit: int) -> list[Dispute]:
    rows = Dispute.objects.filter(club_id=club.id, decided_at__isnull=False)
    return list(rows.order_by("-decided_at")[:limit])
