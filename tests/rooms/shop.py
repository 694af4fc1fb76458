"""A club whose members spend: its cast with rewards, vouchers, gift cards and ways to pay."""

from datetime import timedelta

from tests.people import PHONES, POINTS, TILL, Cast, make_cast, programme
from vafa.activities.actions import paying
from vafa.activities.shapes import Purchase
from vafa.checkout.actions import minting, settling
from vafa.checkout.actions.redeeming import Wish, redeem
from vafa.checkout.models import Settings
from vafa.checkout.shapes import BasketLine, Order, PayWith
from vafa.offers.actions import writing
from vafa.rewards.actions import batches, catalogue
from vafa.rewards.models import Voucher
from vafa.rewards.queries.eligible import person_of
from vafa.rewards.shapes import BatchGiven, OfferGiven, RewardGiven

UNITS = frozenset({"points"})


class Shop:
    """`shop.hold("sara", 1000, pay=[points()])`. A point is worth ten Rial when it pays."""

    def __init__(self, cast: Cast | None = None, **settings):
        self.cast = cast or make_cast(programme(units=(POINTS,)))
        given = {"pay_unit": "points", "pay_minor": 10} | settings
        Settings.objects.create(club=self.cast.club, **given)
        self.count = 0

    @property
    def club(self):
        return self.cast.club

    def name(self):
        self.count += 1
        return f"S{self.count}"

    def order(self, who, *lines, **facts):
        made = tuple(BasketLine(each) if isinstance(each, int) else each for each in lines)
        facts.setdefault("store", "centre")
        return Order(made, card=PHONES.get(who, who), **{name: _tuple(value) for name, value in facts.items()})

    def quote(self, who, *lines, **facts):
        return paying.quote(house=self.cast.house, source=TILL, order=self.order(who, *lines, **facts))

    def hold(self, who, *lines, minutes=15, reference="", **facts):
        order = self.order(who, *lines, **facts)
        return paying.hold(
            house=self.cast.house, source=TILL, order=order, reference=reference or self.name(),
            lasts=timedelta(minutes=minutes),
        )  # fmt: skip

    def pays(self, held, reference=""):
        """The receipt of a checkout."""
        return self.cast.record(Purchase(reference or self.name(), checkout=held.id))[0]

    def capture(self, held, take=None, reference=""):
        return settling.capture(
            house=self.cast.house, source="till", checkout_id=held.id, reference=reference or self.name(), take=take
        )

    def release(self, held, reference=""):
        return settling.release(
            house=self.cast.house, source="till", checkout_id=held.id, reference=reference or self.name()
        )

    def reward(self, listed=True, **given):
        facts = {"name_fa": "قهوه", "name_en": "Coffee", "kind": "goods", "unit": "points", "units": 90}
        made = catalogue.write_reward(
            club=self.club, given=RewardGiven(**facts | given), units=UNITS, now=self.cast.now
        )
        return catalogue.list_reward(club=self.club, reward_id=made.id) if listed else made

    def offer(self, effect, **given):
        facts = {"name_fa": "تخفیف", "name_en": "Offer", "effect": effect}
        made = writing.write_offer(club=self.club, given=OfferGiven(**facts | given), now=self.cast.now)
        return writing.set_state(club=self.club, offer_id=made.id, state="listed")

    def vouchers(self, effect, count=1, **given):
        facts = {"name_fa": "بن", "name_en": "Voucher", "effect": effect}
        batch = batches.open_batch(club=self.club, given=BatchGiven(**facts | given), origin="made", now=self.cast.now)
        batches.make_codes(club=self.club, batch=batch, count=count)
        return sorted(Voucher.objects.filter(batch_id=batch.id).values_list("code", flat=True))

    def gift_card(self, minor, **facts):
        return minting.sell_gift_card(house=self.cast.house, source="till", minor=minor, reference=self.name(), **facts)

    def person(self, who):
        return person_of(self.club, self.cast.members[who], self.cast.now, "centre")

    def redeem(self, who, reward, reference="", store="centre"):
        house = self.cast.house
        wish = Wish(house, "till", self.person(who), reward, reference or self.name(), house.stores[store].id)
        return redeem(wish)


def _tuple(value):
    return tuple(value) if isinstance(value, list) else value


def points(units=None):
    return PayWith("points", units=units)


def wallet(units=None):
    return PayWith("wallet", units=units)


def card(code, units=None):
    return PayWith("gift_card", code=code, units=units)


def percent(basis_points, **facts):
    return {"type": "percent_off", "basis_points": basis_points} | facts


def off(minor, **facts):
    return {"type": "amount_off", "minor": minor} | facts
