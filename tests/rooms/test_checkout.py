"""A checkout from quote to return: what is held, captured, released, and how it comes back."""

from contextlib import suppress

import pytest
from django.db import transaction

from tests.people import after
from tests.rooms.shop import Shop, card, off, percent, points, wallet
from vafa.activities.shapes import Purchase
from vafa.checkout.actions import minting
from vafa.checkout.errors import HoldEnded, NothingToHold, TenderRefused
from vafa.checkout.models import Checkout, Settings
from vafa.offers.actions import writing
from vafa.rewards.errors import CodeRefused
from vafa.rewards.shapes import OfferGiven

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    made = Shop()
    made.cast.buys("sara", 10_000)
    return made


def units(shop, who="sara"):
    told = shop.cast.units(who)
    return told.active, told.held


def test_a_quote_is_an_estimate_and_changes_nothing(shop):
    told = shop.quote("sara", 5_000, pay=[points(200)])
    assert (told.bill.payable_minor, told.bill.rest_minor) == (5_000, 3_000)
    assert [(part.units, part.minor) for part in told.bill.parts] == [(200, 2_000)]
    assert [award.units for award in told.awards] == [300]
    assert (units(shop), Checkout.objects.count()) == ((1_000, 0), 0)


def test_what_is_held_cannot_be_spent_and_is_captured_with_its_receipt(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)])
    assert units(shop) == (800, 200)
    outcome = shop.pays(held)
    assert outcome.status == "booked"
    assert [award.units for award in outcome.awards] == [300]
    assert units(shop) == (1_100, 0)
    assert Checkout.objects.get().state == "captured"


def test_a_hold_that_is_released_leaves_everything_as_it_was(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)])
    assert shop.release(held).state == "released"
    assert units(shop) == (1_000, 0)
    with pytest.raises(HoldEnded) as told:
        shop.capture(held)
    assert told.value.data["state"] == "released"


def test_a_hold_ends_by_itself_whether_or_not_anybody_writes_it_down(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)], minutes=10)
    shop.cast.at(after(0, 10 / 60))
    assert units(shop) == (1_000, 0)
    outcome = shop.pays(held)
    assert (outcome.status, outcome.refusal.code, outcome.refusal.data["state"]) == ("refused", "hold_ended", "lapsed")
    assert units(shop) == (1_000, 0)


def test_a_partial_capture_is_final_and_the_rest_goes_back(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)])
    assert shop.capture(held, take={0: 45}).state == "captured"
    assert units(shop) == (955, 0)


def test_a_whole_return_brings_every_tender_back_and_nothing_twice(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)])
    shop.pays(held, "R9")
    back = shop.cast.returns("R9")
    assert [(each.means, each.amount_minor, each.units) for each in back.tenders] == [
        ("points", 2_000, 200), ("rest", 3_000, 0),
    ]  # fmt: skip
    assert units(shop) == (1_000, 0)
    assert shop.cast.returns("R9").refusal.code == "receipt_returned_already"


def test_a_return_by_steps_gives_each_tender_its_share_of_each_step(shop):
    """DOMAIN.md §5: 67 cash and 33 points over 33/33/34 give 22 + 11, 22 + 11, 23 + 11."""
    Settings.objects.filter(club=shop.club).update(pay_minor=1)
    held = shop.hold("sara", 33, 33, 34, pay=[points(33)])
    shop.pays(held, "R9")
    steps = [shop.cast.returns("R9", line).tenders for line in (1, 2, 3)]
    told = [[(each.means, each.amount_minor, each.units) for each in step] for step in steps]
    assert told == [
        [("points", 11, 11), ("rest", 22, 0)],
        [("points", 11, 11), ("rest", 22, 0)],
        [("points", 11, 11), ("rest", 23, 0)],
    ]


def test_an_offer_is_used_without_being_asked_for(shop):
    shop.offer(percent(1000))
    held = shop.hold("sara", 5_000)
    assert (held.bill.payable_minor, [each.minor for each in held.bill.used]) == (4_500, [500])


def test_an_offer_that_was_changed_or_taken_off_is_met_so_by_the_very_next_basket(shop):
    made = shop.offer(off(200))
    assert shop.quote("sara", 1_000).bill.payable_minor == 800
    given = OfferGiven(name_fa="تخفیف", name_en="Offer", effect=off(300))
    writing.change_offer(club=shop.club, offer_id=made.id, given=given)
    assert shop.quote("sara", 1_000).bill.payable_minor == 700
    writing.set_state(club=shop.club, offer_id=made.id, state="off")
    assert shop.quote("sara", 1_000).bill.payable_minor == 1_000


def test_a_change_that_was_rolled_back_is_met_by_nobody(shop):
    shop.offer(off(200))

    def changed_and_gone(minor):
        with suppress(ZeroDivisionError), transaction.atomic():
            shop.offer(off(minor))
            assert shop.quote("sara", 1_000).bill.payable_minor == 800 - minor
            raise ZeroDivisionError

    changed_and_gone(50)
    assert shop.quote("sara", 1_000).bill.payable_minor == 800
    changed_and_gone(60)


def test_a_budget_is_reserved_at_the_hold_used_at_the_capture_and_refilled_by_the_return(shop):
    offer = shop.offer(off(500), budget_minor=800)

    def budget():
        offer.budget.refresh_from_db()
        return offer.budget.reserved, offer.budget.used

    held = shop.hold("sara", 5_000)
    assert budget() == (500, 0)
    assert shop.hold("negar", 5_000).bill.used[0].minor == 300
    assert budget() == (800, 0)
    assert [each.code for each in shop.quote("omid", 5_000).bill.unused] == ["budget_used_up"]
    shop.pays(held, "R9")
    assert budget() == (300, 500)
    shop.cast.returns("R9")
    assert budget() == (300, 0)


def test_a_voucher_works_once_and_comes_back_with_its_basket(shop):
    (code,) = shop.vouchers(off(700))
    held = shop.hold("sara", 5_000, codes=[code])
    with pytest.raises(CodeRefused):
        shop.hold("negar", 5_000, codes=[code])
    shop.pays(held, "R9")
    shop.cast.returns("R9")
    assert shop.hold("negar", 5_000, codes=[code]).bill.payable_minor == 4_300


def test_a_code_is_free_again_when_the_hold_of_it_has_ended(shop):
    (code,) = shop.vouchers(off(700))
    shop.hold("sara", 5_000, codes=[code], minutes=10)
    shop.cast.at(after(0, 0.5))
    assert shop.hold("negar", 5_000, codes=[code]).bill.payable_minor == 4_300


def test_a_gift_card_pays_in_parts_and_its_money_comes_back_to_it(shop):
    gift = shop.gift_card(3_000)
    held = shop.hold("sara", 2_000, pay=[card(gift.code)])
    outcome = shop.pays(held, "R9")
    assert [award.units for award in outcome.awards] == [200]
    assert shop.quote("negar", 2_000, pay=[card(gift.code)]).bill.parts[0].minor == 1_000
    back = shop.cast.returns("R9")
    assert [(each.means, each.units) for each in back.tenders] == [("gift_card", 2_000)]
    assert shop.quote("negar", 9_000, pay=[card(gift.code)]).bill.parts[0].minor == 3_000


def test_spending_bought_money_earns_and_spending_given_money_does_not(shop):
    given = shop.gift_card(2_000, bought=False)
    assert shop.quote("sara", 2_000, pay=[card(given.code)]).awards == ()
    held = shop.hold("sara", 2_000, pay=[card(given.code)])
    assert shop.pays(held).awards == ()


def test_a_reward_used_on_a_basket_costs_its_units_and_both_come_back(shop):
    reward = shop.reward(kind="amount_off", effect=off(1_000), units=300)
    held = shop.hold("sara", 5_000, rewards=[reward.id])
    assert (held.bill.payable_minor, units(shop)) == (4_000, (700, 300))
    shop.pays(held, "R9")
    assert units(shop) == (1_100, 0)
    shop.cast.returns("R9")
    assert units(shop) == (1_000, 0)


def test_an_order_that_uses_nothing_is_not_held(shop):
    with pytest.raises(NothingToHold):
        shop.hold("sara", 5_000)


def test_more_points_than_there_are_refuse_the_hold_and_it_is_remembered(shop):
    with pytest.raises(TenderRefused) as first:
        shop.hold("sara", 50_000, pay=[points(1_001)], reference="H1")
    shop.cast.buys("sara", 10_000)
    with pytest.raises(TenderRefused) as again:
        shop.hold("sara", 50_000, pay=[points(1_001)], reference="H1")
    assert again.value.data == first.value.data == {"means": "points", "why": "not_enough_units"}
    assert shop.hold("sara", 50_000, pay=[points(1_001)], reference="H2").state == "open"


def test_the_receipt_of_a_checkout_says_nothing_that_the_checkout_has(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)])
    (outcome,) = shop.cast.record(Purchase("R9", checkout=held.id, store="centre"))
    assert outcome.refusal.code == "receipt_from_checkout"
    assert units(shop) == (800, 200)


def test_a_wallet_pays_with_what_was_bought_and_given_told_apart(shop):
    minting.top_up(house=shop.cast.house, source="till", member=shop.cast.members["sara"], minor=600, reference="T1")
    held = shop.hold("sara", 1_000, pay=[wallet()])
    assert [(part.units, part.granted_minor) for part in held.bill.parts] == [(600, 0)]
    assert shop.pays(held).awards[0].units == 100


def test_the_same_hold_again_is_the_first_one(shop):
    first = shop.hold("sara", 5_000, pay=[points(200)], reference="H1")
    assert shop.hold("sara", 5_000, pay=[points(200)], reference="H1") == first
    assert (units(shop), Checkout.objects.count()) == ((800, 200), 1)
