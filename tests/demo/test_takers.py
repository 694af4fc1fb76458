"""Narvan’s members take something along the way, and some on the last day."""

import pytest

from tests.rooms.shop import Shop
from vafa.activities.actions.recording import HISTORY_AT_ONCE
from vafa.demo.narvan.catalogue import take_some, takers
from vafa.rewards.models import Redemption

pytestmark = pytest.mark.django_db


def test_some_take_the_dearest_they_can_and_going_on_takes_nothing_twice():
    shop = Shop()
    shop.club.is_demo, shop.club.stands_at = True, shop.cast.now
    shop.club.save()
    shop.reward(units=90)
    shop.reward(units=700, name_en="Cake")
    shop.cast.buys(sorted(shop.cast.members, key=lambda who: shop.cast.members[who])[0], 10_000)
    take_some(shop.club)
    take_some(shop.club)
    assert [each.units for each in Redemption.objects.all()] == [700]


def test_along_the_way_one_in_eighty_takes_what_their_points_pay():
    """At the thirteenth batch it is the second member by id: of beans for 500 and coffee for 90 the dearest."""
    shop = Shop()
    shop.reward(units=90, name_en="Filter coffee")
    shop.reward(units=500, name_en="Beans, 250 g")
    shop.reward(units=600, name_en="Cake")
    second = sorted(shop.cast.members, key=lambda who: shop.cast.members[who])[1]
    shop.cast.buys(second, 7_000)
    take = takers(shop.club)
    take(shop.cast.now, 13 * HISTORY_AT_ONCE)
    take(shop.cast.now, 13 * HISTORY_AT_ONCE)
    assert [(each.units, each.state) for each in Redemption.objects.all()] == [(500, "done")]
    assert shop.cast.active(second) == 200
    take(shop.cast.now, HISTORY_AT_ONCE)
    assert Redemption.objects.count() == 1
