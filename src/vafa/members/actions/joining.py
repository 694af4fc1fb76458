from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from vafa.base import outbox, sql
from vafa.base.errors import Refusal
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.base.text import for_card, for_search
from vafa.members import cards
from vafa.members.errors import CardTaken, JoinedInTheFuture, NoIdentity
from vafa.members.models import SEARCH_NAME_MAX, Card, CardLookup, Consent, Member

CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Word:
    """A consent given or refused at joining."""

    channel: str
    purpose: str
    granted: bool
    at: datetime
    proof: str


@dataclass(frozen=True, slots=True)
class Joining:
    """One person who joins; a phone or another card is needed to be found by."""

    joined_at: datetime
    channel: str
    phone: str = ""
    cards: tuple[tuple[str, str], ...] = ()
    given_name: str = ""
    family_name: str = ""
    gender: str = ""
    birthday: date | None = None
    email: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    home_store: UUID | None = None
    consents: tuple[Word, ...] = ()


@dataclass(slots=True)
class _Rows:
    members: list[tuple[object, ...]] = field(default_factory=list)
    cards: list[tuple[object, ...]] = field(default_factory=list)
    lookups: list[tuple[object, ...]] = field(default_factory=list)
    consents: list[tuple[object, ...]] = field(default_factory=list)


def join(*, club: Club, people: Sequence[Joining], now: datetime, told: bool = True) -> list[UUID | Refusal]:
    """In: people, one or many. Out: for each the new member's id, or why not; the others join all the same. An import
    is not told one by one: nobody is to be welcomed for having been a customer for years."""
    try:
        return _join(club, people, now, told)
    except IntegrityError:
        # another process gave one of these cards between our look and our write: look again
        return _join(club, people, now, told)


@transaction.atomic
def _join(club: Club, people: Sequence[Joining], now: datetime, told: bool) -> list[UUID | Refusal]:
    known = _cards_taken(club, people)
    rows, outcomes = _Rows(), list[UUID | Refusal]()
    for person in people:
        try:
            outcomes.append(_add(club, person, known, rows, now))
        except Refusal as refusal:
            outcomes.append(refusal)
    _write(rows)
    joined = [outcome for outcome in outcomes if isinstance(outcome, UUID)]
    if told:
        outbox.announce(club.id, [("member_joined", {"member": member}) for member in joined], now)
    return outcomes


def _values(club: Club, person: Joining) -> list[tuple[str, str]]:
    shown = [(kind, kept) for kind, value in person.cards if (kept := for_card(value))]
    if person.phone:
        shown.insert(0, ("phone", cards.phone(person.phone, club.country)))
    return shown


def _cards_taken(club: Club, people: Sequence[Joining]) -> dict[str, UUID]:
    values = set()
    for person in people:
        try:
            values |= {value for _, value in _values(club, person)}
        except Refusal:
            continue
    rows = CardLookup.objects.filter(club_id=club.id, value__in=values)
    return dict(rows.values_list("value", "member_id"))


def _add(club: Club, person: Joining, known: dict[str, UUID], rows: _Rows, now: datetime) -> UUID:
    values = _values(club, person)
    if not values:
        raise NoIdentity
    if person.joined_at > now + CLOCK_SKEW:
        raise JoinedInTheFuture(at=person.joined_at.isoformat())
    for kind, value in values:
        if value in known:
            raise CardTaken(card=value, kind=kind, member=str(known[value]))
    member = new_id()
    search = for_search(f"{person.given_name} {person.family_name}")[:SEARCH_NAME_MAX]
    rows.members.append(
        (
            member,
            club.id,
            person.given_name,
            person.family_name,
            search,
            person.gender,
            person.birthday,
            person.email,
            person.language,
            list(person.tags),
            person.home_store,
            person.joined_at,
            person.channel,
        )
    )
    for kind, value in values:
        known[value] = member
        rows.cards.append((member, new_id(), club.id, kind, value, person.joined_at))
        rows.lookups.append((club.id, value, kind, member))
    for word in person.consents:
        rows.consents.append((member, new_id(), club.id, word.channel, word.purpose, word.granted, word.at, word.proof))
    return member


def _write(rows: _Rows) -> None:
    member = (
        "id", "club_id", "given_name", "family_name", "search_name", "gender", "birthday", "email", "language", "tags",
        "home_store_id", "joined_at", "join_channel",
    )  # fmt: skip
    scoped = ("member_id", "id", "club_id")
    sql.insert(Member, member, rows.members)
    sql.insert(Card, (*scoped, "kind", "value", "added_at"), rows.cards)
    sql.insert(CardLookup, ("club_id", "value", "kind", "member_id"), rows.lookups)
    sql.insert(Consent, (*scoped, "channel", "purpose", "granted", "at", "proof"), rows.consents)
