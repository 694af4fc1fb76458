"""What a member will buy again, and what is new to them: exact on small baskets, and said with chances that hold."""

import random
from datetime import timedelta

import numpy as np
import pytest

from tests.insight.test_lake import asked, refreshed
from tests.people import IMPORT, NOON, make_cast
from vafa.activities.shapes import Line, Purchase
from vafa.insight.actions.suggesting import suggest
from vafa.insight.lake.reading import NoLake, opened
from vafa.insight.metrics.breakdown import Scope, choose
from vafa.insight.metrics.suggestions import trial_of
from vafa.insight.predicting import recommending
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.intervals import wilson
from vafa.insight.predicting.logistic import Said, calibration
from vafa.insight.predicting.recommending import Bought, Chances, hit_rate, likeness, ndcg, offers_of, tried
from vafa.members.actions.joining import Joining, join
from vafa.members.models import Member


def bought(*rows, members=4, products=3):
    """Rows of (member, product, days ago)."""
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return Bought(columns[:, 0], columns[:, 1], columns[:, 2].astype(float), (members, products))


def listed(offers, member, again):
    there = (offers.members == member) & (offers.again == again)
    return offers.products[there].tolist()


def test_what_was_bought_often_and_lately_comes_first():
    """Twice 90 days ago counts as once today; a product of 30 days ago stands before one of 90."""
    before = bought((0, 0, 90), (0, 0, 90 + 90), (0, 1, 30), (0, 2, 90), products=3)
    offers = offers_of(before, likeness(before))
    assert listed(offers, 0, 1) == [1, 0, 2]
    assert offers.scores[:3].tolist() == pytest.approx([2 ** (-1 / 3), 0.75, 0.5])


def test_alike_is_what_the_same_members_buy():
    """Members 0 and 1 buy products 0 and 1 on the same day, so they are quite alike; product 2 is bought by another."""
    like = likeness(bought((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1), (2, 2, 1))).toarray()
    assert like[0, 1] == pytest.approx(1.0)
    assert like[0, 2] == like[0, 0] == 0.0


def test_what_is_new_is_like_what_they_buy_and_says_because_of_what():
    before = bought((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1), (1, 2, 40), (3, 0, 5))
    offers = offers_of(before, likeness(before))
    assert listed(offers, 3, 0) == [1, 2]
    assert listed(offers, 3, 1) == [0]
    assert listed(offers, 2, 1) == []  # who bought nothing has no list
    assert set(offers.because[offers.members == 3].tolist()) == {0}


def test_ndcg_and_hits_are_those_of_the_books():
    assert ndcg([[1, 2, 3]], [{1, 2}]) == 1.0
    assert ndcg([[3, 1]], [{1}]) == pytest.approx(1 / np.log2(3))
    assert ndcg([[1], [2]], [set(), {9}]) == 0.0
    assert hit_rate([[1], [2], [3]], [{1}, {5}, set()]) == 0.5


def test_the_interval_of_a_share_is_wilsons():
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert wilson(0, 0) == (0.0, 1.0)


def test_an_offer_has_the_interval_of_those_that_were_told_the_same():
    said = calibration(np.array([0.1, 0.15, 0.3]), np.array([1.0, 0.0, 1.0]), (0.0, 0.2, 1.0))
    assert said == (Said(0.0, 0.2, 2, pytest.approx(0.125), 1), Said(0.2, 1.0, 1, pytest.approx(0.3), 1))
    chances = Chances(None, said)
    low, high = wilson(0.24, 2)
    assert chances.range_of(0.12) == pytest.approx((low, 1.0))
    assert low < 0.12 < high < high + 0.375
    low, high = chances.range_of(0.9)
    assert low < 0.9 <= high


def made_up(members=400, seed=3):
    """Twelve products; members buy one of their own every ten days, and now and then the next one."""
    chance = np.random.default_rng(seed)
    rows = []
    for member in range(members):
        own = member % 12
        rows += [(member, own, day) for day in range(1 + member % 10, 360, 10)]
        rows += [(member, (own + 1) % 12, int(day)) for day in chance.integers(1, 360, int(chance.integers(0, 12)))]
    return bought(*rows, members=members, products=12)


def test_chances_hold_on_days_that_were_not_known():
    trial = tried(made_up())
    assert trial.ndcg > trial.ndcg_popular
    told = sum(step.count * step.said for step in trial.said)
    came = sum(step.happened for step in trial.said)
    assert told == pytest.approx(came, rel=0.15)


def test_where_everybody_knows_everything_the_other_list_is_told_alone():
    chance = np.random.default_rng(1)
    rows = [(member, product, int(day)) for member in range(300) for product in (0, 1)
            for day in chance.integers(1, 90, 2)]  # fmt: skip
    everything = [(member, product, 89) for member in range(300) for product in (0, 1)]
    chances = recommending.learnt(bought(*rows, *everything, members=300, products=2), 30)
    assert (chances.models[0] is None, chances.models[1] is None) == (True, False)


def test_of_too_few_nothing_is_said():
    with pytest.raises(NotFitted):
        tried(made_up(members=50))


@pytest.fixture
def cast():
    """Three hundred members of 120 days: each has a drink of their own every ten days, some a cake with it."""
    cast, chance = make_cast(), random.Random(5)
    start = NOON - timedelta(days=300)
    people = [Joining(start, "counter", phone=f"0913{number:07}") for number in range(300)]
    receipts = []
    for number, member in enumerate(join(club=cast.club, people=people, now=NOON)):
        for ago in range(1 + number % 10, 120, 10):
            skus = [f"drink-{number % 3}"] + ([f"cake-{chance.randrange(6)}"] if chance.random() < 0.3 else [])
            lines = tuple(Line(100, sku) for sku in skus)
            at = NOON - timedelta(days=ago)
            receipts.append(Purchase(f"{number}-{ago}", lines, member=member, happened_at=at))
    for start_at in range(0, len(receipts), 500):
        cast.record(*receipts[start_at : start_at + 500], source=IMPORT)
    return cast


@pytest.mark.django_db
def test_every_member_has_lists_in_the_lake_and_how_right_they_were_stands_beside(cast):
    with pytest.raises(NoLake):
        suggest(club=cast.club, now=cast.now)
    refreshed(cast)
    trial = suggest(club=cast.club, now=cast.now)
    assert trial.ndcg > 0.9  # their own drink comes first
    with opened(cast.club.id) as lake:
        assert trial_of(lake.notes) == ((NOON + timedelta(days=1)).date(), trial)
    first = asked(cast, "SELECT sku, count(*) FROM suggestions WHERE again AND rank = 0 GROUP BY 1 ORDER BY 1")
    assert first == [(f"drink-{number}", 100) for number in range(3)]
    [(least, most, last)] = asked(cast, "SELECT min(low), max(high), max(last_day) FROM suggestions")
    assert 0 <= least <= most <= 1
    assert last == (NOON - timedelta(days=1)).date()
    refreshed(cast)
    assert asked(cast, "SELECT count(DISTINCT member) FROM suggestions") == [(300,)]
    surest = surest_of(cast, Scope())
    assert len(surest) == len({row[0] for row in surest}) > 100
    gone = Member.objects.filter(id=surest[0][0])
    gone.update(left_at=NOON)
    refreshed(cast)
    assert {row[0] for row in surest_of(cast, Scope())} == {row[0] for row in surest[1:]}
    assert surest_of(cast, Scope(tier="gold")) == []


def surest_of(cast, scope):
    with opened(cast.club.id) as lake:
        choose(lake, scope)
        return lake.ask("surest_new", most=500)


@pytest.mark.django_db
def test_a_club_with_few_buyers_has_no_lists_and_says_so():
    cast = make_cast()
    cast.buys("sara", Line(100, "tea"))
    refreshed(cast)
    assert suggest(club=cast.club, now=cast.now) is None
    with opened(cast.club.id) as lake:
        assert trial_of(lake.notes)[1] is None
    assert asked(cast, "SELECT count(*) FROM suggestions") == [(0,)]


def test_a_list_has_ten_products_at_most():
    rows = [(member, product, 1) for member in range(2) for product in range(15)]
    before = bought(*rows, (2, 0, 1), members=3, products=15)
    offers = offers_of(before, likeness(before))
    assert len(listed(offers, 0, 1)) == len(listed(offers, 2, 0)) == recommending.MOST
