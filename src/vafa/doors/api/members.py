"""Members: joining, reading, profile, cards and consent. The only operations that answer with personal data."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from vafa.activities.errors import ForeignStore, UnknownStore
from vafa.base.errors import Refusal
from vafa.base.text import for_card
from vafa.doors.api import bodies
from vafa.doors.api.activities import REPLAYED, items_of
from vafa.doors.api.answers import answer, problem_of
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of
from vafa.doors.api.errors import Malformed
from vafa.doors.api.once import idempotency_key, once
from vafa.doors.api.shapes import (
    CardGiven,
    CardRead,
    ConsentGiven,
    ConsentRead,
    ConsentsRead,
    Joined,
    JoinedBatch,
    JoinedCounts,
    MemberRead,
    Person,
    PersonBatch,
    ProfileChange,
    ProfileChanged,
)
from vafa.members import queries
from vafa.members.actions import profile
from vafa.members.actions.joining import Joining, Word, join
from vafa.members.errors import UnknownCard
from vafa.members.models import Card, Consent
from vafa.tiers.queries import standings

PEOPLE_AT_ONCE = 500
_YEAR_OF_BIRTH_MIN = 1900


@operation("POST", "/members", "join_member", "Join one person", {201: Joined, 200: Joined}, takes=Person, keyed=True)
def join_member(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    plain = bodies.read(request)
    person = bodies.shaped(plain, Person)
    joining = _joining(caller, person)
    if key := idempotency_key(request):
        member, replayed = once(caller, key, ["join", person], lambda: _join(caller, joining))
        if replayed:
            return answer(Joined(status="replayed", member=member), headers=REPLAYED)
    else:
        member = _join(caller, joining)
    place = reverse("api:member", kwargs={"member": member})
    return answer(Joined(status="joined", member=member), 201, {"Location": place})


def _join(caller: Caller, joining: Joining) -> UUID:
    (outcome,) = join(club=caller.club, people=[joining], now=caller.now)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def _joining(caller: Caller, person: Person) -> Joining:
    at = person.joined_at or caller.now
    store = person.home_store or caller.store
    if caller.store and store != caller.store:
        raise ForeignStore(store=store, bound_to=caller.store)
    if store and store not in caller.house.stores:
        raise UnknownStore(store=store)
    for each in person.cards:
        _check_card(each)
    _check_birthday(caller, person.birthday)
    phones = [each.value for each in person.cards if each.kind == "phone"]
    return Joining(
        at, person.channel, phone=person.phone or next(iter(phones), ""),
        cards=tuple((each.kind, each.value) for each in person.cards if each.kind != "phone"),
        given_name=person.given_name, family_name=person.family_name, gender=person.gender, birthday=person.birthday,
        email=person.email, language=person.language, tags=person.tags,
        home_store=caller.house.stores[store].id if store else None,
        consents=tuple(Word(each.channel, each.purpose, each.granted, at, each.proof) for each in person.consents),
    )  # fmt: skip


def _check_card(card: CardGiven) -> None:
    """A card must be something once blanks and marks are gone, and fit when in capitals."""
    if not 0 < len(for_card(card.value)) <= 80:
        raise Malformed(at="$.value", why="Expected `str` with letters or digits")


def _check_birthday(caller: Caller, birthday: Any) -> None:
    if birthday and not (birthday.year >= _YEAR_OF_BIRTH_MIN and birthday <= caller.now.date()):
        raise Malformed(at="$.birthday", why=f"Expected `date` from {_YEAR_OF_BIRTH_MIN} on, not in the future")


@operation("POST", "/members/batch", "join_members", "Join up to 10,000 people", {200: JoinedBatch}, takes=PersonBatch)
def join_members(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    plain = items_of(bodies.read(request, bodies.BATCH_BYTES))
    outcomes: dict[int, UUID | Refusal] = {}
    good: dict[int, Joining] = {}
    for place, each in enumerate(plain):
        try:
            good[place] = _joining(caller, bodies.shaped(each, Person))
        except Refusal as refusal:
            outcomes[place] = refusal
    places = list(good)
    for start in range(0, len(places), PEOPLE_AT_ONCE):
        part = places[start : start + PEOPLE_AT_ONCE]
        done = join(club=caller.club, people=[good[place] for place in part], now=caller.now)
        outcomes |= dict(zip(part, done, strict=True))
    shown = [_shown(caller, outcomes[place]) for place in range(len(plain))]
    joined = sum(each.status == "joined" for each in shown)
    return answer(JoinedBatch(JoinedCounts(joined, len(shown) - joined), shown))


def _shown(caller: Caller, outcome: UUID | Refusal) -> Joined:
    if isinstance(outcome, Refusal):
        return Joined(status="refused", problem=problem_of(outcome, caller))
    return Joined(status="joined", member=outcome)


@operation("GET", "/members", "find_member", "The member who shows a card or phone", {200: MemberRead})
def find_member(request: HttpRequest, card: str) -> HttpResponse:
    caller = caller_of(request)
    return answer(_read(caller, queries.by_card(caller.club, bodies.text(card, "card"))))


@operation("GET", "/members/{uuid:member}", "member", "Read one member", {200: MemberRead})
def member(request: HttpRequest, member: UUID) -> HttpResponse:
    return answer(_read(caller_of(request), member))


def _read(caller: Caller, id: UUID) -> MemberRead:
    row = queries.get(caller.club, id)
    standing = standings([id]).get(id)
    return MemberRead(
        id=row.id, given_name=row.given_name, family_name=row.family_name, gender=row.gender, birthday=row.birthday,
        email=row.email, language=row.language, tags=row.tags, home_store=caller.store_code(row.home_store_id),
        joined_at=row.joined_at, channel=row.join_channel, tier=standing.tier if standing else "",
        cards=[_card(each) for each in queries.cards_of(id)], merged_into=row.merged_into, left_at=row.left_at,
    )  # fmt: skip


def _card(card: Card) -> CardRead:
    return CardRead(card.id, card.kind, card.value, card.added_at)


@operation(
    "PATCH",
    "/members/{uuid:member}",
    "change_member",
    "Change a member's profile",
    {200: ProfileChanged},
    takes=ProfileChange,
)
def change_member(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    change = bodies.shaped(bodies.read(request), ProfileChange)
    _check_birthday(caller, change.birthday)
    given = {name: getattr(change, name) for name in change.__struct_fields__}
    given["tags"] = None if change.tags is None else list(change.tags)
    id = caller.member(member)
    profile.change_profile(club=caller.club, member_id=id, now=caller.now, **given)
    return answer(ProfileChanged(id, sorted(name for name, value in given.items() if value is not None)))


@operation("POST", "/members/{uuid:member}/cards", "add_card", "Give a member a card", {201: CardRead}, takes=CardGiven)
def add_card(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    given = bodies.shaped(bodies.read(request), CardGiven)
    _check_card(given)
    card = profile.add_card(
        club=caller.club, member_id=caller.member(member), kind=given.kind, value=given.value, now=caller.now
    )
    return answer(_card(card), 201)


@operation("DELETE", "/members/{uuid:member}/cards/{uuid:card}", "end_card", "End a lost card", {204: None})
def end_card(request: HttpRequest, member: UUID, card: UUID) -> HttpResponse:
    caller = caller_of(request)
    id = queries.get(caller.club, member).id
    if card not in {each.id for each in queries.cards_of(id)}:
        raise UnknownCard(card=str(card))
    profile.end_card(club=caller.club, member_id=id, card_id=card, now=caller.now)
    return HttpResponse(status=204)


@operation("GET", "/members/{uuid:member}/consents", "consents", "A member's latest words", {200: ConsentsRead})
def consents(request: HttpRequest, member: UUID) -> HttpResponse:
    id = caller_of(request).member(member)
    return answer(ConsentsRead(id, [_consent(word) for word in queries.latest_consents(id)]))


@operation(
    "POST",
    "/members/{uuid:member}/consents",
    "give_consent",
    "Keep a word given or taken back",
    {201: ConsentRead},
    takes=ConsentGiven,
)
def give_consent(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    given = bodies.shaped(bodies.read(request), ConsentGiven)
    word = profile.give_word(
        club=caller.club, member_id=caller.member(member), channel=given.channel, purpose=given.purpose,
        granted=given.granted, proof=given.proof, now=caller.now,
    )  # fmt: skip
    return answer(_consent(word), 201)


def _consent(word: Consent) -> ConsentRead:
    return ConsentRead(word.channel, word.purpose, word.granted, word.at, word.proof)
