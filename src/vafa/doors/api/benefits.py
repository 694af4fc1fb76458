"""Standing rights: written, a member's own, and claimed by the piece."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from vafa.activities.actions.checking import store_of
from vafa.doors.api import bodies
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import caller_of
from vafa.doors.api.catalogue import given_of, writer
from vafa.doors.api.once import idempotency_key, once, referenced, replayable
from vafa.doors.api.spending import person_of
from vafa.doors.api.spending_shapes import BenefitRead, BenefitsRead, ClaimGiven, ClaimRead
from vafa.rewards.actions import catalogue as writing
from vafa.rewards.actions import claiming
from vafa.rewards.models import Benefit, Use
from vafa.rewards.queries import benefits
from vafa.rewards.shapes import BenefitGiven


def _read(row: Benefit, left: int | None = None, why_not: str = "") -> BenefitRead:
    return BenefitRead(row.id, given_of(row, BenefitGiven, capacity=row.capacity.most), left, why_not)


def _claim(made: Use) -> ClaimRead:
    return ClaimRead(made.id, made.member_id, made.what, made.at, "claimed" if made.state == "used" else "put_back")


@operation(
    "GET", "/members/{uuid:member}/benefits", "member_benefits", "The standing rights of a member", {200: BenefitsRead}
)
def member_benefits(request: HttpRequest, member: UUID, store: str = "") -> HttpResponse:
    caller = caller_of(request)
    found = benefits.rights_of(person_of(caller, caller.member(member), bodies.text(store, "store") or caller.store))
    return answer(BenefitsRead([_read(each.benefit, each.left, each.why_not) for each in found]))


@operation(
    "POST", "/benefits", "write_benefit", "Write a benefit; it holds at once", {201: BenefitRead, 200: BenefitRead},
    takes=BenefitGiven, keyed=True,
)  # fmt: skip
def write_benefit(request: HttpRequest) -> HttpResponse:
    caller = writer(request)
    given = bodies.shaped(bodies.read(request), BenefitGiven)
    id, seen = once(
        caller, idempotency_key(request), ["benefit", given],
        lambda: writing.write_benefit(club=caller.club, given=given, now=caller.now).id,
    )  # fmt: skip
    return answer(_read(benefits.get(caller.club, id)), 200 if seen else 201)


@operation("POST", "/benefits/{uuid:benefit}/off", "take_off_benefit", "Let a benefit hold no more", {200: BenefitRead})
def take_off_benefit(request: HttpRequest, benefit: UUID) -> HttpResponse:
    caller = writer(request)
    return answer(_read(writing.take_off_benefit(club=caller.club, benefit_id=benefit)))


@operation(
    "POST", "/members/{uuid:member}/claims", "claim_benefit", "A member has one of a benefit that is counted",
    {201: ClaimRead, 200: ClaimRead}, takes=ClaimGiven, keyed=True,
)  # fmt: skip
def claim_benefit(request: HttpRequest, member: UUID) -> HttpResponse:
    caller, given = caller_of(request), referenced(request, ClaimGiven)
    place = store_of(caller.house, caller.source, given.store)
    person = person_of(caller, caller.member(member), place.code if place else "")
    made, status, headers = replayable(
        caller, given.reference,
        lambda: claiming.claim(
            person=person, benefit_id=given.benefit, source=caller.source_name, reference=given.reference
        ),
    )  # fmt: skip
    return answer(_claim(made), status, headers)


@operation(
    "POST", "/members/{uuid:member}/claims/{uuid:claim}/put_back", "put_back_claim", "A claim counts no more",
    {200: ClaimRead},
)  # fmt: skip
def put_back_claim(request: HttpRequest, member: UUID, claim: UUID) -> HttpResponse:
    caller = caller_of(request)
    done = claiming.put_back(club=caller.club, member=caller.member(member), claim_id=claim, now=caller.now)
    return answer(_claim(done))
