"""Rewards from the catalogue to the member's hand, and back."""

import pytest

from tests.people import after, make_cast, named
from tests.rooms.shop import Shop, card, off
from vafa.base.models import Outbox
from vafa.checkout.actions import minting, undoing
from vafa.checkout.errors import NotSpendable, UnitsReturnable
from vafa.checkout.models import Settings
from vafa.engine import codes
from vafa.engine.tiers import Ladder, Tier
from vafa.rewards.actions import batches, catalogue, redemptions
from vafa.rewards.errors import (
    CounterTaken,
    NotAReward,
    PoolEmpty,
    RedemptionSettled,
    RewardNotNow,
    RewardNotYours,
    SoldOut,
)
from vafa.rewards.models import Batch, RedemptionStep, Voucher
from vafa.rewards.queries import catalogue as listing
from vafa.rewards.shapes import BatchGiven, RewardGiven

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    made = Shop()
    made.cast.buys("sara", 10_000)
    return made


def test_goods_wait_are_handed_over_and_each_step_is_kept(shop):
    taken = shop.redeem("sara", shop.reward(units=90))
    assert (taken.state, taken.units, shop.cast.active("sara"), len(taken.code)) == ("waiting", 90, 910, 6)
    redemptions.hand_over(club=shop.club, redemption_id=taken.id, now=after(0, 1))
    with pytest.raises(RedemptionSettled):
        redemptions.hand_over(club=shop.club, redemption_id=taken.id, now=after(0, 2))
    steps = RedemptionStep.objects.order_by("at").values_list("state", "at")
    assert list(steps) == [("waiting", shop.cast.now), ("done", after(0, 1))]


def test_what_is_given_back_returns_units_stock_and_limit_once(shop):
    cake = shop.reward(units=90, stock=1, limit_count=1)
    taken = shop.redeem("sara", cake)
    with pytest.raises(SoldOut):
        shop.redeem("negar", shop.reward(units=0, stock=0, name_en="None"))
    back = {"house": shop.cast.house, "source": "console", "redemption_id": taken.id, "reason": "gone"}
    assert undoing.give_back_redemption(**back).state == "given_back"
    with pytest.raises(RedemptionSettled):
        undoing.give_back_redemption(**back)
    assert shop.cast.active("sara") == 1_000
    assert shop.redeem("sara", cake).state == "waiting"
    assert RedemptionStep.objects.filter(redemption_id=taken.id, state="given_back").get().reason == "gone"


def test_what_nobody_comes_for_goes_back_by_itself(shop):
    shop.redeem("sara", shop.reward(units=90, keep_days=14))
    assert undoing.end_kept(club=shop.club, now=after(13)) == 0
    assert undoing.end_kept(club=shop.club, now=after(14)) == 1
    assert shop.cast.at(after(14)).active("sara") == 1_000


def test_a_voucher_is_the_members_own_and_its_units_return_if_it_is_not_used(shop):
    reward = shop.reward(kind="voucher", effect=off(500), units=200)
    taken = shop.redeem("sara", reward)
    assert (taken.state, codes.is_code(taken.gives)) == ("issued", True)
    assert shop.quote("negar", 5_000, codes=[taken.gives]).bill.unused[0].code == "code_refused"
    assert shop.quote("sara", 5_000, codes=[taken.gives]).bill.payable_minor == 4_500
    assert undoing.end_kept(club=shop.club, now=after(14)) == 1
    assert shop.cast.at(after(14)).active("sara") == 1_000
    assert shop.quote("sara", 5_000, codes=[taken.gives]).bill.unused[0].code == "code_refused"


def test_a_voucher_that_was_used_is_done_and_gives_nothing_back(shop):
    taken = shop.redeem("sara", shop.reward(kind="voucher", effect=off(500), units=200))
    shop.pays(shop.hold("sara", 5_000, codes=[taken.gives]))
    left = shop.cast.active("sara")
    assert undoing.end_kept(club=shop.club, now=after(14)) == 0
    assert shop.cast.at(after(14)).active("sara") == left
    assert redemptions.get(shop.club, taken.id).state == "done"


def test_codes_that_are_out_keep_their_terms_when_the_reward_changes(shop):
    reward = shop.reward(kind="voucher", effect=off(500), units=200)
    first = shop.redeem("sara", reward)
    given = RewardGiven(name_fa="بن", name_en="Voucher", kind="voucher", unit="points", units=200, effect=off(900))
    catalogue.change_reward(club=shop.club, reward_id=reward.id, given=given, units=frozenset({"points"}))
    second = shop.redeem("sara", listing.get(shop.club, reward.id))
    bills = [shop.quote("sara", 5_000, codes=[each.gives]).bill.payable_minor for each in (first, second)]
    assert (bills, Batch.objects.count()) == ([4_500, 4_100], 2)


def test_a_credit_to_the_wallet_and_a_gift_card_are_money_that_was_given(shop):
    shop.redeem("sara", shop.reward(kind="wallet", value_minor=700, units=100))
    assert shop.cast.active("sara", "wallet") == 700
    made = shop.redeem("sara", shop.reward(kind="gift_card", value_minor=600, units=100, name_en="Card"))
    bill = shop.quote("negar", 5_000, pay=[card(made.gives)]).bill
    assert (bill.parts[0].minor, bill.parts[0].granted_minor) == (600, 600)


def test_a_code_of_a_partner_comes_out_of_its_pool_until_it_is_empty(shop):
    given = BatchGiven(name_fa="کتاب", name_en="Books")
    pool = batches.open_batch(club=shop.club, given=given, origin="pool", now=shop.cast.now)
    told = batches.bring_pool(
        club=shop.club, batch=pool, lines=["\ufeffABC-1001", "ABC-1002", "abc1001", "x", "", "کتاب-۱"]
    )
    assert (told.taken, told.left_out) == (
        2,
        [(3, "abc1001", "twice"), (4, "x", "too_short"), (6, "کتاب-۱", "not_a_code")],
    )
    reward = shop.reward(kind="pool_code", units=100, pool_id=pool.id)
    assert [shop.redeem("sara", reward).gives for _ in range(2)] == ["ABC1001", "ABC1002"]
    with pytest.raises(PoolEmpty):
        shop.redeem("sara", reward)
    assert shop.cast.active("sara") == 800


def test_the_price_may_differ_by_tier_and_a_reward_may_be_for_one_alone():
    ladder = Ladder((Tier("low", named("low"), 0), Tier("high", named("high"), 5_000)), window="lifetime")
    shop = Shop(make_cast(ladder=ladder))
    shop.cast.buys("sara", 10_000)
    shop.cast.buys("negar", 1_000)
    reward = shop.reward(units=90, prices={"high": 60})
    assert [shop.redeem(who, reward).units for who in ("sara", "negar")] == [60, 90]
    alone = shop.reward(units=1, tiers=("high",), name_en="High alone")
    with pytest.raises(RewardNotYours) as told:
        shop.redeem("negar", alone)
    assert told.value.data["why"] == "not_for_this_tier"
    assert "High alone" not in [each.reward.name_en for each in listing.offered(shop.person("negar"))]


def test_a_draft_and_what_is_over_cannot_be_taken(shop):
    with pytest.raises(RewardNotNow):
        shop.redeem("sara", shop.reward(listed=False))
    with pytest.raises(RewardNotNow):
        shop.redeem("sara", shop.reward(ends_at=after(-1)))
    with pytest.raises(RewardNotNow):
        shop.redeem("sara", shop.reward(starts_at=after(1)))


def test_too_few_units_refuse_it_and_the_refusal_is_remembered(shop):
    dear = shop.reward(units=1_001)
    for _ in range(2):
        with pytest.raises(NotSpendable) as told:
            shop.redeem("sara", dear, reference="D1")
        shop.cast.buys("sara", 10_000)
    assert told.value.data == {"asked": 1_001, "active": 1_000}


def test_units_that_may_still_come_back_do_not_become_vouchers_where_the_club_says_so(shop):
    Settings.objects.update(returnable_units_max=100)
    reward = shop.reward(kind="voucher", effect=off(500), units=200)
    with pytest.raises(UnitsReturnable):
        shop.redeem("sara", reward)
    assert shop.redeem("sara", shop.reward(units=200)).units == 200
    shop.cast.at(after(31))
    assert shop.redeem("sara", reward).state == "issued"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "yacht"}, "kind"),
        ({"unit": "miles"}, "unit"),
        ({"name_fa": "", "name_en": " "}, "name"),
        ({"kind": "percent_off"}, "effect"),
        ({"kind": "percent_off", "effect": {"type": "percent_off", "basis_points": 10_001}}, "effect.basis_points"),
        ({"kind": "amount_off", "effect": {"type": "amount_off"}}, "effect.minor is missing"),
        ({"effect": off(5)}, "effect"),
        ({"kind": "wallet"}, "value_minor"),
        ({"kind": "pool_code"}, "pool_id"),
        ({"limit_period": "fortnight"}, "limit_period"),
        ({"handed": "drone"}, "handed"),
        ({"condition": {"type": "full_moon"}}, "condition.type"),
        ({"starts_at": after(2), "ends_at": after(1)}, "ends_at"),
    ],
)
def test_a_reward_that_is_none_is_refused_with_the_place(shop, given, why):
    with pytest.raises(NotAReward) as told:
        shop.reward(**given)
    assert told.value.data["why"].startswith(why)


def test_stock_is_not_set_below_what_is_taken(shop):
    reward = shop.reward(units=10, stock=5)
    shop.redeem("sara", reward)
    given = RewardGiven(name_fa="ک", name_en="C", kind="goods", unit="points", units=10, stock=0)
    with pytest.raises(CounterTaken):
        catalogue.change_reward(club=shop.club, reward_id=reward.id, given=given, units=frozenset({"points"}))


def test_codes_are_made_different_and_a_stopped_batch_works_no_more(shop):
    made = shop.vouchers(off(5), 12_000)
    assert (len(set(made)), Batch.objects.get().count) == (12_000, 12_000)
    batches.stop_batch(club=shop.club, batch_id=Batch.objects.get().id, now=shop.cast.now)
    assert shop.quote("sara", 5_000, codes=[made[0]]).bill.unused[0].code == "code_refused"
    assert Voucher.objects.count() == 12_000


def test_a_gift_card_is_topped_up_and_what_is_left_is_refunded(shop):
    made = shop.gift_card(500)
    house = shop.cast.house
    minting.top_up_gift_card(house=house, source="till", typed=made.code, minor=300, reference="U1")
    minting.top_up_gift_card(house=house, source="till", typed=made.code, minor=300, reference="U1")
    assert shop.quote("sara", 5_000, pay=[card(made.code)]).bill.parts[0].minor == 800
    with pytest.raises(NotSpendable):
        minting.refund_gift_card(house=house, source="till", typed=made.code, minor=801, reference="U2")
    minting.refund_gift_card(house=house, source="till", typed=made.code, minor=800, reference="U3")
    assert shop.quote("sara", 5_000, pay=[card(made.code)]).bill.refused_tenders[0].code == "not_enough_money"


def test_each_debit_is_announced(shop):
    shop.redeem("sara", shop.reward(units=90))
    assert Outbox.objects.filter(event="reward_redeemed").get().data["units"] == 90


def test_who_has_not_been_judged_yet_has_what_the_lowest_tier_has():
    ladder = Ladder((Tier("low", named("low"), 0), Tier("high", named("high"), 1_000_000)))
    shop = Shop(make_cast(ladder=ladder))
    low, high = shop.reward(units=0, tiers=("low",)), shop.reward(units=0, tiers=("high",))
    assert shop.redeem("negar", low).state == "waiting"
    with pytest.raises(RewardNotYours):
        shop.redeem("negar", high)
    shop.offer(off(100), tiers=["low"])
    assert shop.quote("negar", 1_000).bill.payable_minor == 900
