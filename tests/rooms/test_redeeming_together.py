"""Many take rewards in one batch: each is judged as if those before it were done, and a refused one fails alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rooms.shop import Shop
from vafa.base.errors import ReferenceConflict, Refusal
from vafa.base.models import Counter, Outbox, RefusedSpend
from vafa.checkout.actions.redeeming import Wish, redeem_all
from vafa.checkout.errors import NotSpendable
from vafa.ledger.models import Movement
from vafa.ledger.verification import findings
from vafa.members.actions import households
from vafa.rewards.actions import batches
from vafa.rewards.errors import LimitReached, PoolEmpty, SoldOut
from vafa.rewards.models import Redemption
from vafa.rewards.shapes import BatchGiven

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """Sara has 1,000 points, Negar 300."""
    made = Shop()
    made.cast.buys("sara", 10_000)
    made.cast.buys("negar", 3_000)
    return made


def wish(shop, who, reward, reference=""):
    house = shop.cast.house
    return Wish(house, "till", shop.person(who), reward, reference or shop.name(), house.stores["centre"].id)


def told(shop, *wishes):
    """Each answer in a word: the state, with a star for a repeated one, or the refusal."""
    answers = redeem_all([wish(shop, *each) for each in wishes])
    return [
        type(each) if isinstance(each, Refusal) else each.redemption.state + ("" if each.first else "*")
        for each in answers
    ]


def test_they_are_taken_in_their_order_until_the_units_are_spent(shop):
    cake = shop.reward(units=400)
    asked = [("sara", cake), ("negar", cake), ("sara", cake), ("sara", cake)]
    assert told(shop, *asked) == ["waiting", NotSpendable, "waiting", NotSpendable]
    assert (shop.cast.active("sara"), shop.cast.active("negar")) == (200, 300)
    assert Redemption.objects.count() == 2
    assert Outbox.objects.filter(event="reward_redeemed").count() == 2
    assert RefusedSpend.objects.count() == 2
    assert Counter.objects.get(id=cake.stock_id).used == 2
    assert list(findings(shop.club)) == []


def test_stock_and_a_limit_end_within_a_batch(shop):
    few, once = shop.reward(units=10, stock=2), shop.reward(units=10, limit_count=1)
    assert told(shop, ("sara", few), ("negar", few), ("sara", few)) == ["waiting", "waiting", SoldOut]
    assert told(shop, ("sara", once), ("sara", once), ("negar", once)) == ["waiting", LimitReached, "waiting"]
    assert told(shop, ("sara", once)) == [LimitReached]


def test_a_budget_that_is_too_small_leaves_the_stock_as_it_was(shop):
    dear = shop.reward(units=10, stock=5, cost_minor=700, budget_minor=1_000)
    assert told(shop, ("sara", dear), ("negar", dear)) == ["waiting", SoldOut]
    assert Counter.objects.get(id=dear.stock_id).used == 1
    assert Counter.objects.get(id=dear.budget_id).used == 700


def test_twins_hear_what_the_first_of_them_heard(shop):
    cake, bread = shop.reward(units=600), shop.reward(units=10)
    asked = [("sara", cake, "A"), ("sara", cake, "A"), ("sara", bread, "A"), ("sara", cake, "B"), ("sara", cake, "B")]
    assert told(shop, *asked) == ["waiting", "waiting*", ReferenceConflict, NotSpendable, NotSpendable]
    assert told(shop, *asked) == ["waiting*", "waiting*", ReferenceConflict, NotSpendable, NotSpendable]
    assert shop.cast.active("sara") == 400


def test_a_refusal_that_comes_late_is_of_its_own_wish_alone(shop):
    given = BatchGiven(name_fa="کتاب", name_en="Books")
    pool = batches.open_batch(club=shop.club, given=given, origin="pool", now=shop.cast.now)
    batches.bring_pool(club=shop.club, batch=pool, lines=["ABC-1001"])
    reward = shop.reward(kind="pool_code", units=100, pool_id=pool.id)
    cake = shop.reward(units=50)
    assert told(shop, ("sara", reward), ("negar", reward), ("negar", cake)) == ["done", PoolEmpty, "waiting"]
    assert (shop.cast.active("sara"), shop.cast.active("negar")) == (900, 250)


def test_two_of_a_household_spend_one_purse_in_one_batch(shop):
    sara, negar = (shop.cast.members[who] for who in ("sara", "negar"))
    made = households.open_household(club=shop.club, member_id=sara, name="Kia", now=shop.cast.now)
    households.join_household(club=shop.club, household_id=made.id, member_id=negar, draws=True, now=shop.cast.now)
    cake = shop.reward(units=600)
    assert told(shop, ("negar", cake), ("sara", cake), ("sara", cake)) == ["waiting", "waiting", NotSpendable]
    assert shop.cast.active("sara") + shop.cast.active("negar") == 100
    assert list(findings(shop.club)) == []


def test_a_batch_of_twenty_asks_as_many_statements_as_one(shop):
    bread = shop.reward(units=1)
    wishes = [wish(shop, "sara", bread) for _ in range(21)]
    with CaptureQueriesContext(connection) as one:
        redeem_all(wishes[:1])
    with CaptureQueriesContext(connection) as twenty:
        redeem_all(wishes[1:])
    assert len(twenty) == len(one)
    assert Movement.objects.filter(kind="redemption").count() == 21
