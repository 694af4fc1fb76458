"""Journey's club: a sensible programme of a grocery chain, in dollars and New York time."""

from collections.abc import Iterator
from datetime import UTC, datetime

from vafa.base.models import Club
from vafa.demo.building import ClubFacts, build
from vafa.demo.journey import receipts
from vafa.demo.replay import Arrival, Totals, instant
from vafa.engine import tiers
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import All, AmountAtLeast, DaysSinceLastVisit, InTier, NthPurchase, OnWeekday
from vafa.engine.earning.effects import FixedUnits, Multiplier, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Rolling
from vafa.members.actions.joining import Joining
from vafa.partners.queries import stores_of

SLUG = "journey"
STARTS_AT = datetime(2016, 12, 31, 5, tzinfo=UTC)
STANDS_AT = datetime(2018, 1, 1, 4, 59, 59, tzinfo=UTC)
"""The last second of 2017 in New York: its year is whole, and silence is counted to the first day after it."""
TOTALS = Totals(receipts.MEMBERS, receipts.RECEIPTS, 0, receipts.NET_MINOR)

_SHOPPING = Base(Lines(except_categories=("FUEL", "COUPON", "SPIRITS")))

POINTS = Unit(
    "points", Name("امتیاز", "points"), value_minor_per=(1, 1), expiry=Rolling(12, Period.MONTH, Period.MONTH)
)
RULES = (
    Rule("base", Name("خرید", "shopping"), UnitsPerMoney("points", 1, 100), base=_SHOPPING, priority=10),
    Rule(
        "fuel", Name("سوخت", "fuel"), UnitsPerMoney("points", 1, 1000), base=Base(Lines(categories=("FUEL",))),
        priority=20,
    ),
    Rule(
        "fresh", Name("میوه و سبزی", "fruit and vegetables"), UnitsPerItem("points", 1),
        base=Base(Lines(categories=("PRODUCE",))), priority=30,
    ),
    Rule(
        "own", Name("برند خانگی", "own brand"),
        Multiplier("points", 2, lines=Lines(brands=("Private",)), rules=("base",)),
    ),
    Rule(
        "midweek", Name("چهارشنبه", "Wednesday"), Multiplier("points", 3, 2, rules=("base",)),
        when=All((OnWeekday((2,)), AmountAtLeast(2500))), base=_SHOPPING,
    ),
    Rule("gold", Name("طلایی", "gold"), Multiplier("points", 5, 4, rules=("base",)), when=InTier(("gold",))),
    Rule("welcome", Name("خوشامد", "welcome"), FixedUnits("points", 100), when=NthPurchase(1), priority=40),
    Rule(
        "tenth", Name("هر ده خرید", "every tenth purchase"), FixedUnits("points", 50), when=NthPurchase(10, every=True),
        priority=50, indivisible=True,
    ),
    Rule(
        "big", Name("سبد بزرگ", "big basket"), FixedUnits("points", 40), when=AmountAtLeast(10_000), base=_SHOPPING,
        priority=60, group="extra",
    ),
    Rule(
        "back", Name("بازگشت", "welcome back"), FixedUnits("points", 75), when=DaysSinceLastVisit(45), priority=70,
        group="extra",
    ),
)  # fmt: skip
CAPS = (Cap("daily", Name("سقف روز", "the daily cap"), "points", 600, "day"),)
PROGRAMME = Programme(1, (POINTS,), RULES, CAPS)
LADDER = tiers.Ladder(
    (
        tiers.Tier("member", Name("عضو", "Member"), 0),
        tiers.Tier("silver", Name("نقره‌ای", "Silver"), 150_000),
        tiers.Tier("gold", Name("طلایی", "Gold"), 400_000),
    ),
    fall="one_step",
)
FACTS = ClubFacts(
    slug=SLUG,
    name=Name("جِرنی", "Journey"),
    language="en",
    calendar="gregorian",
    time_zone="America/New_York",
    currency="USD",
    money_shown="iso",
    country="US",
    largest_receipt_minor=10_000_000,
    stands_at=STANDS_AT,
)


def make() -> Club:
    """The club with its stores and members, nothing recorded; what is there already is left as it is."""
    names = [(str(store), f"شعبهٔ {store}", f"Store {store}") for store in receipts.stores()]
    return build(FACTS, names, PROGRAMME, LADDER, STARTS_AT, _people)


def _people(club: Club) -> list[Joining]:
    places = stores_of(club.id)
    return [
        Joining(
            instant(first), "till", cards=(("card", receipts.card(household)),), given_name="Household",
            family_name=str(household), home_store=places[str(store)].id,
        )
        for household, first, store in receipts.households()
    ]  # fmt: skip


def arrivals() -> Iterator[Arrival]:
    yield from receipts.receipts()
