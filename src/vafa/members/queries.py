from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from vafa.base import reads
from vafa.base.models import Club
from vafa.base.text import for_search
from vafa.members import cards, links
from vafa.members.errors import BadLink, LinkOver, NotAPhone, UnknownCard, UnknownJoinRequest, UnknownMember
from vafa.members.models import (
    Card,
    CardLookup,
    Consent,
    Household,
    HouseholdPlace,
    JoinRequest,
    Member,
    Merge,
    WrongNumber,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What judging an activity needs of a member, without who they are."""

    id: UUID
    joined_at: datetime
    birthday: date | None
    tags: tuple[str, ...]
    left_at: datetime | None
    merged_into: UUID | None


def by_cards(club: Club, shown: Iterable[str]) -> dict[str, UUID]:
    """In: cards as shown, of any kind. Out: by each the member who shows it; unknown ones are left out."""
    values = {text: cards.candidates(text, club.country) for text in set(shown)}
    wanted = {value for each in values.values() for value in each}
    owners = by_values(club, wanted)
    return {text: owners[value] for text, possible in values.items() for value in reversed(possible) if value in owners}


def by_values(club: Club, values: Collection[str]) -> dict[str, UUID]:
    """In: cards as the books keep them. Out: by each the member who shows it; unknown ones are left out."""
    return dict(reads.select(CardLookup, ("value", "member_id"), {"club_id": club.id, "value__in": values}))


def by_card(club: Club, shown: str) -> UUID:
    found = by_cards(club, [shown])
    if shown not in found:
        raise UnknownCard(card=shown)
    return found[shown]


def profiles(members: Collection[UUID]) -> dict[UUID, Profile]:
    columns = ("id", "joined_at", "birthday", "tags", "left_at", "merged_into")
    rows = reads.select(Member, columns, {"id__in": members})
    return {row[0]: Profile(row[0], row[1], row[2], tuple(row[3]), *row[4:]) for row in rows}


def of_club(club: Club, members: Collection[UUID]) -> dict[UUID, UUID]:
    """In: ids. Out: those that are members of this club, by each the membership it is part of now."""
    rows = reads.select(Member, ("id", "merged_into"), {"club_id": club.id, "id__in": members})
    return {member: surviving(into) if into else member for member, into in rows}


def enrolled_by(club: Club, members: Collection[UUID], channel: str) -> set[UUID]:
    """In: members and a way of joining. Out: those who joined that way and are here."""
    rows = Member.objects.filter(club_id=club.id, id__in=members, join_channel=channel, left_at=None)
    return set(rows.values_list("id", flat=True))


def absorbed_by(members: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """In: members. Out: by each the memberships merged into it, over any number of merges."""
    found: dict[UUID, list[UUID]] = {}
    whose = {member: member for member in members}
    asked = set(members)
    while asked:
        rows = reads.select(Member, ("id", "merged_into"), {"merged_into__in": asked})
        for other, into in rows:
            whose[other] = whose[into]
            found.setdefault(whose[into], []).append(other)
        asked = {other for other, _ in rows}
    return found


def surviving(member_id: UUID) -> UUID:
    """The membership that this one is part of now."""
    into = Member.objects.filter(id=member_id).values_list("merged_into", flat=True).first()
    return surviving(into) if into else member_id


def get(club: Club, member_id: UUID) -> Member:
    """Only ever a member of this club."""
    try:
        return Member.objects.get(club_id=club.id, id=member_id)
    except Member.DoesNotExist:
        raise UnknownMember(member=str(member_id)) from None


def cards_of(member_id: UUID) -> Sequence[Card]:
    return list(Card.objects.filter(member_id=member_id, ended_at=None).order_by("added_at", "id")[:50])


def phone_of(member_id: UUID) -> str:
    row = Card.objects.filter(member_id=member_id, kind="phone", ended_at=None).order_by("-added_at").first()
    return row.value if row else ""


def phones_of(members: list[UUID]) -> dict[UUID, str]:
    rows = Card.objects.filter(member_id__in=members, kind="phone", ended_at=None).order_by("added_at")
    return dict(rows.values_list("member_id", "value"))


def latest_consents(member_id: UUID) -> list[Consent]:
    """The latest word for each channel and purpose."""
    latest: dict[tuple[str, str], Consent] = {}
    for word in Consent.objects.filter(member_id=member_id).order_by("at", "id"):
        latest[word.channel, word.purpose] = word
    return [latest[key] for key in sorted(latest)]


def consents(member_id: UUID, channel: str, purpose: str) -> bool:
    word = Consent.objects.filter(member_id=member_id, channel=channel, purpose=purpose).order_by("-at", "-id").first()
    return word is not None and word.granted


def merges_of(member_id: UUID) -> list[Merge]:
    return list(Merge.objects.filter(member_id=member_id, undone_at=None).order_by("-merged_at"))


def issue_link(club: Club, member_id: UUID, now: datetime) -> tuple[str, datetime]:
    """Out: a token for the member's own page, and until when it works. Nothing is kept: the signature is enough."""
    member = get(club, surviving(member_id))
    token = links.write(member.id, member.links_round, now)
    told = links.read(token)
    assert told is not None
    return token, told.until


def by_link(token: str) -> tuple[Member, links.Link]:
    """In: a token. Out: the member it opens now, after any merge, and what it says. Refused: BadLink, LinkOver; whether
    its time has passed is for the caller, who knows the club's present."""
    told = links.read(token)
    named = Member.objects.filter(id=told.member).first() if told else None
    if told is None or named is None:
        raise BadLink
    member = named if named.merged_into is None else Member.objects.get(id=surviving(named.id))
    if member.left_at is not None or not links.is_round(told, named.links_round):
        raise LinkOver
    return member, told


def search(club: Club, text: str, limit: int) -> list[Member]:
    """In: any card, or a part of a name, in digits and letters of either script. Out: members, a card's first."""
    owners = list(by_cards(club, [text]).values()) if text.strip() else []
    found = list(Member.objects.filter(id__in=owners, club_id=club.id))
    wanted = for_search(text)
    if wanted and len(found) < limit:
        named = Member.objects.filter(club_id=club.id, search_name__contains=wanted, merged_into=None)
        found += list(named.exclude(id__in=owners).order_by("search_name", "id")[: limit - len(found)])
    return found


def page(club: Club, after: tuple[datetime, UUID] | None, limit: int) -> list[Member]:
    """Newest first, from behind the given (joined_at, id)."""
    rows = _here(club).order_by("-joined_at", "-id")
    if after:
        rows = rows.filter(joined_at__lte=after[0]).exclude(joined_at=after[0], id__gte=after[1])
    return list(rows[:limit])


def count(club: Club) -> int:
    return _here(club).count()


def _here(club: Club) -> QuerySet[Member]:
    """Whoever has left is found by name or id, but is no member any more."""
    return Member.objects.filter(club_id=club.id, merged_into=None, left_at=None)


def waiting(club: Club, limit: int) -> list[JoinRequest]:
    """Who asked to join and waits for staff, the latest first."""
    return list(_waiting(club).order_by("-asked_at", "-id")[:limit])


def waiting_by_phone(club: Club, phone: str) -> JoinRequest | None:
    """In: a phone as typed. Out: the request that waits for it."""
    try:
        kept = cards.phone(phone, club.country)
    except NotAPhone:
        return None
    return _waiting(club).filter(phone=kept).first()


def waiting_count(club: Club) -> int:
    return _waiting(club).count()


def join_request(club: Club, request_id: UUID) -> JoinRequest:
    """Waiting or decided; a decided one tells by `was_member` whether somebody joined."""
    found = JoinRequest.objects.filter(club_id=club.id, id=request_id).first()
    if found is None:
        raise UnknownJoinRequest(request=str(request_id))
    return found


def _waiting(club: Club) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(club_id=club.id, state="waiting")


def wrong_numbers(club: Club, limit: int) -> list[WrongNumber]:
    """Open words of a wrong number, the latest first."""
    rows = WrongNumber.objects.filter(club_id=club.id, settled_at=None)
    return list(rows.order_by("-told_at", "-id")[:limit])


def wrong_numbers_count(club: Club) -> int:
    return WrongNumber.objects.filter(club_id=club.id, settled_at=None).count()


@dataclass(frozen=True, slots=True)
class Shared:
    """A household as one of its members has it: who is in it with them (by member, whether they may draw), and whether
    this one may."""

    household: Household
    draws: bool
    others: dict[UUID, bool]


def household_of(member_id: UUID) -> Shared | None:
    """In: a surviving membership. Out: the household it is in now."""
    own = HouseholdPlace.objects.filter(member_id=member_id, ended_at=None).first()
    if own is None:
        return None
    rows = HouseholdPlace.objects.filter(household_id=own.household_id, ended_at=None).order_by("joined_at", "id")
    others = {each: draws for each, draws in rows.values_list("member_id", "draws") if each != member_id}
    return Shared(Household.objects.get(id=own.household_id), own.draws, others)


def may_draw_on(member_id: UUID) -> list[UUID]:
    """Whose units this member may spend beside their own, in the order of ids."""
    return drawn_on_by([member_id])[member_id]


def drawn_on_by(members: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By member whose units they may spend beside their own, in the order of ids."""
    columns = ("member_id", "household_id", "ended_at")
    own = reads.select(HouseholdPlace, columns, {"member_id__in": members, "draws": True})
    household = {member: household for member, household, ended_at in own if ended_at is None}
    rows = HouseholdPlace.objects.filter(household_id__in=household.values(), ended_at=None) if household else ()
    places = sorted((row.member_id, row.household_id) for row in rows)
    return {
        member: [other for other, shared in places if shared == household.get(member) and other != member]
        for member in members
    }


def gone(club: Club) -> frozenset[UUID]:
    """Out: who has left the club."""
    left = Member.objects.filter(club_id=club.id, left_at__isnull=False)
    return frozenset(left.values_list("id", flat=True))
