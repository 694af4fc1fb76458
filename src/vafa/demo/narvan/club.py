"""Narvan's club: a Persian cafe chain with points, stamps and a wallet, in Toman and Tehran time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from django.db import transaction

from vafa.activities.shapes import Line, Payment, Purchase, Return, ReturnedLine
from vafa.base.models import Club
from vafa.demo.building import ClubFacts, build
from vafa.demo.narvan import catalogue
from vafa.demo.narvan.generate import Narvan, generate
from vafa.demo.narvan.menu import ROWS, price_and_cost_minor
from vafa.demo.narvan.shapes import MemberSeed, ReceiptSeed, ReturnSeed
from vafa.demo.replay import Arrival, Totals
from vafa.engine import tiers
from vafa.engine.calendar.periods import JALALI, Period, local_date
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import (
    All,
    AmountAtLeast,
    ByChannel,
    DaysSinceLastVisit,
    InTier,
    NearBirthday,
    NthPurchase,
    OnWeekday,
)
from vafa.engine.earning.effects import Cashback, FixedUnits, Multiplier, Stamp, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Programme, Rule, Unit, WaitDays
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Rolling
from vafa.engine.lots.chain import microseconds
from vafa.members.actions.joining import Joining, Word
from vafa.partners.actions import add_favourite
from vafa.partners.queries import favourites_of, stores_of

SLUG = "narvan"
TUESDAY = 1
FAVOURITES = ("cf-latte", "cf-americano", "cf-cappuccino", "te-lahijan", "cd-icelatte", "cd-lemonade")
"""On the counter, the most chosen first."""
_COFFEE = Base(Lines(categories=("coffee",)))

POINTS = Unit(
    "points", Name("امتیاز", "points"), value_minor_per=(1000, 1), expiry=Rolling(12, Period.MONTH, Period.MONTH)
)
STAMPS = Unit("stamps", Name("مهر قهوه", "coffee stamps"), "stamps", (60_000, 1), Rolling(6, Period.MONTH))
WALLET = Unit("wallet", Name("کیف پول", "wallet"), "money", (1, 1))
RULES = (
    Rule("base", Name("پایه", "base"), UnitsPerMoney("points", 1, 100_000), priority=10),
    Rule(
        "tuesday",
        Name("سه‌شنبهٔ قهوه", "coffee Tuesday"),
        Multiplier("points", 3, lines=_COFFEE.lines, rules=("base",)),
        when=OnWeekday((TUESDAY,)),
    ),
    Rule("dirin", Name("دیرین", "Dirin"), Multiplier("points", 3, 2, rules=("base",)), when=InTier(("dirin",))),
    Rule("stamp", Name("کارت قهوه", "coffee card"), Stamp("stamps", 1, "item"), base=_COFFEE, priority=20),
    Rule("welcome", Name("خوشامد", "welcome"), FixedUnits("points", 50), when=NthPurchase(1), priority=30),
    Rule(
        "birthday",
        Name("هدیهٔ تولد", "birthday gift"),
        FixedUnits("points", 30),
        when=All((NearBirthday(3, 3), AmountAtLeast(1_000_000))),
        priority=40,
        group="gift",
    ),
    Rule(
        "back",
        Name("خوش برگشتید", "welcome back"),
        FixedUnits("points", 25),
        when=DaysSinceLastVisit(60),
        priority=50,
        group="gift",
    ),
    Rule(
        "online",
        Name("سفارش آنلاین", "online orders"),
        Cashback("wallet", 200),
        when=ByChannel(("online",)),
        priority=60,
        waits=WaitDays(7),
    ),
)
CAPS = (
    Cap("daily", Name("سقف روز", "the daily cap"), "points", 200, "day"),
    Cap("stamps", Name("سقف مهر", "the stamp cap"), "stamps", 6, "day"),
)
PROGRAMME = Programme(1, (POINTS, STAMPS, WALLET), RULES, CAPS)
LADDER = tiers.Ladder(
    (
        tiers.Tier("ashna", Name("آشنا", "Ashna"), 0),
        tiers.Tier("yaar", Name("یار", "Yaar"), 60_000_000),
        tiers.Tier("dirin", Name("دیرین", "Dirin"), 180_000_000),
    ),
    window="rolling_days",
    days=365,
    fall="one_step",
)
FACTS = ClubFacts(
    slug=SLUG,
    name=Name("باشگاه نارون", "Narvan Club"),
    language="fa",
    calendar="jalali",
    time_zone="Asia/Tehran",
    currency="IRR",
    money_shown="toman",
    country="IR",
    largest_receipt_minor=2_000_000_000,
    stands_at=datetime(2026, 11, 21, 20, 29, 59, tzinfo=UTC),
)
assert JALALI.fields(FACTS.stands_at.date()) == (1405, 8, 30)


@lru_cache(maxsize=1)
def data(members: int) -> Narvan:
    return generate(members=members)


def totals(members: int) -> Totals:
    held = data(members).totals
    return Totals(held.members, held.receipts, held.returns, held.sales_net_minor)


def make(members: int) -> Club:
    """The club with its stores and members, nothing recorded; what is there already is left as it is."""
    made = data(members)
    starts_at = min(member.joined_at for member in made.members)
    stores = [(store.code, store.name_fa, store.name_en) for store in made.stores]
    club = build(FACTS, stores, PROGRAMME, LADDER, starts_at, lambda club: _people(club, made.members))
    _put_on_the_counter(club)
    catalogue.put_in(club)
    return club


@transaction.atomic
def _put_on_the_counter(club: Club) -> None:
    """What is sold most, one tap each, at the prices of the day the club stands at."""
    if favourites_of(club.id):
        return
    rows = {row.product.sku: row.product for row in ROWS}
    for place, sku in enumerate(FAVOURITES, 1):
        price, _ = price_and_cost_minor(sku, local_date(FACTS.stands_at, club.zone))
        product = rows[sku]
        add_favourite(
            club=club, name_fa=product.name_fa, name_en=product.name_en, price_minor=price, sku=sku,
            category=product.category, place=place,
        )  # fmt: skip


def _people(club: Club, members: tuple[MemberSeed, ...]) -> list[Joining]:
    places = stores_of(club.id)
    return [
        Joining(
            member.joined_at,
            member.join_channel,
            phone=member.phone,
            cards=(("card", member.card_number),) if member.card_number else (),
            given_name=member.given_name,
            family_name=member.family_name,
            gender=member.gender[0],
            birthday=member.birthday,
            home_store=places[member.home_store].id,
            consents=tuple(
                Word(word.channel, word.purpose, word.granted, word.at, word.proof) for word in member.consents
            ),
        )
        for member in members
    ]


def arrivals(members: int) -> Iterator[Arrival]:
    made = data(members)
    phones = {member.key: member.phone for member in made.members}
    names = {product.sku: product.name_fa for product in made.products}
    for event in made.events:
        if isinstance(event, ReceiptSeed):
            yield microseconds(event.arrives_at), _purchase(event, phones[event.member_key], names)
        else:
            yield microseconds(event.happened_at), _return(event)


def _purchase(seed: ReceiptSeed, phone: str, names: dict[str, str]) -> Purchase:
    lines = tuple(
        Line(
            line.amount_minor, line.sku, names[line.sku], line.category, line.brand, line.tags, line.quantity,
            line.discount_minor, line.cost_minor,
        )
        for line in seed.lines
    )  # fmt: skip
    payable = sum(line.amount_minor - line.discount_minor for line in lines) + seed.tax_minor + seed.delivery_minor
    return Purchase(
        seed.reference, lines, card=phone, happened_at=seed.happened_at, store=seed.store, terminal=seed.terminal,
        cashier=seed.cashier, channel=seed.channel, tax_minor=seed.tax_minor, delivery_minor=seed.delivery_minor,
        payments=(Payment(seed.means, payable),),
    )  # fmt: skip


def _return(seed: ReturnSeed) -> Return:
    lines = tuple(ReturnedLine(number, quantity) for number, quantity in seed.lines or ())
    return Return(seed.reference, seed.receipt_reference, happened_at=seed.happened_at, lines=lines)
