"""On Narvan's last day some members have taken something."""

import pytest

from tests.rooms.shop import Shop
from vafa.demo.narvan.catalogue import take_some
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
