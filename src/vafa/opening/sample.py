"""A sample club to look around in: made-up people with half a year of receipts, removed whole when its owner has seen
enough. The same each time but for the day it ends on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from vafa.activities.actions.recording import record
from vafa.activities.shapes import Line, Purchase, Source
from vafa.base.actions import clubs
from vafa.base.models import Club, User
from vafa.engine.earning.words import Name
from vafa.members.actions.joining import Joining, join
from vafa.opening.actions import open_shop
from vafa.opening.answers import Answers
from vafa.opening.places import COUNTRIES, TRADES, Trade
from vafa.partners.house import house_of

MEMBERS, DAYS, STEP_DAYS = 120, 210, 7
BRANCHES: Final = (Name("مرکزی", "Centre"), Name("شمال", "North"))
GIVEN: Final = (
    Name("سارا", "Sara"), Name("نگار", "Negar"), Name("مریم", "Maryam"), Name("لیلا", "Leila"), Name("مینا", "Mina"),
    Name("رضا", "Reza"), Name("علی", "Ali"), Name("نوید", "Navid"), Name("کاوه", "Kaveh"), Name("امید", "Omid"),
)  # fmt: skip
FAMILY: Final = (
    Name("محمدی", "Mohammadi"), Name("کریمی", "Karimi"), Name("رستمی", "Rostami"), Name("صالحی", "Salehi"),
    Name("نوری", "Nouri"), Name("راد", "Rad"), Name("کاویانی", "Kaviani"), Name("فرهادی", "Farhadi"),
)  # fmt: skip
GOODS: Final = (
    ("coffee", Name("قهوه", "Coffee"), 100), ("tea", Name("چای", "Tea"), 60), ("cake", Name("کیک", "Cake"), 90),
    ("beans", Name("دانهٔ قهوه", "Coffee beans"), 320),
)  # fmt: skip
"""Code, name, and price in hundredths of a coffee; a product costs from a third to two thirds of it."""


@dataclass(frozen=True, slots=True)
class Person:
    """How one of them buys: every so many days, until a day that may lie before the last."""

    joining: Joining
    every: int
    until: int


def open_sample(*, owner: User, language: str, country: str, now: datetime) -> Club:
    """In: who looks around, in which language and country. Out: a club of theirs with a past up to now."""
    began, place, random = now - timedelta(days=DAYS), COUNTRIES[country], Random(7)
    taken = Club.objects.filter(slug__startswith="sample").count()
    slug = f"sample-{taken + 1}" if taken else "sample"
    answers = Answers(
        language, Name("باشگاه نمونه", "Sample club"), country, place.calendar, place.time_zone, place.currency,
        place.money_shown, BRANCHES, "points", owner.name, owner.email, "", slug,
    )  # fmt: skip
    with transaction.atomic():
        club = open_shop(answers=answers, now=began)
        club = clubs.change(club=club, is_sample=True)
        people = [_person(random, number, language, began) for number in range(MEMBERS)]
        ids = join(club=club, people=[each.joining for each in people], now=now, told=False)
        _buy(club, random, dict(zip((id for id in ids if isinstance(id, UUID)), people, strict=True)), began, language)
    return club


def _person(random: Random, number: int, language: str, began: datetime) -> Person:
    joined = random.randrange(DAYS // 2)
    # every third stopped coming: there is somebody to win back
    until = joined + random.randrange(30, DAYS // 2) if number % 3 == 0 else DAYS
    return Person(
        Joining(
            began + timedelta(days=joined), "counter", phone=f"+98999000{number:04d}",
            given_name=_in(language, random.choice(GIVEN)), family_name=_in(language, random.choice(FAMILY)),
        ),
        random.choice((4, 7, 10, 14, 30)), until,
    )  # fmt: skip


def _in(language: str, name: Name) -> str:
    return name.fa if language == "fa" else name.en


def _buy(club: Club, random: Random, people: dict[UUID, Person], began: datetime, language: str) -> None:
    """Week by week, each week booked at its end as tills would have told it."""
    house, trade = house_of(club), TRADES[club.currency]
    stores = sorted(house.stores)
    bought = sorted(
        (began + timedelta(days=day, hours=random.randrange(8, 12)), id)
        for id, person in people.items()
        for day in range((person.joining.joined_at - began).days, min(person.until, DAYS - 1), person.every)
    )
    items = [
        (at, Purchase(f"sample-{number}", _lines(random, trade, language), member=id, happened_at=at,
                      store=random.choice(stores)))
        for number, (at, id) in enumerate(bought, 1)
    ]  # fmt: skip
    source = Source(name="sample", history=True)
    for week in range(0, DAYS, STEP_DAYS):
        end = began + timedelta(days=week + STEP_DAYS)
        those = [item for at, item in items if end - timedelta(days=STEP_DAYS) <= at < end]
        record(house=replace(house, now=end), source=source, items=those)


def _lines(random: Random, trade: Trade, language: str) -> tuple[Line, ...]:
    chosen = random.sample(GOODS, random.choice((1, 1, 2, 3)))
    made = []
    for code, name, hundredths in chosen:
        amount = trade.coffee * hundredths // 100
        cost = amount * random.randrange(33, 67) // 100
        made.append(Line(amount, code, _in(language, name), code, quantity=1, cost_minor=cost))
    return tuple(made)
