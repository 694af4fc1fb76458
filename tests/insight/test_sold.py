"""What the lake's metrics say of small shops whose figures can be reckoned by hand."""

from datetime import UTC, date, datetime, timedelta
from math import exp, log

import pytest

from tests.people import IMPORT, NOON, after, make_cast, named, programme
from vafa.activities.shapes import Line, Return
from vafa.engine.calendar.periods import JALALI
from vafa.engine.earning.conditions import All, AnyOf, NthPurchase
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Rule
from vafa.insight.lake.reading import opened
from vafa.insight.lake.refreshing import refresh
from vafa.insight.metrics.breakdown import BY, Scope, breakdown, choose
from vafa.insight.metrics.outcomes import Spent, outcomes
from vafa.insight.metrics.pairs import after as followed
from vafa.insight.metrics.pairs import together
from vafa.insight.metrics.prices import price_changes
from vafa.insight.metrics.silence import silence
from vafa.insight.metrics.unusual import unusual
from vafa.insight.predicting.intervals import ratio
from vafa.insight.shapes import LapsedSettings, Span
from vafa.members.actions.joining import Joining, join
from vafa.partners.actions import open_store
from vafa.partners.models import Partner, Store
from vafa.segments.actions import store as put_into

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAYS = Span(TODAY - timedelta(days=29), TODAY + timedelta(days=1))


@pytest.fixture
def cast():
    return make_cast(programme(
        Rule("base", named("base"), UnitsPerMoney("points", 1, 10)),
        Rule("welcome", named("welcome"), FixedUnits("points", 50), when=NthPurchase(1)),
    ))  # fmt: skip


def many(cast, count, prefix="0914"):
    start = NOON - timedelta(days=800)
    people = [Joining(start, "counter", phone=f"{prefix}{number:07}") for number in range(count)]
    join(club=cast.club, people=people, now=NOON)
    return [f"{prefix}{number:07}" for number in range(count)]


def looked(cast, ask, scope=None):
    refresh(club=cast.club, now=cast.now)
    with opened(cast.club.id) as lake:
        choose(lake, scope or Scope())
        return ask(lake)


def rows(cast, by, **facts):
    scope = facts.pop("scope", None)
    found = looked(cast, lambda lake: breakdown(lake, by, DAYS, DAYS.before, **facts), scope)
    return {row.key: row for row in found.rows}


def test_sales_by_cashier_are_held_against_the_days_before(cast):
    cast.at(after(-40)).buys("sara", Line(100, cost_minor=40), cashier="a")
    cast.at(after(-5)).buys("sara", Line(300, cost_minor=90, discount_minor=100), cashier="a")
    cast.buys("negar", Line(100, cost_minor=50), cashier="a", reference="N")
    cast.at(NOON).buys("omid", 60, cashier="b")
    found = rows(cast, "cashier")
    first = found["a"]
    assert (first.now.net_minor, first.now.buyers, first.now.new_buyers, first.now.purchases) == (300, 2, 1, 2)
    assert (first.now.discount_share, first.now.margin, first.change) == (0.25, (300 - 140) / 300, 2.0)
    assert found["b"].now.margin is None
    assert found["b"].change is None


def test_a_part_of_the_members_is_asked_about_alone(cast):
    open_store(partner=Partner.objects.get(club=cast.club), code="north", name_fa="شمال", name_en="North")
    cast.buys("sara", 100, store="north")
    cast.buys("negar", 10)
    put_into(club=cast.club, segment="friends", members={cast.members["negar"]}, as_of=NOON)
    north = Store.objects.get(code="north").id
    assert set(rows(cast, "store")) == {str(id) for id in Store.objects.values_list("id", flat=True)}
    assert rows(cast, "channel", scope=Scope(store=str(north)))[""].now.net_minor == 100
    assert rows(cast, "channel", scope=Scope(segment="friends"))[""].now.net_minor == 10
    assert rows(cast, "segment")["friends"].now.buyers == 1
    assert rows(cast, "channel", scope=Scope(tier="gold")) == {}


def test_every_thing_that_sales_are_parted_by_adds_up_to_the_whole(cast):
    cast.buys("sara", Line(100, "tea", "چای", "hot", "b"), Line(20, "cake", "کیک", "sweet"), reference="A")
    cast.returns("A", (2, 1))
    for by in BY:
        found = rows(cast, by, months=[date(2026, 5, 22)])
        assert sum(row.now.net_minor for row in found.values()) == 100
    assert rows(cast, "hour")["15"].now.purchases == 1  # the wall clock of Tehran
    assert rows(cast, "product", category="hot").keys() == {"tea"}
    with pytest.raises(ValueError, match="weather"):
        rows(cast, "weather")


def test_who_came_returned_and_was_lost_makes_who_is_active(cast):
    """Sara comes in Farvardin and never again; Negar after a long silence; Omid first in Ordibehesht."""
    for day, who in (
        (date(2026, 3, 25), "sara"), (date(2025, 12, 1), "negar"), (date(2026, 5, 1), "negar"),
        (date(2026, 5, 3), "omid"), (date(2026, 5, 20), "omid"),
    ):  # fmt: skip
        cast.buys(who, 1000, happened_at=NOON.replace(year=day.year, month=day.month, day=day.day), source=IMPORT)
    at = date(2026, 6, 23)
    found = looked(cast, lambda lake: outcomes(
        lake, Scope(), JALALI, at, programme(), {date(2026, 4, 21): Spent(advertising=300)}))  # fmt: skip
    months = {month.start: month for month in found.months}
    second = months[date(2026, 4, 21)]
    assert (second.active, second.new, second.returned, second.lost) == (1, 1, 1, 0)
    third = months[date(2026, 5, 22)]
    assert (third.active, third.lost, third.life_days) == (3, 1, 0)
    for month, following in zip(found.months, found.months[1:], strict=False):
        assert month.active + month.new + month.returned - month.lost == following.active
    by_code = {row.code: row for row in found.rows}
    assert by_code["acquisition_cost"].before == 300
    assert by_code["churn"].now == pytest.approx(1 / 3)
    assert by_code["purchases"].series[-2:] == (3, 0)
    assert by_code["acquisition_cost"].missing is None


def test_units_that_welcome_count_as_the_cost_of_winning(cast):
    cast.at(NOON).buys("sara", 1000)
    rules = programme(
        Rule("base", named("base"), UnitsPerMoney("points", 1, 10)),
        Rule("welcome", named("welcome"), FixedUnits("points", 50), when=NthPurchase(1)),
    )  # fmt: skip
    found = looked(cast, lambda lake: outcomes(lake, Scope(), JALALI, date(2026, 6, 22), rules))
    [month] = found.months
    assert (month.given_minor, month.welcome_minor, month.held_minor) == (150, 50, 150)
    assert {row.code: row.now for row in found.rows}["acquisition_cost"] == 50
    assert all(row.missing for row in found.rows if row.code in ("marketing", "keeping_cost"))


def test_the_retention_chain_has_contacts_knowledge_and_benefit(cast):
    """Sara and Negar are known by name alone, one of four things; Sara has a discount of 40."""
    at = NOON - timedelta(days=60)
    cast.buys("sara", Line(100, discount_minor=40), happened_at=at, source=IMPORT)
    cast.buys("negar", 10, happened_at=at, source=IMPORT)
    cast.buys("sara", Line(50, discount_minor=20), happened_at=NOON, source=IMPORT)
    cast.at(NOON).does("sara", "review")
    found = looked(cast, lambda lake: outcomes(lake, Scope(), JALALI, date(2026, 6, 22), programme()))
    by_code = {row.code: row.now for row in found.rows}
    assert by_code["knowledge"] == 0.25
    assert by_code["benefit"] == 20 / 2
    assert (by_code["financial_contacts"], by_code["other_contacts"]) == (0.5, 0.5)


def test_a_club_without_a_whole_month_has_no_outcomes(cast):
    assert looked(cast, lambda lake: outcomes(lake, Scope(), JALALI, date(2026, 6, 22), None)).months == ()


def test_the_ratio_of_two_shares_has_the_interval_of_katz():
    times, low, high = ratio(30, 100, 10, 100)
    spread = (1 / 30 - 1 / 100 + 1 / 10 - 1 / 100) ** 0.5
    assert times == pytest.approx(3.0)
    assert (low, high) == pytest.approx((exp(log(3) - 1.959964 * spread), exp(log(3) + 1.959964 * spread)))
    assert ratio(0, 10, 1, 10) is None


def test_what_stands_together_on_receipts(cast):
    """Of 30 receipts with tea 20 have cake, of 40 without it 10."""
    tea, cake, milk = (Line(10, each, each, each, cost_minor=4) for each in ("tea", "cake", "milk"))
    baskets = [(tea, cake)] * 20 + [(tea,)] * 10 + [(milk, cake)] * 10 + [(milk,)] * 30
    cast.record(*(cast.receipt("sara", *basket, happened_at=after(-1)) for basket in baskets), source=IMPORT)
    found = looked(cast, lambda lake: together(lake, DAYS))
    pair = next(each for each in found.rows if {each.first, each.second} == {"tea", "cake"})
    assert (pair.count, pair.both, pair.times) == (30, 20, pytest.approx((20 / 30) / (10 / 40)))
    assert found.costed


def test_what_follows_and_who_has_not_yet(cast):
    """Thirty buy a grinder and twenty of them beans within thirty days; of thirty who buy tea ten then buy beans."""
    grinder, beans, tea = (Line(50, each, each, cost_minor=20) for each in ("grinder", "beans", "tea"))
    receipts = []
    for number, phone in enumerate(many(cast, 60)):
        first = grinder if number < 30 else tea
        receipts.append(cast.receipt(phone, first, happened_at=after(-80)))
        if number < 20 or 30 <= number < 40:
            receipts.append(cast.receipt(phone, beans, happened_at=after(-70)))
    cast.record(*receipts, source=IMPORT)
    span = Span(TODAY - timedelta(days=100), TODAY + timedelta(days=1))
    found = looked(cast, lambda lake: followed(lake, span))
    pair = next(each for each in found.rows if (each.first, each.second) == ("grinder", "beans"))
    assert (pair.count, pair.both, pair.not_yet, pair.worth_minor) == (30, 20, 10, round(10 * 20 / 30 * 30))
    # a visit with tea is followed by beans for ten; a visit with beans by none: half of one visit's chance
    assert pair.times == pytest.approx((20 / 30) / ((10 * 0.5) / 30))


def test_a_price_of_its_own_has_an_elasticity_and_a_new_list_has_none(cast):
    """Tea goes from 100 to 150 after sixty days and is bought half as often; milk stays."""
    receipts = []
    for number in range(240):
        at = after(-120 + number / 2)
        late = number >= 120
        tea = [Line(150 if late else 100, "tea", "tea", "drinks")] if not late or number % 2 else []
        lines = [Line(10, "milk", "milk", "drinks"), Line(10, "juice", "juice", "drinks"), *tea]
        receipts.append(cast.receipt("sara", *lines, happened_at=at))
    cast.record(*receipts, source=IMPORT)
    span = Span(TODAY - timedelta(days=130), TODAY + timedelta(days=1))
    found = looked(cast, lambda lake: price_changes(lake, span))
    [change] = found.rows
    assert (change.sku, change.old_minor, change.new_minor) == ("tea", 100, 150)
    assert change.elasticity == pytest.approx(log(0.5) / log(1.5), abs=0.05)
    assert change.low < change.elasticity < change.high < 0


def test_a_cashier_after_whom_loyal_members_left_stands_out(cast):
    """Forty loyal members; twenty meet one cashier on a day and never come again, two leave after another, the others
    go on."""
    receipts = []
    for number, phone in enumerate(many(cast, 40)):
        for back in range(150, 79, -5):
            receipts.append(cast.receipt(phone, 10, happened_at=after(-back), cashier="kind"))
        if number < 20:
            receipts.append(cast.receipt(phone, 10, happened_at=after(-76), cashier="harsh"))
        elif number < 38:
            receipts += [cast.receipt(phone, 10, happened_at=after(-back), cashier="kind") for back in range(75, 0, -5)]
    for start in range(0, len(receipts), 500):
        cast.record(*receipts[start : start + 500], source=IMPORT)
    tomorrow = TODAY + timedelta(days=1)
    found = looked(cast, lambda lake: silence(lake, tomorrow, 14, LapsedSettings()))
    cashiers = [each for each in found if each.by == "cashier"]
    assert [(each.key, each.left_after, each.visits) for each in cashiers] == [("harsh", 20, 20)]
    others = 40 * 15 + 18 * 2  # visits with the other one before the silence that counts; two of them were the last
    assert cashiers[0].times == pytest.approx(others / 2)


def test_patterns_on_cards_are_seen_and_plain_shopping_is_not(cast):
    open_store(partner=Partner.objects.get(club=cast.club), code="north", name_fa="شمال", name_en="North")
    receipts, returns = [], []
    for day in range(5):
        receipts += [cast.receipt("sara", 10, happened_at=after(-day, hours=hour), cashier="x") for hour in (1, 2, 3)]
        receipts += [cast.receipt("omid", 10, happened_at=after(-day))]
    for day in range(3):
        receipts.append(cast.receipt("negar", 10, happened_at=after(-day), cashier="y", store="centre"))
        north = cast.receipt("negar", 10, happened_at=after(-day, hours=0.1), cashier="z", store="north")
        receipts.append(north)
        returns.append((north.reference, after(-day, hours=0.3)))
    cast.at(after(1)).record(*receipts, source=IMPORT)
    cast.record(*(Return(f"{ref}-back", ref, happened_at=at) for ref, at in returns), source=IMPORT)
    span = Span(TODAY - timedelta(days=30), TODAY + timedelta(days=2))
    found = looked(cast, lambda lake: unusual(lake, span))
    names = {id: name for name, id in cast.members.items()}
    assert [(each.pattern, names[each.member], each.times) for each in found] == [
        ("crowded_days", "sara", 5), ("quick_returns", "negar", 3),
    ]  # fmt: skip


def test_each_visit_has_the_same_time_to_be_followed(cast):
    """Everybody comes every ten days and once stays away for 100: nobody left for good, and no fortnight stands out."""
    receipts = []
    for number, phone in enumerate(many(cast, 60)):
        pause = 10 * (number % 18)
        days = [day for day in range(0, 390, 10) if not 140 + pause < day < 240 + pause]
        receipts += [cast.receipt(phone, 10, happened_at=after(day - 390)) for day in days]
    for start in range(0, len(receipts), 500):
        cast.record(*receipts[start : start + 500], source=IMPORT)
    found = looked(cast, lambda lake: silence(lake, TODAY + timedelta(days=1), 30, LapsedSettings()))
    assert [each for each in found if each.by == "fortnight"] == []


def test_outcomes_of_one_branch_are_of_its_own(cast):
    """Sara buys at the centre and Negar in the north: each has the units of her branch, and costs are the club's."""
    open_store(partner=Partner.objects.get(club=cast.club), code="north", name_fa="شمال", name_en="North")
    at = datetime(2026, 5, 10, 9, tzinfo=UTC)
    cast.at(at).record(
        cast.receipt("sara", 1_000, happened_at=at, store="centre"),
        cast.receipt("negar", 3_000, happened_at=at, store="north"),
    )
    cast.at(NOON)
    centre = Scope(store=str(Store.objects.get(code="centre").id))
    rules = programme(
        Rule("base", named("base"), UnitsPerMoney("points", 1, 10)),
        Rule("welcome", named("welcome"), FixedUnits("points", 50), when=All((NthPurchase(1),))),
        Rule("tenth", named("tenth"), FixedUnits("points", 50), when=AnyOf((NthPurchase(1), NthPurchase(10, True)))),
    )  # fmt: skip
    spent = {date(2026, 4, 21): Spent(advertising=70)}
    ask = lambda lake: outcomes(lake, centre, JALALI, date(2026, 5, 23), rules, spent)  # noqa: E731
    found = looked(cast, ask, centre)
    [month] = found.months
    assert (month.net, month.given_minor, month.held_minor, month.welcome_minor) == (1_000, 150, 150, 50)
    told = {row.code: (row.now, row.missing is not None) for row in found.rows}
    assert all(told[code] == (None, True) for code in ("marketing", "acquisition_cost", "keeping_cost"))
    assert told["yearly_sales"] == (None, True)


def test_a_rule_speaks_for_each_purchase_once_and_to_whom_it_is_asked_about(cast):
    """Two awards of one rule for one receipt of 1,000: its sales are 1,000."""
    cast.at(NOON).buys("sara", 1_000)
    refresh(club=cast.club, now=cast.now)
    with opened(cast.club.id) as lake:
        lake.connection.execute("CREATE TEMP TABLE twice AS SELECT * FROM awards UNION ALL SELECT * FROM awards")
        lake.connection.execute("CREATE OR REPLACE TEMP VIEW awards AS SELECT * FROM twice")
        days = {"since": DAYS.start, "until": DAYS.end}
        for scope, expected in ((Scope(), {("base", 1, 200, 1_000), ("welcome", 1, 100, 1_000)}),
                                (Scope(tier="gold"), set())):  # fmt: skip
            choose(lake, scope)
            rows = lake.ask("rules_used", store=scope.store, segment=scope.segment, tier=scope.tier, **days)
            assert {(rule, times, units, net) for rule, _, times, _, units, net in rows} == expected


def test_a_price_of_nothing_is_no_price(cast):
    receipts = [cast.receipt("sara", Line(0 if day < 30 else 10, "gift"), happened_at=after(-day)) for day in range(60)]
    cast.record(*receipts * 1, *(
        cast.receipt("negar", Line(0, "gift", quantity=99), happened_at=after(-day)) for day in (1, 25)
    ), source=IMPORT)  # fmt: skip
    span = Span(TODAY - timedelta(days=100), TODAY + timedelta(days=1))
    assert looked(cast, lambda lake: price_changes(lake, span)).rows == ()


def test_who_comes_for_the_first_time_is_counted_in_their_month_alone(cast):
    for back in (40, 10, 1):
        cast.record(cast.receipt("sara", 10, happened_at=after(-back)), source=IMPORT)
    months = [date(2026, 4, 21), date(2026, 5, 22)]
    span = Span(months[0], TODAY + timedelta(days=1))
    found = looked(cast, lambda lake: breakdown(lake, "month", span, span.before, months=months))
    assert [(row.key, row.now.new_buyers) for row in found.rows if row.now.buyers] == [
        ("2026-04-21", 1), ("2026-05-22", 0),
    ]  # fmt: skip
