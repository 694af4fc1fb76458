"""The same balance, gift card, voucher or stock asked for by many at once: it gives exactly what it has."""

import os

import pytest

from tests.laws.laws import broken
from tests.laws.test_concurrency import WRITERS, at_once, copy
from tests.people import NOON, make_cast
from tests.rooms.shop import Shop, card, off, points
from vafa.base.errors import Refusal
from vafa.base.models import Counter
from vafa.checkout.models import Checkout
from vafa.members.actions import households
from vafa.members.actions.joining import Joining, join
from vafa.rewards.actions import catalogue, claiming
from vafa.rewards.models import Redemption, Use, Voucher
from vafa.rewards.queries.eligible import person_of
from vafa.rewards.shapes import BenefitGiven

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("VAFA_ROUNDS", "5"))
"""The whole of fifty takes minutes: VAFA_ROUNDS=50."""


def elsewhere(shop):
    """The same shop in another thread, with a name of its own for references."""
    other = object.__new__(Shop)
    other.__dict__ |= shop.__dict__ | {"cast": copy(shop.cast)}
    return other


def went(results):
    return sum(not isinstance(result, Refusal) for result in results)


def newcomers(round):
    return [f"0912222{round:02}{place:02}" for place in range(5)]


def join_some(shop, round):
    people = [Joining(NOON, "counter", phone=phone) for phone in newcomers(round)]
    return dict(zip(newcomers(round), join(club=shop.club, people=people, now=NOON), strict=True))


def test_64_redeems_of_one_balance_succeed_exactly_as_often_as_it_allows():
    shop = Shop(make_cast())
    coffee = shop.reward(units=100)
    for round in range(ROUNDS):
        shop.cast.buys("sara", 10_000)
        jobs = [
            lambda name=f"{round}-{place}": elsewhere(shop).redeem("sara", coffee, name) for place in range(WRITERS)
        ]
        assert went(at_once(jobs)) == 10
        assert (shop.cast.active("sara"), Redemption.objects.count()) == (0, 10 * (round + 1))
    assert broken(shop.club, NOON) == {}


def test_a_household_spends_at_once_exactly_what_it_has():
    shop = Shop(make_cast())
    coffee = shop.reward(units=100)
    sara, negar, omid = (shop.cast.members[who] for who in ("sara", "negar", "omid"))
    made = households.open_household(club=shop.club, member_id=sara, name="Kia", now=NOON)
    for member in (negar, omid):
        households.join_household(club=shop.club, household_id=made.id, member_id=member, draws=True, now=NOON)
    for round in range(ROUNDS):
        shop.cast.buys("sara", 6_500)
        shop.cast.buys("negar", 3_500)
        jobs = [
            lambda who=who, name=f"{round}-{place}": elsewhere(shop).redeem(who, coffee, name)
            for place, who in enumerate(["sara", "negar", "omid"] * 12)
        ]
        assert went(at_once(jobs)) == 10
        assert [shop.cast.active(who) for who in ("sara", "negar", "omid")] == [0, 0, 0]
    assert broken(shop.club, NOON) == {}


def test_a_gift_card_is_not_used_twice_at_once():
    """By members whose first act here it is: their accounts are opened while the card's is waited for."""
    shop = Shop(make_cast())
    for round in range(ROUNDS):
        shop.cast.members |= join_some(shop, round)
        pay = [card(shop.gift_card(1_000).code, 700)]
        jobs = [
            lambda who=who, pay=pay, name=f"G{round}-{place}": elsewhere(shop).hold(who, 700, pay=pay, reference=name)
            for place, who in enumerate(newcomers(round) * 4)
        ]
        assert went(at_once(jobs)) == 1
        assert Checkout.objects.count() == round + 1
    assert broken(shop.club, NOON) == {}


def test_a_voucher_for_one_use_is_held_by_one():
    shop = Shop(make_cast())
    (code,) = shop.vouchers(off(100))
    jobs = [
        lambda who=who, place=place: elsewhere(shop).hold(who, 700, codes=[code], reference=f"V{place}")
        for place, who in enumerate(["sara", "negar", "omid"] * 5)
    ]
    assert went(at_once(jobs)) == 1
    assert Voucher.objects.get(code=code).taken == 1


def test_the_last_pieces_go_to_as_many_as_there_are():
    shop = Shop(make_cast())
    for who in ("sara", "negar", "omid"):
        shop.cast.buys(who, 10_000)
    cake = shop.reward(units=10, stock=4)
    jobs = [
        lambda who=who, place=place: elsewhere(shop).redeem(who, cake, f"C{place}")
        for place, who in enumerate(["sara", "negar", "omid"] * 5)
    ]
    assert went(at_once(jobs)) == 4
    stock = Counter.objects.get(id=cake.stock_id)
    assert (stock.used, stock.reserved) == (4, 0)
    assert broken(shop.club, NOON) == {}


def test_a_benefit_is_claimed_at_once_no_more_often_than_each_may_and_there_is():
    cast = make_cast()
    given = BenefitGiven(name_fa="سالن", name_en="Lounge", kind="lounge", claimed=True, limit_count=2, capacity=5)
    lounge = catalogue.write_benefit(club=cast.club, given=given, now=NOON)

    def claims(who, place):
        person = person_of(cast.club, cast.members[who], NOON, "centre")
        return claiming.claim(person=person, benefit_id=lounge.id, source="till", reference=f"B{place}")

    people = enumerate(["sara", "negar", "omid"] * 7)
    assert went(at_once([lambda who=who, place=place: claims(who, place) for place, who in people])) == 5
    assert max(Use.objects.filter(member_id=id).count() for id in cast.members.values()) == 2
    capacity = Counter.objects.get(id=lounge.capacity_id)
    assert (capacity.used, capacity.reserved) == (5, 0)


def test_a_capture_and_a_release_at_once_end_one_way():
    shop = Shop(make_cast())
    shop.cast.buys("sara", 10_000)
    held = shop.hold("sara", 5_000, pay=[points(300)])
    jobs = [
        *(lambda place=place: elsewhere(shop).capture(held, reference=f"K{place}") for place in range(8)),
        *(lambda place=place: elsewhere(shop).release(held, reference=f"L{place}") for place in range(8)),
    ]
    assert went(at_once(jobs)) == 1
    state = Checkout.objects.get().state
    assert (state, shop.cast.active("sara")) in {("captured", 700), ("released", 1_000)}
    assert broken(shop.club, NOON) == {}
