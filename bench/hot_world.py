"""The club of the hot bench: ten rules, caps and tiers; members who have bought before; and the writes of one of their
receipts, taken from the ordinary path, for references to do again."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

MEMBERS = 2_000
LINES = 5
CATEGORIES = ("food", "drink", "")


@dataclass
class Receipt:
    """What recording one receipt writes: (verb, model, key columns, other columns, rows), and the ids that are new."""

    calls: list[tuple[str, Any, tuple[str, ...], tuple[str, ...], list[tuple[Any, ...]]]] = field(default_factory=list)
    new: set[UUID] = field(default_factory=set)
    member: UUID | None = None
    accounts: list[UUID] = field(default_factory=list)


@dataclass
class World:
    """What clients need to ask: a key with every right, members with their phones, a reward of one unit, a signed-in
    manager."""

    key: str
    members: list[str]
    phones: list[str]
    reward: str
    slug: str
    session: str


def make() -> tuple[World, Receipt]:
    """Out: the club as its clients know it, and the writes of one receipt."""
    from tests.laws.club import BARE, LADDER
    from tests.people import make_cast
    from tests.rooms.shop import Shop
    from vafa.activities.shapes import Line, Purchase
    from vafa.base.api_keys import SCOPES, issue
    from vafa.base.clock import now
    from vafa.base.models import ApiClient
    from vafa.members.actions.joining import Joining, join
    from vafa.members.queries import by_cards

    cast = make_cast(BARE, ladder=LADDER)
    at = now()
    cast.now = at
    phones = [phone(place) for place in range(MEMBERS)]
    for start in range(0, MEMBERS, 500):
        people = [Joining(at - timedelta(hours=1), "counter", phone=each) for each in phones[start : start + 500]]
        join(club=cast.club, people=people, now=at - timedelta(hours=1))

    def receipt(reference: str, card: str) -> Purchase:
        lines = tuple(Line(1_000 + place, category=CATEGORIES[place % 3]) for place in range(LINES))
        return Purchase(reference, lines, card=card, store="centre")

    for start in range(0, MEMBERS, 200):
        batch = [receipt(f"first-{place}", phones[place]) for place in range(start, start + 200)]
        assert all(outcome.status == "booked" for outcome in cast.record(*batch))
    client = ApiClient.objects.create(club=cast.club, name="bench")
    key = issue(client=client, scopes=SCOPES, now=at)[1]
    shown = {phone: str(member) for phone, member in by_cards(cast.club, phones).items()}
    reward = Shop(cast).reward(units=1)
    world = World(
        key, [shown[each] for each in phones], phones, str(reward.id), cast.club.slug, _signed_in(cast.club, at)
    )
    return world, _taken(cast, receipt("sample", phones[0]))


def _signed_in(club: Any, at: Any) -> str:
    """Out: the session of a manager."""
    from django.conf import settings
    from django.test import Client

    from vafa.base.actions.staff import give_post

    post = give_post(club=club, email="manager@example.org", name="Sara", role="owner", language="en", now=at)
    browser = Client()
    browser.force_login(post.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def phone(place: int) -> str:
    return f"0912{5_000_000 + place}"


def _taken(cast: Any, item: Any) -> Receipt:
    from vafa.base import sql

    taken = Receipt()
    usual = {verb: getattr(sql, verb) for verb in ("insert", "upsert", "update")}

    def spy(verb: str) -> Any:
        def seen(model: Any, *given: Any, **facts: Any) -> None:
            *columns, rows = given
            key, others = ((), columns[0]) if verb == "insert" else (columns[0], columns[1])
            if rows:
                taken.calls.append((verb, model, key, others, list(rows)))
            usual[verb](model, *given, **facts)

        return seen

    for verb in usual:
        setattr(sql, verb, spy(verb))
    try:
        (outcome,) = cast.record(item)
    finally:
        for verb, function in usual.items():
            setattr(sql, verb, function)
    assert outcome.status == "booked"
    taken.member = outcome.member
    for verb, model, key, others, rows in taken.calls:
        names = key + others
        for row in rows:
            named = dict(zip(names, row, strict=True))
            if verb == "insert" and isinstance(named.get("id"), UUID):
                taken.new.add(named["id"])
            if isinstance(named.get("award"), UUID):
                taken.new.add(named["award"])
            if model.__name__ == "Account":
                taken.accounts.append(named["id"])
    return taken
