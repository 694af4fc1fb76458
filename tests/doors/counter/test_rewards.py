"""A cashier gives a member a reward; above the club's threshold the member's own word is needed."""

import pytest
from django.test import Client

from tests.doors.console.test_rewards import text
from tests.people import after
from vafa.checkout.models import Settings
from vafa.members import fresh
from vafa.members.models import Member, Proof
from vafa.members.queries import issue_link
from vafa.rewards.actions import catalogue
from vafa.rewards.models import Redemption, Use
from vafa.rewards.shapes import BenefitGiven, RewardGiven


@pytest.fixture
def coffee(bar):
    """Worth 90,000 Toman; the club wants the member's word above 50,000."""
    bar.cast.buys("sara", 10_000)
    Settings.objects.create(club=bar.cast.club, proof_above_minor=500_000)
    given = RewardGiven(name_fa="قهوه", name_en="Coffee", kind="goods", unit="points", units=90, worth_minor=900_000)
    made = catalogue.write_reward(club=bar.cast.club, given=given, units=frozenset({"points"}), now=bar.cast.now)
    return catalogue.list_reward(club=bar.cast.club, reward_id=made.id)


def take(bar, reward, proof="", reference="a"):
    form = {"reward": str(reward.id), "reference": reference, "proof": proof}
    return bar.cashier.post(bar.at("rewards/", "sara"), form)


def code(bar, minutes=0):
    sara = Member.objects.get(id=bar.cast.members["sara"])
    return fresh.code(sara.id, sara.links_round, fresh.window_of(after(0, minutes / 60)))


def test_without_their_word_nothing_is_taken(bar, coffee):
    refused = take(bar, coffee)
    assert (refused.status_code, bar.cast.active("sara")) == (422, 1_000)
    assert "Ask for their PIN or the code on their page." in text(refused)


def test_the_code_on_their_page_pays_once(bar, coffee):
    assert take(bar, coffee, code(bar)).status_code == 302
    assert bar.cast.active("sara") == 910
    refused = take(bar, coffee, code(bar), "b")
    assert "neither their PIN nor a fresh code" in text(refused)
    assert (bar.cast.active("sara"), Redemption.objects.count()) == (910, 1)


def test_a_code_of_the_minute_before_works_and_an_older_one_does_not(bar, coffee):
    assert take(bar, coffee, code(bar, -2)).status_code == 422
    assert take(bar, coffee, code(bar, -1), "b").status_code == 302


def test_a_pin_works_too_and_five_wrong_ones_lock_it(bar, coffee):
    bar.cashier.post(bar.at("pin/", "sara"), {"pin": "۲۵۸۰"})
    assert Proof.objects.get().pin not in {"", "2580"}
    assert take(bar, coffee, "2580").status_code == 302
    for number in range(5):
        assert take(bar, coffee, "1111", f"w{number}").status_code == 422
    assert "Too many wrong ones" in text(take(bar, coffee, "2580", "z"))
    assert bar.cast.active("sara") == 910


def test_a_new_pin_needs_the_old_one_or_the_code(bar, coffee):
    bar.cashier.post(bar.at("pin/", "sara"), {"pin": "2580"})
    refused = bar.cashier.post(bar.at("pin/", "sara"), {"pin": "1470", "proof": "9999"}, follow=True)
    assert "neither their PIN nor a fresh code" in text(refused)
    changed = bar.cashier.post(bar.at("pin/", "sara"), {"pin": "1470", "proof": "2580"}, follow=True)
    assert "The PIN is kept." in text(changed)
    assert take(bar, coffee, "1470").status_code == 302


def test_what_waits_is_handed_over_at_the_counter(bar, coffee):
    take(bar, coffee, code(bar))
    taken = Redemption.objects.get()
    assert taken.code in text(bar.cashier.get(bar.at("rewards/", "sara")))
    bar.cashier.post(bar.at(f"rewards/{taken.id}/handed/", "sara"))
    assert Redemption.objects.get().state == "done"


def test_the_members_page_shows_what_it_buys_what_waits_and_a_code(bar, coffee):
    token, _ = issue_link(bar.cast.club, bar.cast.members["sara"], bar.cast.now)
    page = text(Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/m/{token}"))
    assert "Coffee 90 points yours to take" in page
    shown = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/m/{token}/code")
    digits = code(bar)
    assert f"{digits[:3]} {digits[3:]}" in text(shown)
    assert shown["Refresh"] == "60"
    take(bar, coffee, digits)
    assert "To hand over" in text(Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/m/{token}"))


def test_a_cashier_sees_what_is_theirs_without_units(bar, coffee):
    given = BenefitGiven(name_fa="بی‌نوبت", name_en="Served first", kind="priority", text_en="No queue.")
    made = catalogue.write_benefit(club=bar.cast.club, given=given, now=bar.cast.now)
    assert "Theirs without units Served first No queue." in text(bar.cashier.get(bar.at("rewards/", "sara")))
    catalogue.take_off_benefit(club=bar.cast.club, benefit_id=made.id)
    assert "Served first" not in text(bar.cashier.get(bar.at("rewards/", "sara")))


def test_a_cashier_gives_one_of_a_benefit_that_is_counted_and_undoes_it(bar, coffee):
    given = BenefitGiven(name_fa="سالن", name_en="Lounge", kind="lounge", claimed=True, limit_count=1)
    made = catalogue.write_benefit(club=bar.cast.club, given=given, now=bar.cast.now)
    page = bar.at("rewards/", "sara")
    assert "Lounge once, 1 left Give one" in text(bar.cashier.get(page))
    told = bar.cashier.post(bar.at(f"benefits/{made.id}/claim/", "sara"), {"reference": "a" * 30}, follow=True)
    assert "Noted: the member has it." in text(told)
    assert "Lounge once, Taken as often as it may be Undo" in text(told)
    again = bar.cashier.post(bar.at(f"benefits/{made.id}/claim/", "sara"), {"reference": "b" * 30}, follow=True)
    assert "The member took it 1 times already." in text(again)
    claim = Use.objects.get()
    back = bar.cashier.post(bar.at(f"benefits/claims/{claim.id}/back/", "sara"), follow=True)
    assert "Put back: it counts no more. " in text(back)
    assert "Lounge once, 1 left Give one" in text(back)
