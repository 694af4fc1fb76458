"""Standing at the counter: one's own phone, one handed over, PINs, and what such a phone never opens."""

from datetime import timedelta

import pytest

from tests.doors.console.desks import PASSWORD, signed_in
from tests.doors.counter.bar import PINS, browser, form, hand_over, logged, receipts, text, types_pin
from tests.people import make_cast
from vafa.base.actions import phones, pins
from vafa.base.clock import now
from vafa.base.errors import NotAPin, PinTooPlain
from vafa.base.models import CounterPhone, PinTry, Staff
from vafa.partners.actions import open_branch


def test_a_person_with_a_post_stands_at_the_counter_as_themselves(bar):
    assert bar.cashier.get("/counter/")["Location"] == bar.at()
    assert bar.cashier.get(bar.at()).status_code == 200
    assert bar.analyst.get(bar.at()).status_code == 403
    assert browser().get(bar.at())["Location"].startswith("/accounts/login/")


def test_with_several_branches_one_says_where_one_stands(bar):
    open_branch(club=bar.cast.club, name_fa="ونک", name_en="Vanak")
    assert bar.cashier.get(bar.at())["Location"] == bar.at("branch/")
    assert bar.cashier.post(bar.at("record/", "sara"), form(amount="64000"))["Location"] == bar.at("branch/")
    assert bar.cashier.post(bar.at("branch/"), {"branch": "nowhere"}).status_code == 200
    assert bar.cashier.post(bar.at("branch/"), {"branch": "vanak"})["Location"] == bar.at()
    assert "Vanak" in text(bar.cashier.get(bar.at()))


def test_a_phone_handed_over_is_nobodys_and_asks_for_a_pin(bar):
    phone = hand_over(bar)
    assert "_auth_user_id" not in phone.session
    assert phone.get(bar.at())["Location"] == f"{bar.at('pin/')}?next=%2Fcounter%2Fnarvan%2F"
    shown = text(phone.get(bar.at("pin/")))
    assert "Cashier" in shown and "Owner" in shown and "Analyst" not in shown
    assert types_pin(bar, phone)["Location"] == bar.at()
    phone.post(bar.at("record/", "sara"), form(amount="64000"))
    assert logged("receipt_recorded") == [bar.posts["cashier"].id]
    assert logged("phone_handed_over") == [bar.posts["owner"].id]


def test_only_who_runs_the_club_hands_phones_over(bar):
    assert bar.cashier.get(bar.at("phone/")).status_code == 403
    assert bar.cashier.post(bar.at("phone/"), {"branch": "centre"}).status_code == 403
    assert bar.manager.post(bar.at("phone/"), {"branch": "nowhere"}).status_code == 422
    assert not CounterPhone.objects.exists()


@pytest.mark.parametrize("who", ["owner", "manager", "cashier"])
def test_such_a_phone_never_opens_the_console_whoever_stands_at_it(bar, who):
    phone = hand_over(bar)
    types_pin(bar, phone, who)
    for place in ("", "members/", "staff/", "counter/", "audit/"):
        assert phone.get(f"/console/narvan/{place}").status_code == 403, place
    assert phone.get("/accounts/login/")["Location"] == bar.at()
    signing_in = {"login": "owner@example.com", "password": PASSWORD}
    assert phone.post("/accounts/login/", signing_in)["Location"] == bar.at()
    assert "_auth_user_id" not in phone.session
    assert phone.get("/")["Location"] == bar.at()
    assert phone.get("/console/").status_code == 403


def test_a_phone_opens_the_counter_of_its_own_club_alone(bar):
    other = make_cast(slug="dirin")
    Staff.objects.create(club=other.club, user=bar.posts["cashier"].user, role="owner")
    phone = hand_over(bar)
    types_pin(bar, phone)
    assert phone.get("/counter/dirin/").status_code == 404


def test_a_cashier_is_told_who_may_open_a_managers_page(bar):
    phone = hand_over(bar)
    types_pin(bar, phone)
    refused = phone.get(bar.at("phone/"))
    assert refused.status_code == 403
    assert "The owner of the club can give you access." in text(refused)
    assert phone.post(bar.at("phone/back/")).status_code == 403


def test_a_pin_is_typed_in_either_script(bar):
    phone = hand_over(bar)
    assert types_pin(bar, phone, pin="۴۸۲۶")["Location"] == bar.at()


def test_five_wrong_pins_lock_that_post_on_that_phone_for_five_minutes(bar):
    phone, other = hand_over(bar), hand_over(bar)
    lefts = [text(types_pin(bar, phone, pin="9999")) for _ in range(5)]
    assert ["Tries left: 4" in lefts[0], "Tries left: 1" in lefts[3]] == [True, True]
    assert "Try again in five minutes" in lefts[4]
    assert "Try again in five minutes" in text(types_pin(bar, phone))
    assert types_pin(bar, phone, "owner")["Location"] == bar.at()
    assert types_pin(bar, other)["Location"] == bar.at()
    PinTry.objects.update(locked_until=now() - timedelta(seconds=1))
    assert types_pin(bar, phone)["Location"] == bar.at()
    assert not PinTry.objects.exists()


def test_a_right_pin_forgives_the_wrong_ones_before_it(bar):
    phone = hand_over(bar)
    for _ in range(4):
        types_pin(bar, phone, pin="9999")
    assert types_pin(bar, phone).status_code == 302
    assert "Tries left: 4" in text(types_pin(bar, phone, pin="9999"))


@pytest.mark.parametrize("who", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_pin_of_nobody_opens_nothing(bar, who):
    phone = hand_over(bar)
    assert phone.post(bar.at("pin/"), {"who": who, "pin": PINS["owner"]}).status_code == 422
    assert phone.get(bar.at()).status_code == 302


def test_a_phone_left_alone_asks_again_and_comes_back_to_the_page(bar):
    phone = hand_over(bar)
    types_pin(bar, phone)
    session = phone.session
    session["counter_seen"] -= 11 * 60
    session.save()
    page = bar.at("", "sara")
    asked = phone.post(bar.at("record/", "sara"), form(amount="64000"), headers={"Referer": f"http://testserver{page}"})
    assert asked["Location"] == f"{bar.at('pin/')}?next={page.replace('/', '%2F')}"
    assert receipts() == 0
    back = phone.post(asked["Location"], {"who": str(bar.posts["cashier"].id), "pin": "4826", "next": page})
    assert back["Location"] == page


@pytest.mark.parametrize(
    "onward", ["https://example.com/", "//example.com", "/console/narvan/", "/counter/dirin/", "javascript:x"]
)
def test_after_the_pin_one_goes_nowhere_else(bar, onward):
    phone = hand_over(bar)
    sent = {"who": str(bar.posts["cashier"].id), "pin": "4826", "next": onward}
    assert phone.post(bar.at("pin/"), sent)["Location"] == bar.at()


def test_where_it_came_from_is_whatever_its_sender_wrote(bar):
    phone = hand_over(bar)
    answer = phone.post(bar.at("find/"), {"shown": "x"}, HTTP_REFERER="http://[")
    assert (answer.status_code, answer["Location"]) == (302, f"{bar.at('pin/')}?next=")


def test_the_next_cashier_takes_over_with_one_tap_and_a_pin(bar):
    phone = hand_over(bar)
    types_pin(bar, phone)
    assert phone.post(bar.at("pin/leave/"))["Location"] == bar.at("pin/")
    assert phone.get(bar.at()).status_code == 302
    types_pin(bar, phone, "manager")
    phone.post(bar.at("record/", "sara"), form(amount="64000"))
    assert logged("receipt_recorded") == [bar.posts["manager"].id]


def test_a_post_that_ended_or_lost_its_pin_stands_there_no_more(bar):
    phone = hand_over(bar)
    types_pin(bar, phone)
    pins.clear_pin(club=bar.cast.club, post_id=bar.posts["cashier"].id)
    assert phone.get(bar.at()).status_code == 302
    types_pin(bar, phone, "manager")
    Staff.objects.filter(id=bar.posts["manager"].id).update(ended_at=now())
    assert phone.post(bar.at("record/", "sara"), form(amount="64000"))["Location"].startswith(bar.at("pin/"))
    assert receipts() == 0
    assert types_pin(bar, phone, "manager").status_code == 422


def test_a_phone_taken_back_by_the_console_opens_nothing_from_its_next_page(bar):
    phone = hand_over(bar)
    types_pin(bar, phone)
    row = CounterPhone.objects.get()
    assert bar.owner.post(f"/console/narvan/counter/phones/{row.id}/back/").status_code == 302
    assert phone.get(bar.at())["Location"].startswith("/accounts/login/")
    assert logged("phone_taken_back") == [bar.posts["owner"].id]
    phones.take_back(club=bar.cast.club, phone_id=row.id, now=now())


def test_a_manager_takes_the_phone_back_with_their_pin(bar):
    phone = hand_over(bar)
    types_pin(bar, phone, "manager")
    assert "Take this phone back" in text(phone.get(bar.at()))
    phone.post(bar.at("phone/back/"))
    assert CounterPhone.objects.get().ended_at is not None
    assert phone.get(bar.at())["Location"].startswith("/accounts/login/")


def test_a_pin_needs_a_phone(bar):
    assert browser().get(bar.at("pin/"))["Location"].startswith("/accounts/login/")
    assert browser().post(bar.at("pin/"), {"pin": "4826"})["Location"].startswith("/accounts/login/")
    assert bar.cashier.get(bar.at("pin/"))["Location"] == bar.at()


def test_a_pin_is_kept_hashed_and_is_not_the_first_guess(bar):
    club, post = bar.cast.club, bar.posts["cashier"].id
    kept = Staff.objects.get(id=post).pin
    assert kept.startswith("argon2$") and "4826" not in kept
    for plain in ("1111", "1234", "98765", "۱۲۳۴۵۶"):
        with pytest.raises(PinTooPlain):
            pins.set_pin(club=club, post_id=post, pin=plain)
    for wrong in ("", "123", "1234567", "12a4", "12.4"):
        with pytest.raises(NotAPin):
            pins.set_pin(club=club, post_id=post, pin=wrong)
    assert Staff.objects.get(id=post).pin == kept


def test_a_session_signed_in_again_after_the_phone_was_given_back_is_a_persons(bar):
    phone = hand_over(bar)
    types_pin(bar, phone, "owner")
    phone.post(bar.at("phone/back/"))
    assert signed_in(bar.posts["owner"]).get("/console/narvan/").status_code == 200
