"""A debit that the member says was not theirs."""

import pytest

from tests.laws.laws import broken
from tests.people import after
from tests.rooms.shop import Shop, card, off, points, wallet
from vafa.base.models import Outbox
from vafa.checkout import errors
from vafa.checkout.actions import minting
from vafa.checkout.actions.disputing import decide, dispute
from vafa.checkout.actions.settling import release
from vafa.checkout.actions.transferring import transfer
from vafa.checkout.models import Settings
from vafa.ledger.models import Account, Movement
from vafa.members.actions.households import join_household, open_household
from vafa.members.actions.merging import merge
from vafa.rewards.errors import RedemptionSettled
from vafa.rewards.models import GiftCard, Redemption

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    made = Shop()
    made.cast.buys("sara", 10_000)  # 1,000 points
    return made


def debit(shop, who="sara"):
    return Movement.objects.filter(member_id=shop.cast.members[who], kind="redemption").latest("seq")


def says(shop, movement, who="sara", text="I was abroad"):
    return dispute(club=shop.club, member=shop.cast.members[who], movement_id=movement.id, text=text, now=shop.cast.now)


def decides(shop, case, right=True):
    return decide(house=shop.cast.house, source="console", dispute_id=case.id, right=right, answer="We looked.")


def paid(shop, units=100, reference="R9"):
    """A receipt of 2,000 of which so many points paid ten each."""
    shop.pays(shop.hold("sara", 2_000, pay=[points(units)]), reference=reference)
    return debit(shop)


def test_a_member_who_is_right_gets_the_units_back_and_one_who_is_not_keeps_the_answer(shop):
    first = says(shop, paid(shop))
    there = shop.cast.active("sara")
    second = says(shop, paid(shop, 50, "R10"))
    before = shop.cast.active("sara")
    assert decides(shop, first).state == "given_back"
    assert shop.cast.active("sara") == before + 100
    assert (decides(shop, second, right=False).state, shop.cast.active("sara")) == ("refused", before + 100)
    assert there == 1_000 - 100 + 100  # what the 1,000 in cash of R9 earned
    told = Outbox.objects.filter(event__contains="disput").order_by("booked_at", "id")
    assert list(told.values_list("event", flat=True)) == [
        "debit_disputed", "debit_disputed", "dispute_decided", "dispute_decided",
    ]  # fmt: skip


def test_saying_it_twice_is_one_case_and_deciding_it_twice_is_refused(shop):
    spent = paid(shop)
    case = says(shop, spent)
    assert says(shop, spent, text="again") == case
    decides(shop, case)
    there = shop.cast.active("sara")
    with pytest.raises(errors.DisputeDecided):
        decides(shop, case)
    assert shop.cast.active("sara") == there


@pytest.mark.parametrize(("first", "then"), [("dispute", "return"), ("return", "dispute")])
def test_a_dispute_and_a_return_give_the_same_units_back_once(shop, first, then):
    case = says(shop, paid(shop))
    verbs = {"dispute": lambda: decides(shop, case), "return": lambda: shop.cast.returns("R9")}
    verbs[first]()
    verbs[then]()
    assert shop.cast.active("sara") == 1_000


def test_a_return_of_half_after_a_dispute_gives_back_money_alone(shop):
    shop.pays(shop.hold("sara", 1_000, 1_000, pay=[points(100)]), reference="R9")
    decides(shop, says(shop, debit(shop)))
    before = shop.cast.active("sara")
    told = shop.cast.returns("R9", 1).tenders
    assert [(each.means, each.units) for each in told if each.unit] == [("points", 0)]
    assert shop.cast.active("sara") == before - 50  # half of what its cash had earned
    shop.cast.returns("R9", 2)
    assert shop.cast.active("sara") == 1_000


def test_a_reward_that_waits_goes_back_whole(shop):
    taken = shop.redeem("sara", shop.reward(stock=1))
    decides(shop, says(shop, debit(shop)))
    taken.refresh_from_db()
    assert (taken.state, shop.cast.active("sara")) == ("given_back", 1_000)
    assert shop.redeem("negar", shop.reward(units=0)).state == "waiting"
    assert Redemption.objects.filter(state="given_back").count() == 1


def test_what_was_not_spent_or_is_another_members_or_too_long_ago_is_refused(shop):
    earned = Movement.objects.get(member_id=shop.cast.members["sara"], kind="accrual")
    spent = paid(shop)
    for movement, who in ((earned, "sara"), (spent, "negar")):
        with pytest.raises(errors.UnknownDebit):
            says(shop, movement, who)
    shop.cast.at(after(15))
    with pytest.raises(errors.DisputeTooLate):
        says(shop, spent)


def test_after_a_merge_the_units_go_where_the_person_is(shop):
    case = says(shop, paid(shop))
    before = shop.cast.active("sara")
    sara, negar = shop.cast.members["sara"], shop.cast.members["negar"]
    merge(club=shop.club, surviving=negar, absorbed=sara, units=["points"], reason="one", now=shop.cast.now)
    decides(shop, case)
    assert shop.cast.active("negar") == before + 100


def test_a_hold_is_no_debit(shop):
    held = shop.hold("sara", 2_000, pay=[points(100)])
    assert not Movement.objects.filter(kind="redemption").exists()
    release(house=shop.cast.house, source="till", checkout_id=held.id, reference="X")
    assert shop.cast.active("sara") == 1_000


def test_a_voucher_that_was_used_is_not_given_back_too(shop):
    taken = shop.redeem("sara", shop.reward(kind="voucher", effect=off(500)))
    shop.pays(shop.hold("sara", 2_000, codes=[taken.gives]))
    there = shop.cast.active("sara")
    with pytest.raises(RedemptionSettled):
        decides(shop, says(shop, debit(shop)))
    assert shop.cast.active("sara") == there


def wallet_reward(shop):
    return shop.reward(kind="wallet", units=100, value_minor=5_000)


def test_money_that_a_disputed_reward_became_is_taken_back(shop):
    shop.redeem("sara", wallet_reward(shop))
    assert (shop.cast.active("sara"), shop.cast.active("sara", "wallet")) == (900, 5_000)
    decides(shop, says(shop, debit(shop)))
    assert (shop.cast.active("sara"), shop.cast.active("sara", "wallet")) == (1_000, 0)


def test_of_that_money_what_was_spent_already_stays_spent(shop):
    shop.redeem("sara", wallet_reward(shop))
    case = says(shop, debit(shop))
    minting.top_up(house=shop.cast.house, source="till", member=shop.cast.members["sara"], minor=700, reference="T1")
    shop.pays(shop.hold("sara", 2_000, pay=[wallet(2_000)]))
    there = shop.cast.active("sara", "wallet")
    assert there == 3_700
    decides(shop, case)
    assert (shop.cast.active("sara"), shop.cast.active("sara", "wallet")) == (1_000, 700)


def test_money_held_by_an_open_basket_is_left_to_it(shop):
    shop.redeem("sara", wallet_reward(shop))
    case = says(shop, debit(shop))
    held = shop.hold("sara", 2_000, pay=[wallet(2_000)])
    decides(shop, case)
    assert shop.cast.active("sara", "wallet") == 0
    shop.pays(held)
    assert shop.cast.active("sara", "wallet") == 0


def test_after_a_merge_the_money_is_taken_where_the_person_is(shop):
    shop.redeem("sara", wallet_reward(shop))
    case = says(shop, debit(shop))
    sara, negar = shop.cast.members["sara"], shop.cast.members["negar"]
    merge(club=shop.club, surviving=negar, absorbed=sara, units=["points", "wallet"], reason="one", now=shop.cast.now)
    assert shop.cast.active("negar", "wallet") == 5_000
    decides(shop, case)
    assert (shop.cast.active("negar"), shop.cast.active("negar", "wallet")) == (1_000, 0)


def test_a_gift_card_of_a_disputed_reward_is_emptied_and_stopped(shop):
    taken = shop.redeem("sara", shop.reward(kind="gift_card", units=100, value_minor=5_000))
    shop.pays(shop.hold("negar", 2_000, pay=[card(taken.gives, 2_000)]))
    decides(shop, says(shop, debit(shop)))
    holder = GiftCard.objects.get(code=taken.gives)
    assert holder.ended_at is not None
    assert Account.objects.get(member_id=holder.holder_id).balance == 0
    assert shop.cast.active("sara") == 1_000


@pytest.fixture
def gift(shop):
    """Sara gives Negar 60 of her points, of which Negar has 50 more of her own."""
    Settings.objects.filter(club=shop.club).update(transfer_units_max=100)
    shop.cast.buys("negar", 500)
    shop.cast.at(after(40))
    sara, negar = shop.cast.members["sara"], shop.cast.members["negar"]
    facts = {"sender": sara, "receiver": negar, "unit": "points", "units": 60}
    transfer(house=shop.cast.house, source="till", reference="G1", **facts)
    return Movement.objects.get(member_id=sara, kind="transfer")


def active(shop):
    return shop.cast.active("sara"), shop.cast.active("negar")


def test_a_transfer_that_the_giver_never_made_comes_back_from_whoever_has_it(shop, gift):
    assert active(shop) == (940, 110)
    decides(shop, says(shop, gift))
    assert active(shop) == (1_000, 50)


def test_of_a_transfer_what_was_spent_is_borne_by_the_club_and_what_is_held_stays_held(shop, gift):
    case = says(shop, gift)
    shop.redeem("negar", shop.reward(units=70))  # 50 of her own, the older, and 20 of the gift
    held = shop.hold("negar", 1_000, pay=[points(15)])
    assert active(shop) == (940, 25)
    decides(shop, case)
    assert active(shop) == (1_000, 0)
    borne = Movement.objects.get(kind="adjustment")
    assert borne.units == 35
    shop.pays(held)
    assert broken(shop.club, shop.cast.now) == {}


def test_whoever_has_become_one_with_the_receiver_is_given_nothing_twice(shop, gift):
    case = says(shop, gift)
    sara, negar = shop.cast.members["sara"], shop.cast.members["negar"]
    merge(club=shop.club, surviving=sara, absorbed=negar, units=["points"], reason="one", now=shop.cast.now)
    assert shop.cast.active("sara") == 1_050
    decides(shop, case)
    assert shop.cast.active("sara") == 1_050
    assert broken(shop.club, shop.cast.now) == {}


def test_a_household_s_own_use_is_no_matter_for_the_club(shop):
    shop.cast.buys("negar", 500)
    home = open_household(club=shop.club, member_id=shop.cast.members["sara"], name="x", now=shop.cast.now)
    facts = {"member_id": shop.cast.members["negar"], "draws": True}
    join_household(club=shop.club, household_id=home.id, now=shop.cast.now, **facts)
    shop.redeem("negar", shop.reward(units=70))
    used = Movement.objects.get(member_id=shop.cast.members["sara"], kind="transfer")
    with pytest.raises(errors.UnknownDebit):
        says(shop, used)
