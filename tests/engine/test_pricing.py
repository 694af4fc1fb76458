"""Line offers, basket offers, delivery, tax, tenders; which offers stand together; and the figures of DOMAIN.md §4."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import line, purchase
from vafa.engine.checkout.effects import AmountOff, CheapestFree, FreeDelivery, FreeItem, PercentOff
from vafa.engine.checkout.offers import Offer
from vafa.engine.checkout.pricing import Basket, price
from vafa.engine.checkout.tenders import PointsRate, points_to_pay, units_due_back
from vafa.engine.earning.base import Lines
from vafa.engine.earning.conditions import AmountAtLeast
from vafa.engine.earning.words import Name

DRINKS = Lines(categories=("drink",))


def offer(id, effect, **facts):
    return Offer(id, Name(id, id), effect, **facts)


def basket(*lines, tax=(), step=1, **facts):
    return Basket(purchase(*lines, **facts), tax, step)


def used(priced):
    return {each.offer: each.minor for each in priced.applied}


def refused(priced):
    return {each.offer: (each.code, each.by) for each in priced.refused}


def test_line_offers_come_before_basket_offers_and_delivery_before_tax():
    made = price(
        basket(line(1, 1000, "drink"), line(2, 500), delivery_minor=200, tax=(1000, 1000)),
        [
            offer("basket", PercentOff(1000), priority=1),
            offer("drinks", PercentOff(2000, lines=DRINKS), priority=2),
            offer("home", FreeDelivery()),
        ],
    )
    assert used(made) == {"drinks": 200, "basket": 130, "home": 200}
    assert [each.discount_minor for each in made.lines] == [280, 50]
    assert (made.delivery_minor, made.tax_minor, made.payable_minor) == (0, 117, 1287)


@pytest.mark.parametrize(
    ("effect", "lines", "taken"),
    [
        (PercentOff(1500), [line(1, 333)], {1: 49}),
        (PercentOff(5000, ceiling_minor=100), [line(1, 900), line(2, 300)], {1: 75, 2: 25}),
        (AmountOff(100), [line(1, 30), line(2, 20)], {1: 30, 2: 20}),
        (AmountOff(10), [line(1, 33), line(2, 33), line(3, 33)], {1: 4, 2: 3, 3: 3}),
        (AmountOff(50, lines=DRINKS), [line(1, 500), line(2, 40, "drink")], {2: 40}),
        (FreeItem(DRINKS), [line(1, 300, "drink", quantity=3), line(2, 150, "drink")], {2: 150}),
        (FreeItem(DRINKS, quantity=2), [line(1, 300, "drink", quantity=3), line(2, 150, "drink")], {1: 100, 2: 150}),
        (FreeItem(DRINKS, ceiling_minor=60), [line(1, 100, "drink")], {1: 60}),
        (CheapestFree(3), [line(1, 300, quantity=2), line(2, 90), line(3, 400)], {2: 90}),
        (CheapestFree(2), [line(1, 300, quantity=2), line(2, 90), line(3, 400)], {1: 150, 2: 90}),
        (CheapestFree(3), [line(1, 300, quantity=2)], {}),
    ],
)
def test_what_an_effect_takes_off(effect, lines, taken):
    made = price(basket(*lines), [offer("o", effect)])
    assert {each.number: each.discount_minor for each in made.lines if each.discount_minor} == taken


def test_an_exclusive_offer_stands_with_none_but_those_always_allowed():
    offers = [
        offer("a", AmountOff(100), stacking="exclusive", priority=1),
        offer("b", AmountOff(50), priority=2),
        offer("c", AmountOff(30), stacking="exclusive", priority=3),
        offer("d", AmountOff(10), stacking="always", priority=4),
    ]
    made = price(basket(1000), offers)
    assert used(made) == {"a": 100, "d": 10}
    assert refused(made) == {"b": ("exclusive_is_used", "a"), "c": ("exclusive_is_used", "a")}


def test_an_exclusive_offer_after_a_common_one_does_not_combine():
    offers = [offer("a", AmountOff(50), priority=1), offer("b", AmountOff(100), stacking="exclusive", priority=2)]
    made = price(basket(1000), offers)
    assert (used(made), refused(made)) == ({"a": 50}, {"b": ("does_not_combine", "a")})


def test_an_offer_that_takes_nothing_is_in_nobodys_way():
    offers = [
        offer("a", PercentOff(5000, lines=DRINKS), stacking="exclusive", priority=1),
        offer("b", AmountOff(50), priority=2),
    ]
    made = price(basket(1000), offers)
    assert (used(made), refused(made)) == ({"b": 50}, {"a": ("nothing_to_take_off", "")})


def test_a_group_has_so_many_places():
    offers = [offer(f"v{n}", AmountOff(10), group="voucher", group_limit=2, priority=n) for n in (1, 2, 3)]
    made = price(basket(1000), offers)
    assert (used(made), refused(made)) == ({"v1": 10, "v2": 10}, {"v3": ("group_is_full", "voucher")})


def test_conditions_are_judged_on_the_basket_as_brought():
    offers = [
        offer("half", PercentOff(5000), priority=1),
        offer("big", AmountOff(50), when=AmountAtLeast(1000), priority=2),
        offer("bigger", AmountOff(50), when=AmountAtLeast(1001), priority=3),
    ]
    made = price(basket(1000), offers)
    assert (used(made), refused(made)) == ({"half": 500, "big": 50}, {"bigger": ("condition_not_met", "")})


def test_a_budget_leaves_what_it_has():
    made = price(
        basket(600, 400), [offer("a", PercentOff(5000), most_minor=101), offer("b", AmountOff(1), most_minor=0)]
    )
    assert (used(made), refused(made)) == ({"a": 101}, {"b": ("budget_used_up", "")})
    assert [each.discount_minor for each in made.lines] == [61, 40]


def test_gift_cards_and_top_ups_are_never_cheaper():
    made = price(basket(replace(line(1, 500), prepaid=True), line(2, 100)), [offer("half", PercentOff(5000))])
    assert [each.discount_minor for each in made.lines] == [0, 50]


def test_a_shop_that_charges_in_steps_rounds_down_before_anything_is_compared():
    made = price(basket(333, 334, tax=(900, 900), step=10), [])
    assert (made.tax_minor, made.payable_minor, made.rounded_off_minor) == (60, 720, 7)
    assert [each.discount_minor for each in made.lines] == [0, 7]
    assert sum(each.net_minor for each in made.lines) + made.tax_minor == 720


def test_the_barred_say_why():
    made = price(basket(100), [offer("a", AmountOff(10), barred="not_yet")])
    assert (made.payable_minor, refused(made)) == (100, {"a": ("not_yet", "")})


@pytest.mark.parametrize(
    ("rate", "payable", "has", "asked", "out"),
    [
        (PointsRate(10), 1005, 500, None, (100, 1000, "")),
        (PointsRate(10), 1005, 50, None, (50, 500, "")),
        (PointsRate(10), 502, 500, None, (50, 500, "")),
        (PointsRate(10), 1005, 50, 51, (0, 0, "not_enough_units")),
        (PointsRate(10, least_units=20), 1005, 50, 19, (0, 0, "fewer_than_least")),
        (PointsRate(1, 3), 1000, 11, None, (9, 3, "")),
        (PointsRate(7, 2), 10, 100, None, (2, 7, "")),
        (PointsRate(7, 2), 14, 100, 3, (3, 10, "")),
        (PointsRate(10), 9, 100, None, (0, 0, "fewer_than_least")),
    ],
)
def test_points_pay_in_whole_units_for_whole_money(rate, payable, has, asked, out):
    assert points_to_pay(rate, payable, has, asked) == out


def test_points_worth_more_than_one_come_back_whole_and_the_last_step_empties():
    rate = PointsRate(10)
    assert [units_due_back(rate, 33, 330, back) for back in (0, 9, 110, 219, 329, 330)] == [0, 0, 11, 21, 32, 33]
    with pytest.raises(ValueError, match="more"):
        units_due_back(rate, 33, 330, 331)


EFFECTS = st.one_of(
    st.builds(PercentOff, st.integers(1, 10_000), st.integers(0, 300), st.sampled_from([Lines(), DRINKS])),
    st.builds(AmountOff, st.integers(1, 2000), st.sampled_from([Lines(), DRINKS])),
    st.builds(FreeItem, st.just(DRINKS), st.integers(1, 3), st.integers(0, 50)),
    st.builds(CheapestFree, st.integers(1, 4)),
    st.builds(FreeDelivery, st.integers(0, 100)),
)
STACKING = st.sampled_from(["common", "exclusive", "always"])


@given(
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 4), st.sampled_from(["", "drink"])), min_size=1, max_size=6),
    st.lists(st.tuples(EFFECTS, STACKING, st.integers(1, 3), st.sampled_from(["", "g"])), max_size=6),
    st.integers(0, 300), st.sampled_from([0, 900, 1750]), st.sampled_from([1, 10, 1000]),
)  # fmt: skip
def test_no_basket_goes_below_zero_or_fails_to_add_up(lines, offers, delivery, rate, step):
    made = tuple(line(n, amount, kind, quantity=count) for n, (amount, count, kind) in enumerate(lines, 1))
    asked = [offer(str(n), each[0], stacking=each[1], priority=each[2], group=each[3]) for n, each in enumerate(offers)]
    priced = price(basket(*made, delivery_minor=delivery, tax=(rate,) * len(made), step=step), asked)
    assert all(0 <= each.discount_minor <= each.amount_minor for each in priced.lines)
    assert (
        priced.payable_minor == sum(each.net_minor for each in priced.lines) + priced.delivery_minor + priced.tax_minor
    )
    off = sum(each.discount_minor for each in priced.lines) + delivery - priced.delivery_minor
    assert off == sum(each.minor for each in priced.applied) + priced.rounded_off_minor
    assert len(priced.applied) + len(priced.refused) == len(asked)
    stackings = [asked[int(each.offer)].stacking for each in priced.applied]
    assert stackings.count("exclusive") <= 1
    assert not ("exclusive" in stackings and "common" in stackings)
