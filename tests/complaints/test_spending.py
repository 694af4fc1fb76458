"""What fills the trackers of loyalty products, one test for each complaint. Exact figures, on a real database."""

from dataclasses import replace

import pytest

from tests.doors.console.desks import employ
from tests.people import after, make_cast, named, programme
from tests.rooms.shop import Shop, card, off, percent, points
from vafa.activities.actions import paying
from vafa.activities.actions.adjusting import adjust
from vafa.activities.errors import WrongCurrency
from vafa.activities.shapes import Line, Return
from vafa.base.models import Club
from vafa.checkout.actions import transferring
from vafa.checkout.errors import HoldEnded, NotSpendable, OfferRefused
from vafa.checkout.models import Settings
from vafa.checkout.shapes import BasketLine
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.conditions import AmountAtLeast
from vafa.engine.earning.effects import FixedUnits
from vafa.engine.earning.programme import Rule, Unit
from vafa.engine.expiry import Rolling
from vafa.ledger.actions.sweeping import sweep_due
from vafa.ledger.models import Lot
from vafa.members.actions.merging import merge
from vafa.opening.actions import change_club, settings_of
from vafa.opening.errors import FixedByReceipts
from vafa.rewards.errors import CodeRefused, LimitReached, TooManyWrongCodes
from vafa.rewards.models import Voucher

pytestmark = pytest.mark.django_db
TEN_DAYS = Unit("points", named("points"), value_minor_per=(1, 1), expiry=Rolling(10, Period.DAY))


@pytest.fixture
def shop():
    made = Shop()
    made.cast.buys("sara", 10_000)
    return made


def have(shop, who="sara"):
    told = shop.cast.units(who)
    return told.active, told.held, told.owed


def paid(shop, reference, *lines, who="sara", **facts):
    held = shop.hold(who, *lines, **facts)
    outcome = shop.pays(held, reference)
    assert outcome.status == "booked"
    return outcome


def test_points_are_not_kept_after_a_refund(shop):
    shop.cast.buys("negar", 10_000, reference="N1")
    assert have(shop, "negar") == (1_000, 0, 0)
    shop.cast.returns("N1")
    assert have(shop, "negar") == (0, 0, 0)


def test_points_spent_before_the_refund_are_owed_and_paid_by_the_next(shop):
    shop.cast.buys("negar", 10_000, reference="N1")
    shop.redeem("negar", shop.reward(units=400))
    shop.cast.returns("N1")
    assert have(shop, "negar") == (0, 0, 400)
    shop.cast.buys("negar", 5_000)
    assert have(shop, "negar") == (100, 0, 0)


def test_spent_points_come_back_once_and_are_not_lost(shop):
    paid(shop, "R9", 5_000, pay=[points(200)])
    assert have(shop) == (1_100, 0, 0)
    shop.cast.record(Return("B1", "R9"))
    assert have(shop) == (1_000, 0, 0)
    again = shop.cast.record(Return("B1", "R9"), Return("B2", "R9"))
    assert [(each.status, each.refusal and each.refusal.code) for each in again] == [
        ("replayed", None), ("refused", "receipt_returned_already"),
    ]  # fmt: skip
    assert have(shop) == (1_000, 0, 0)


def test_a_partial_return_by_quantity_gives_back_its_share(shop):
    paid(shop, "R9", 3_000, 1_000, pay=[points(200)])
    back = shop.cast.returns("R9", 2)
    assert [(each.means, each.amount_minor, each.units) for each in back.tenders] == [
        ("points", 500, 50), ("rest", 500, 0),
    ]  # fmt: skip
    assert have(shop) == (1_000 - 200 + 200 + 50 - 50, 0, 0)


def test_a_partial_return_by_amount_gives_back_its_share_and_the_steps_add_up(shop):
    paid(shop, "R9", 3_000, 1_000, pay=[points(100)])
    told = []
    for number, minor in enumerate((1_000, 1_000, 2_000)):
        (back,) = shop.cast.record(Return(f"B{number}", "R9", amount_minor=minor))
        told.append([(each.means, each.amount_minor, each.units) for each in back.tenders])
    assert told == [
        [("points", 250, 25), ("rest", 750, 0)],
        [("points", 250, 25), ("rest", 750, 0)],
        [("points", 500, 50), ("rest", 1_500, 0)],
    ]
    assert have(shop) == (1_000, 0, 0)


def test_what_was_paid_with_points_never_comes_back_as_cash(shop):
    paid(shop, "R9", 1_000, pay=[points(100)])
    back = shop.cast.returns("R9")
    assert [(each.means, each.amount_minor, each.units) for each in back.tenders] == [("points", 1_000, 100)]


def test_what_is_validated_is_what_is_drawn():
    """The total of an account counts pending, held and other lots; spending asks for what can be drawn."""
    shop = Shop()
    shop.cast.buys("sara", 5_000)
    shop.hold("sara", 9_000, pay=[points(300)])
    with pytest.raises(NotSpendable) as told:
        shop.redeem("sara", shop.reward(units=300))
    assert told.value.data == {"asked": 300, "active": 200}
    drawn = shop.redeem("sara", shop.reward(units=200, name_en="Small"))
    assert (drawn.units, have(shop)) == (200, (0, 300, 0))


def test_balances_do_not_collapse_at_expiry():
    """Debits without lots would leave spent units in the lot, to expire a second time."""
    shop = Shop(make_cast(programme(units=(TEN_DAYS,))))
    shop.cast.buys("sara", 1_000)
    shop.cast.at(after(5)).buys("sara", 1_000)
    shop.redeem("sara", shop.reward(units=100))
    shop.cast.at(after(12))
    sweep_due(club=shop.club, now=shop.cast.now)
    assert have(shop) == (100, 0, 0)


def test_not_one_unit_is_lost_in_three_way_splits(shop):
    Settings.objects.update(pay_minor=1)
    paid(shop, "R9", 100, 100, 100, pay=[points(100)])
    backs = [shop.cast.returns("R9", line) for line in (1, 2, 3)]
    assert [[each.units for each in back.tenders if each.unit] for back in backs] == [[33], [34], [33]]
    assert have(shop) == (1_000, 0, 0)


def test_nothing_is_earned_on_points_gift_cards_bought_and_top_ups(shop):
    assert paid(shop, "P1", 1_000, pay=[points(100)]).awards == ()
    bought = shop.cast.buys("negar", Line(5_000, tags=("gift_card",)), Line(1_000))
    assert [award.units for award in bought.awards] == [100]
    assert shop.cast.buys("omid", Line(5_000, tags=("top_up",))).awards == ()
    gift = shop.gift_card(5_000)
    assert [award.units for award in paid(shop, "P2", 5_000, pay=[card(gift.code)]).awards] == [500]


def test_points_count_on_the_net_without_tax_and_delivery(shop):
    shop.offer(percent(2000))
    held = shop.hold("sara", BasketLine(1_000, tax_basis_points=900), delivery_minor=300)
    assert (held.bill.tax_minor, held.bill.payable_minor) == (72, 800 + 300 + 72)
    assert [award.units for award in shop.pays(held).awards] == [80]


def test_the_payable_is_compared_after_rounding(shop):
    Settings.objects.update(charge_step_minor=1_000)
    held = shop.hold("sara", 5_499, pay=[points(500)])
    assert (held.bill.payable_minor, held.bill.rest_minor, held.bill.rounded_off_minor) == (5_000, 0, 499)
    outcome = shop.pays(held, "R9")
    assert (outcome.status, outcome.awards) == ("booked", ())


def test_a_return_after_the_units_have_ended_costs_nothing():
    shop = Shop(make_cast(programme(units=(TEN_DAYS,))))
    shop.cast.buys("sara", 1_000, reference="R1")
    shop.cast.at(after(15))
    back = shop.cast.returns("R1")
    assert [(each.units, each.ended, each.owed) for each in back.taken_back] == [(100, 100, 0)]
    assert have(shop) == (0, 0, 0)


def test_spent_points_that_have_ended_since_come_back_with_a_grace_given_once():
    shop = Shop(make_cast(programme(units=(TEN_DAYS,))))
    shop.cast.buys("sara", 1_000)
    shop.cast.at(after(9))
    paid(shop, "R9", 3_000, pay=[points(100)])
    shop.cast.at(after(20)).record(Return("B1", "R9"))
    assert have(shop) == (100, 0, 0)
    assert shop.cast.at(after(33.9)) and have(shop) == (100, 0, 0)
    assert shop.cast.at(after(34.1)) and have(shop) == (0, 0, 0)


def test_a_return_that_breaks_a_threshold_takes_back_what_the_threshold_gave():
    big = Rule("big", named("big"), FixedUnits("points", 200), AmountAtLeast(500))
    shop = Shop(make_cast(programme(big)))
    shop.cast.buys("sara", 300, 200, 100, reference="R1")
    taken = [sum(each.units for each in shop.cast.returns("R1", line).taken_back) for line in (3, 1, 2)]
    assert taken == [0, 200, 0]


def test_a_merge_loses_no_points(shop):
    shop.cast.buys("negar", 5_000)
    shop.redeem("negar", shop.reward(units=120))
    merge(
        club=shop.club, absorbed=shop.cast.members["negar"], surviving=shop.cast.members["sara"], units=["points"],
        reason="one person", now=shop.cast.now,
    )  # fmt: skip
    assert have(shop) == (1_000 + 500 - 120, 0, 0)


def test_a_transfer_does_not_extend_the_end_and_leaves_what_may_come_back():
    shop = Shop(make_cast(programme(units=(TEN_DAYS,)), return_window_days=3), transfer_units_max=1_000)
    shop.cast.buys("sara", 1_000)
    given = {"sender": shop.cast.members["sara"], "receiver": shop.cast.members["negar"], "unit": "points"}
    with pytest.raises(NotSpendable):
        transferring.transfer(house=shop.cast.house, source="till", units=60, reference="T1", **given)
    shop.cast.at(after(4))
    transferring.transfer(house=shop.cast.house, source="till", units=60, reference="T2", **given)
    assert (have(shop), have(shop, "negar")) == ((40, 0, 0), (60, 0, 0))
    ends = Lot.objects.values_list("expires_at", flat=True).distinct()
    assert len(ends) == 1
    shop.cast.at(after(11))
    assert (have(shop), have(shop, "negar")) == ((0, 0, 0), (0, 0, 0))


def test_two_exclusive_offers_do_not_stack(shop):
    shop.offer(off(500), stacking="exclusive", priority=1)
    shop.offer(off(900), stacking="exclusive", priority=2)
    bill = shop.hold("sara", 5_000).bill
    assert (bill.payable_minor, [each.code for each in bill.unused]) == (4_500, ["exclusive_is_used"])


def test_two_exclusive_vouchers_are_refused_by_name_and_nothing_is_held(shop):
    first, second = shop.vouchers(off(500), 1, stacking="exclusive") + shop.vouchers(off(600), 1, stacking="exclusive")
    with pytest.raises(OfferRefused) as told:
        shop.hold("sara", 5_000, codes=[first, second])
    assert told.value.data["why"] == "exclusive_is_used"
    assert Voucher.objects.filter(taken__gt=0).count() == 0


def test_an_open_hold_counts_for_the_limit_of_a_member(shop):
    shop.offer(off(500), limit_count=1, limit_period="month")
    first = shop.hold("sara", 5_000)
    assert [each.code for each in shop.quote("sara", 5_000).bill.unused] == ["limit_reached"]
    shop.release(first)
    assert shop.quote("sara", 5_000).bill.unused == ()


def test_a_reward_with_a_limit_is_not_taken_twice(shop):
    coffee = shop.reward(units=10, limit_count=1, limit_period="day")
    shop.redeem("sara", coffee)
    with pytest.raises(LimitReached) as told:
        shop.redeem("sara", coffee)
    assert told.value.data == {"most": 1, "period": "day"}
    shop.cast.at(after(1))
    assert shop.redeem("sara", coffee).units == 10


def test_guessing_codes_leads_nowhere_and_wrong_ones_all_answer_alike(shop):
    (code,) = shop.vouchers(off(500))
    (foreign,) = shop.vouchers(off(500))
    Voucher.objects.filter(code=foreign).update(member_id=shop.cast.members["omid"])
    paid(shop, "R9", 5_000, codes=[code])
    told = []
    for wrong in (code, foreign, "ABCDEFGHJKLMN", "۱۲۳۴"):
        with pytest.raises(CodeRefused) as refused:
            shop.hold("sara", 5_000, codes=[wrong])
        told.append((type(refused.value), refused.value.data))
    assert told == [(CodeRefused, {})] * 4
    for _ in range(2):
        with pytest.raises(CodeRefused):
            shop.hold("sara", 5_000, codes=["NOPE"])
    with pytest.raises(TooManyWrongCodes):
        shop.hold("sara", 5_000, codes=["NOPE"])
    shop.cast.at(after(0, 0.26))
    with pytest.raises(CodeRefused):
        shop.hold("sara", 5_000, codes=["NOPE"])


def test_money_of_another_currency_is_never_taken_for_ours(shop):
    quoted = shop.order("sara", 5_000, currency="EUR")
    from tests.people import TILL

    with pytest.raises(WrongCurrency):
        paying.quote(house=shop.cast.house, source=TILL, order=quoted)


def test_a_currency_does_not_change_under_money_that_is_put_by():
    shop = Shop()
    shop.gift_card(5_000)
    owner = employ(shop.club, "owner", "owner")
    wanted = replace(settings_of(shop.club), currency="EUR", money_shown="iso")
    with pytest.raises(FixedByReceipts):
        change_club(club=shop.club, settings=wanted, staff=owner, now=shop.cast.now)
    assert Club.objects.get(id=shop.club.id).currency == "IRR"


def test_a_capture_happens_once(shop):
    held = shop.hold("sara", 5_000, pay=[points(200)])
    first = shop.capture(held, reference="C1")
    assert shop.capture(held, reference="C1") == first
    with pytest.raises(HoldEnded):
        shop.capture(held, reference="C2")
    with pytest.raises(HoldEnded):
        shop.release(held, reference="C3")
    assert have(shop) == (800, 0, 0)


def test_units_taken_off_by_hand_are_not_spent_again(shop):
    adjust(
        house=shop.cast.house, member_id=shop.cast.members["sara"], unit="points", units=-950, reason="slip",
        reference="A1",
    )  # fmt: skip
    with pytest.raises(NotSpendable):
        shop.redeem("sara", shop.reward(units=51))
    assert have(shop) == (50, 0, 0)
