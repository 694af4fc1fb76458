"""What is above a limit waits for another person than the one who asked."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from vafa.base.errors import ApprovalDecided, ApprovalOver, SecondPersonNeeded, UnknownApproval
from vafa.base.models import Approval, Club, Staff


@transaction.atomic
def ask(
    *, club: Club, verb: str, subject: str, data: dict[str, Any], reason: str, reference: str, asked_by: Staff,
    now: datetime,
) -> Approval:  # fmt: skip
    """In: the verb and its arguments, and a reference that makes asking twice ask once. One that nobody decided in time
    is asked for anew."""
    given = {
        "club": club, "verb": verb, "subject": subject, "data": data, "reason": reason, "asked_by": asked_by,
        "asked_at": now,
    }  # fmt: skip
    approval, _ = Approval.objects.get_or_create(id=uuid5(club.id, f"{verb} {reference}"), defaults=given)
    over = Approval.objects.filter(id=approval.id, outcome="waiting", asked_at__lte=now - Approval.LASTS)
    if over.update(**given):
        approval.refresh_from_db()
    return approval


def waiting(club: Club, now: datetime) -> QuerySet[Approval]:
    """What waits for a decision and can still have one, the oldest first."""
    rows = Approval.objects.filter(club=club, outcome="waiting", asked_at__gt=now - Approval.LASTS)
    return rows.order_by("asked_at")


def approve(*, club: Club, approval_id: UUID, decided_by: Staff, now: datetime) -> Approval:
    """In: a waiting approval. Out: approved, for the caller to carry out in the same transaction. Refused: the one who
    asked, what another has decided, and what has waited too long."""
    return _decide(club, approval_id, decided_by, {"outcome": "approved", "decided_at": now})


def refuse(*, club: Club, approval_id: UUID, decided_by: Staff, reason: str, now: datetime) -> Approval:
    return _decide(club, approval_id, decided_by, {"outcome": "refused", "decided_at": now, "refusal_reason": reason})


def _decide(club: Club, approval_id: UUID, decided_by: Staff, decision: dict[str, Any]) -> Approval:
    approvals = Approval.objects.select_related("asked_by").filter(club=club, id=approval_id)
    approval = approvals.first()
    if approval is None:
        raise UnknownApproval(approval=str(approval_id))
    if approval.outcome == "waiting" and approval.ends_at <= decision["decided_at"]:
        raise ApprovalOver(approval=str(approval_id))
    if approval.asked_by.user_id == decided_by.user_id:
        raise SecondPersonNeeded(approval=str(approval_id))
    if not Approval.objects.filter(id=approval_id, outcome="waiting").update(decided_by=decided_by, **decision):
        raise ApprovalDecided(approval=str(approval_id))
    approval.refresh_from_db()
    return approval


@transaction.atomic
def withdraw(*, club: Club, approval_id: UUID) -> None:
    """What was asked for is not wanted any more; what another has decided stays."""
    Approval.objects.filter(club=club, id=approval_id, outcome="waiting").delete()
