"""Households: members who share what they can spend."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from vafa.checkout.queries import purse
from vafa.doors.api import bodies
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of
from vafa.doors.api.once import idempotency_key, once
from vafa.doors.api.spending_shapes import DrawsGiven, HouseholdGiven, HouseholdRead, PlaceGiven, PlaceRead
from vafa.earning.queries import Judges
from vafa.members import queries
from vafa.members.actions import households, proving
from vafa.members.errors import ProofWrong, UnknownHousehold


def _read(caller: Caller, member: UUID) -> HouseholdRead:
    shared = queries.household_of(member)
    if shared is None:
        raise UnknownHousehold(household="")
    places = [PlaceRead(id, draws) for id, draws in {member: shared.draws, **shared.others}.items()]
    spendable = purse.of_member(member, Judges(caller.club).units(), caller.now)
    return HouseholdRead(shared.household.id, shared.household.name, places, spendable)


@operation(
    "GET", "/members/{uuid:member}/household", "household", "The household of a member, and what they can spend in it",
    {200: HouseholdRead},
)  # fmt: skip
def household(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    return answer(_read(caller, caller.member(member)))


@operation(
    "POST", "/members/{uuid:member}/household", "open_household", "Open a household with its first member",
    {201: HouseholdRead, 200: HouseholdRead}, takes=HouseholdGiven, keyed=True,
)  # fmt: skip
def open_household(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    id, given = caller.member(member), bodies.shaped(bodies.read(request), HouseholdGiven)
    _, seen = once(
        caller, idempotency_key(request), ["household", id, given],
        lambda: households.open_household(club=caller.club, member_id=id, name=given.name, now=caller.now).id,
    )  # fmt: skip
    return answer(_read(caller, id), 200 if seen else 201)


@operation(
    "POST", "/households/{uuid:household}/members", "join_household", "A member joins, by their own word",
    {201: HouseholdRead, 200: HouseholdRead}, takes=PlaceGiven, keyed=True,
)  # fmt: skip
def join_household(request: HttpRequest, household: UUID) -> HttpResponse:
    """The word is their PIN or the fresh code of their page: others will spend of theirs."""
    caller, given = caller_of(request), bodies.shaped(bodies.read(request), PlaceGiven)
    id = caller.member(given.member)

    def act() -> UUID:
        proving.prove(club=caller.club, member_id=id, given=given.proof, now=caller.now)
        return households.join_household(
            club=caller.club, household_id=household, member_id=id, draws=given.draws, now=caller.now
        ).id

    try:
        _, seen = once(caller, idempotency_key(request), ["place", household, id, given.draws], act)
    except ProofWrong:
        proving.count_wrong(club=caller.club, member_id=id, now=caller.now)
        raise
    return answer(_read(caller, id), 200 if seen else 201)


@operation(
    "PUT", "/members/{uuid:member}/household", "let_draw", "Say whether a member may spend of the others'",
    {200: HouseholdRead}, takes=DrawsGiven,
)  # fmt: skip
def let_draw(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    id, given = caller.member(member), bodies.shaped(bodies.read(request), DrawsGiven)
    households.let_draw(club=caller.club, member_id=id, draws=given.draws)
    return answer(_read(caller, id))


@operation(
    "POST", "/members/{uuid:member}/household/leave", "leave_household", "A member leaves, with what is their own",
    {200: list[PlaceRead]},
)  # fmt: skip
def leave_household(request: HttpRequest, member: UUID) -> HttpResponse:
    """Out: the place that ended; empty where there was none any more."""
    caller = caller_of(request)
    with transaction.atomic():
        place = households.leave_household(club=caller.club, member_id=caller.member(member), now=caller.now)
    return answer([PlaceRead(place.member_id, place.draws)] if place else [])
