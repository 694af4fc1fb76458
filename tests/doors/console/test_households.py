"""A manager brings a household together and takes it apart; its members see it on their own pages."""

import pytest
from django.test import Client

from tests.doors.console.test_rewards import text
from tests.people import NOON, PHONES
from tests.rooms.shop import Shop
from vafa.base.models import Audit
from vafa.members.models import HouseholdPlace
from vafa.members.queries import issue_link


@pytest.fixture
def home(desk):
    """Sara has 1,000 points, Negar 300; Sara has opened a household."""
    desk.cast.buys("sara", 10_000)
    desk.cast.buys("negar", 3_000)
    desk.manager.post(desk.at("household/open/", "sara"), {"name": "Kia"})
    return desk


def adds(desk, who="negar", **given):
    form = {"card": PHONES[who], "draws": "on", "agreed": "on"} | given
    return text(desk.manager.post(desk.at("household/add/", "sara"), form, follow=True))


def own_page(desk, who):
    token, _ = issue_link(desk.cast.club, desk.cast.members[who], NOON)
    return f"/m/{token}"


def test_a_household_is_opened_filled_and_seen_by_its_members(home):
    assert "Opened. Now add who belongs to it." in text(home.manager.get(home.at("household/", "sara")))
    told = adds(home)
    assert "Added. They share what they can spend from now on." in told
    assert "can spend now, with theirs: 1,300 points" in told
    assert "to spend with theirs 1,300 points" in text(home.manager.get(home.at("", "negar")))
    seen = text(Client(HTTP_ACCEPT_LANGUAGE="en").get(own_page(home, "negar")))
    assert "Your household, Kia" in seen
    assert "1,300 points you can spend together" in seen
    noted = Audit.objects.filter(action__startswith="household").order_by("at").values_list("action", flat=True)
    assert list(noted) == ["household_opened", "household_joined"]


def test_nobody_is_added_who_was_not_asked_or_is_not_there_or_twice(home):
    unasked = home.manager.post(home.at("household/add/", "sara"), {"card": PHONES["negar"]}, follow=True)
    assert "Ask whoever you add whether the others may spend of theirs." in text(unasked)
    assert "No member shows this card. Check the digits." in adds(home, card="0912999")
    assert HouseholdPlace.objects.count() == 1
    adds(home)
    assert "They are in a household already." in adds(home)
    told = text(home.manager.post(home.at("household/open/", "omid"), {"name": " "}, follow=True))
    assert "Write what the household is called." in told
    assert HouseholdPlace.objects.count() == 2


def test_who_spends_of_another_s_is_named_in_both_ledgers(home):
    adds(home)
    shop = Shop(home.cast)
    shop.redeem("negar", shop.reward(units=500))
    assert "Spent by negar, household" in text(home.manager.get(home.at("", "sara")))
    assert "From sara, household" in text(home.manager.get(home.at("", "negar")))


def test_a_rule_is_changed_and_whoever_leaves_on_their_page_is_out(home):
    adds(home)
    home.manager.post(home.at("household/draws/", "negar"), {"draws": "no", "here": str(home.cast.members["sara"])})
    assert "spends their own alone" in text(home.manager.get(home.at("household/", "sara")))
    page = own_page(home, "sara")
    left = Client(HTTP_ACCEPT_LANGUAGE="en").post(f"{page}/household/leave", follow=True)
    assert "Your household" not in text(left)
    assert HouseholdPlace.objects.filter(ended_at=None).count() == 0
    told = text(
        home.manager.post(home.at("household/draws/", "negar"), {"draws": "yes", "here": "rubbish"}, follow=True)
    )
    assert "They are in no household any more." in told


def test_an_analyst_and_a_stranger_change_nothing(home):
    for rest in ("open/", "add/", "draws/", "leave/"):
        assert home.analyst.post(home.at(f"household/{rest}", "negar"), {"name": "x"}).status_code == 403
    assert Client().post("/m/forged/household/leave").status_code in {404, 410}
