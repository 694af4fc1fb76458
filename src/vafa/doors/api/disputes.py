"""Debits that members dispute: said, listed, decided."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from vafa.checkout.actions import disputing
from vafa.checkout.models import Dispute
from vafa.checkout.queries import disputes as queries
from vafa.doors.api import bodies
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import caller_of
from vafa.doors.api.spending_shapes import DisputeDecision, DisputeGiven, DisputeRead, DisputesRead

_SHOWN = 200


def _read(case: Dispute) -> DisputeRead:
    return DisputeRead(
        id=case.id, member=case.member_id, movement=case.movement_id, unit=case.unit, units=case.units, text=case.text,
        opened_at=case.opened_at, state=case.state, answer=case.answer, decided_at=case.decided_at,
    )  # fmt: skip


@operation(
    "POST", "/members/{uuid:member}/disputes", "dispute", "A member says that a debit was not theirs",
    {200: DisputeRead}, takes=DisputeGiven,
)  # fmt: skip
def dispute(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    id, given = caller.member(member), bodies.shaped(bodies.read(request), DisputeGiven)
    case = disputing.dispute(
        club=caller.club, member=id, movement_id=given.movement, text=given.text, now=caller.house.now
    )
    return answer(_read(case))


@operation("GET", "/disputes", "disputes", "Disputes to decide, the oldest first, at most 200", {200: DisputesRead})
def disputes(request: HttpRequest) -> HttpResponse:
    cases = queries.open_cases(caller_of(request).club, _SHOWN)
    return answer(DisputesRead(tuple(_read(case) for case in cases)))


@operation(
    "POST", "/disputes/{uuid:dispute}/decide", "decide_dispute", "Decide a dispute, once, with an answer",
    {200: DisputeRead}, takes=DisputeDecision,
)  # fmt: skip
def decide_dispute(request: HttpRequest, dispute: UUID) -> HttpResponse:
    caller, given = caller_of(request), bodies.shaped(bodies.read(request), DisputeDecision)
    caller.for_the_whole_club()
    case = disputing.decide(
        house=caller.house, source=caller.source_name, dispute_id=dispute, right=given.right, answer=given.answer
    )
    return answer(_read(case))
