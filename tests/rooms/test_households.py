"""Members who share what they can spend: each keeps an account, and whoever spends draws on the others'."""

from datetime import timedelta

import pytest

from tests.rooms.shop import Shop, points, wallet
from vafa.base.errors import Refusal
from vafa.base.models import Outbox
from vafa.checkout import errors as checkout_errors
from vafa.checkout.actions import minting, undoing
from vafa.checkout.actions.transferring import transfer
from vafa.checkout.models import Settings
from vafa.checkout.queries import purse
from vafa.ledger.models import Movement
from vafa.members import errors
from vafa.members.actions import households
from vafa.members.actions.joining import Joining, join
from vafa.members.actions.merging import merge
from vafa.members.models import Household, HouseholdPlace, Member
from vafa.members.queries import household_of, may_draw_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """Sara has 100 points, Negar 300, Omid 50; Sara and Negar are a household in which both may draw."""
    made = Shop()
    for who, minor in (("sara", 1_000), ("negar", 3_000), ("omid", 500)):
        made.cast.buys(who, minor)
    together(made, "sara", "negar")
    return made


def together(shop, first, *others, draws=True):
    id = shop.cast.members[first]
    made = households.open_household(club=shop.club, member_id=id, name="Kia", now=shop.cast.now)
    for who in others:
        joins(shop, made, who, draws)
    return made


def joins(shop, household, who, draws=True):
    return households.join_household(
        club=shop.club, household_id=household.id, member_id=shop.cast.members[who], draws=draws, now=shop.cast.now
    )


def leaves(shop, who):
    return households.leave_household(club=shop.club, member_id=shop.cast.members[who], now=shop.cast.now)


def points_of(shop, *people):
    return tuple(shop.cast.active(who) for who in people)


def can(shop, who, unit="points"):
    return purse.of_member(shop.cast.members[who], [unit], shop.cast.now)[unit]


def test_what_one_lacks_comes_from_the_other_and_no_more_of_it(shop):
    assert (can(shop, "sara"), can(shop, "negar"), can(shop, "omid")) == (400, 400, 50)
    shop.redeem("sara", shop.reward(units=150))
    assert points_of(shop, "sara", "negar") == (0, 250)
    carried = Movement.objects.filter(source="household").order_by("units")
    assert [(row.member_id, row.units) for row in carried] == [
        (shop.cast.members["negar"], -50), (shop.cast.members["sara"], 50),
    ]  # fmt: skip
    shop.redeem("negar", shop.reward(units=40, name_en="Tea"))
    assert points_of(shop, "sara", "negar") == (0, 210)


def test_a_basket_is_quoted_and_held_with_what_all_have(shop):
    assert shop.quote("sara", 5_000, pay=[points()]).bill.parts[0].units == 400
    held = shop.hold("sara", 5_000, pay=[points(350)])
    assert points_of(shop, "sara", "negar") == (0, 50)
    shop.pays(held, "P1")
    shop.cast.returns("P1")
    assert points_of(shop, "sara", "negar") == (350, 50)  # they come back to whoever paid
    with pytest.raises(checkout_errors.TenderRefused):
        shop.hold("sara", 5_000, pay=[points(401)])


def test_a_reward_that_goes_back_goes_to_whoever_took_it_and_is_the_household_s_still(shop):
    taken = shop.redeem("sara", shop.reward(units=150))
    undoing.give_back_redemption(house=shop.cast.house, source="console", redemption_id=taken.id, reason="x")
    assert points_of(shop, "sara", "negar") == (150, 250)
    assert (can(shop, "sara"), can(shop, "negar")) == (400, 400)


def test_who_may_not_draw_spends_their_own_alone_and_still_gives(shop):
    households.let_draw(club=shop.club, member_id=shop.cast.members["negar"], draws=False)
    assert (can(shop, "sara"), can(shop, "negar")) == (400, 300)
    with pytest.raises(checkout_errors.NotSpendable):
        shop.redeem("negar", shop.reward(units=350))
    shop.redeem("sara", shop.reward(units=350, name_en="Tea"))
    assert points_of(shop, "sara", "negar") == (0, 50)


def test_what_one_owes_all_have_less(shop):
    shop.redeem("negar", shop.reward(units=300))
    shop.cast.returns("R2")  # the receipt that earned Negar's points
    assert can(shop, "negar") == 0
    assert can(shop, "sara") == 0  # 100 of hers, less 300 owed
    shop.cast.buys("sara", 3_500)
    assert (can(shop, "sara"), can(shop, "negar")) == (150, 150)


def test_whoever_owes_and_draws_pays_first_what_they_owe(shop):
    shop.redeem("sara", shop.reward(units=100))
    shop.cast.returns("R1")
    assert (can(shop, "sara"), can(shop, "negar")) == (200, 200)
    shop.redeem("sara", shop.reward(units=150, name_en="Tea"))
    assert points_of(shop, "sara", "negar") == (0, 50)
    assert (can(shop, "sara"), can(shop, "negar")) == (50, 50)


def test_money_that_was_bought_stays_bought_in_another_s_hands(shop):
    negar = shop.cast.members["negar"]
    minting.top_up(house=shop.cast.house, source="till", member=negar, minor=2_000, reference="T1")
    made = shop.quote("sara", 1_500, pay=[wallet()])
    assert [(part.units, part.granted_minor) for part in made.bill.parts] == [(1_500, 0)]
    shop.pays(shop.hold("sara", 1_500, pay=[wallet()]))
    assert shop.cast.active("negar", "wallet") == 500
    assert shop.cast.active("sara") == 250  # it earned like cash


def test_what_a_household_uses_is_no_gift_and_may_still_come_back(shop):
    Settings.objects.filter(club=shop.club).update(transfer_units_max=20)
    shop.redeem("sara", shop.reward(units=150))  # Negar's receipt is of today, and 50 are more than 20
    shop.cast.at(shop.cast.now + timedelta(days=40))
    give(shop, 20)
    assert points_of(shop, "negar", "omid") == (230, 70)


def give(shop, units):
    sender, receiver = shop.cast.members["negar"], shop.cast.members["omid"]
    return transfer(
        house=shop.cast.house, source="till", sender=sender, receiver=receiver, unit="points", units=units,
        reference=shop.name(),
    )  # fmt: skip


def test_whoever_leaves_takes_their_own_and_the_last_two_part_together(shop):
    household = Household.objects.get()
    joins(shop, household, "omid")
    assert can(shop, "omid") == 450
    leaves(shop, "negar")
    assert (can(shop, "sara"), can(shop, "negar"), can(shop, "omid")) == (150, 300, 150)
    leaves(shop, "omid")
    assert (can(shop, "sara"), may_draw_on(shop.cast.members["sara"])) == (100, [])
    household.refresh_from_db()
    assert household.ended_at == shop.cast.now
    assert leaves(shop, "omid") is None
    told = Outbox.objects.filter(event__startswith="household").values_list("event", flat=True)
    assert sorted(told) == ["household_joined"] * 3 + ["household_left"] * 3


def test_one_household_at_a_time_of_ten_and_none_for_who_has_left(shop):
    household = Household.objects.get()

    def refused(act):
        with pytest.raises(Refusal) as told:
            act()
        return told.value.code

    assert refused(lambda: joins(shop, household, "sara")) == "in_household"
    assert refused(lambda: together(shop, "negar")) == "in_household"
    Member.objects.filter(id=shop.cast.members["omid"]).update(left_at=shop.cast.now)
    assert refused(lambda: joins(shop, household, "omid")) == "member_left"
    leaves(shop, "sara")
    assert refused(lambda: joins(shop, household, "sara")) == "unknown_household"
    assert refused(lambda: households.let_draw(club=shop.club, member_id=shop.cast.members["sara"], draws=True)) == (
        "unknown_household"
    )
    full = together(shop, "sara")
    people = [Joining(shop.cast.now, "counter", phone=f"0912333{place:04}") for place in range(10)]
    names = dict(enumerate(join(club=shop.club, people=people, now=shop.cast.now)))
    shop.cast.members |= names
    for place in range(9):
        joins(shop, full, place)
    assert refused(lambda: joins(shop, full, 9)) == "household_full"
    with pytest.raises(errors.HouseholdFull):
        joins(shop, full, "negar")


def test_after_a_merge_the_place_is_the_surviving_one_s(shop):
    sara, omid, negar = (shop.cast.members[who] for who in ("sara", "omid", "negar"))
    merge(club=shop.club, surviving=omid, absorbed=sara, units=["points"], reason="one", now=shop.cast.now)
    assert (can(shop, "omid"), can(shop, "negar")) == (450, 450)
    assert set(household_of(omid).others) == {negar}
    merge(club=shop.club, surviving=omid, absorbed=negar, units=["points"], reason="one", now=shop.cast.now)
    assert household_of(omid) is None
    assert HouseholdPlace.objects.filter(ended_at=None).count() == 0
    assert can(shop, "omid") == 450
