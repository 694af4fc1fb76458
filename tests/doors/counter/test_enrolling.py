"""A number that is nobody's becomes a member with their first receipt: both or neither, and once."""

from datetime import date

import pytest

from tests.doors.counter.bar import form, logged, receipts, text
from vafa.base.models import Audit
from vafa.engine.calendar.jalali import fields
from vafa.members import queries
from vafa.members.actions.asking import ask_to_join
from vafa.members.actions.joining import Word
from vafa.members.models import Consent, JoinRequest, Member

NEW = "۰۹۳۵۶۶۱۲۲۱۰"
KEPT = "+989356612210"


def ask(bar):
    assert bar.cashier.post(bar.at("find/"), {"shown": NEW})["Location"] == bar.at("enrol/")
    return bar.cashier.get(bar.at("enrol/"))


def newcomer(bar):
    return Member.objects.get(id=queries.by_card(bar.cast.club, KEPT))


def units(bar, member):
    bar.cast.members["new"] = member.id
    return bar.cast.active("new")


def test_an_unknown_number_turns_into_a_form_that_is_not_ticked(bar):
    response = ask(bar)
    page = response.content.decode()
    assert "This number is not a member" in text(response) and "0935 661 2210" in text(response)
    assert 'name="agreed"' in page and "checked" not in page
    assert "The number is not confirmed: no code is sent." in text(response)
    assert NEW not in response.request["PATH_INFO"] and KEPT not in str(response.request)


def test_the_form_enrols_and_records_in_one_tap(bar):
    sent = form(phone=KEPT, name="آرش", day="۱۲", month="5", agreed="yes", amount="285000")
    response = bar.cashier.post(bar.at("enrol/"), sent)
    member = newcomer(bar)
    assert response["Location"].startswith(bar.at(f"m/{member.id}/r/"))
    assert (member.given_name, member.join_channel, fields(member.birthday)[1:]) == ("آرش", "counter", (5, 12))
    assert member.home_store_id == bar.cast.house.stores["centre"].id
    assert (units(bar, member), receipts()) == (285_000, 1)
    word = Consent.objects.get(member_id=member.id)
    staff = bar.posts["cashier"].id
    assert (word.channel, word.purpose, word.granted, word.staff_id) == ("sms", "marketing", True, staff)
    assert word.proof == f"asked at the counter, branch centre, by staff {staff}"
    assert logged("member_enrolled") == logged("receipt_recorded") == [staff]
    assert "is a member now. The number is not confirmed: no code was sent." in text(
        bar.cashier.get(response["Location"])
    )


def test_who_did_not_say_yes_has_said_nothing(bar):
    bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash"))
    assert not Consent.objects.filter(member_id=newcomer(bar).id).exists()
    assert (newcomer(bar).birthday, receipts()) == (None, 0)


def test_the_year_of_birth_is_not_asked_and_not_made_up(bar):
    bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash", day="30", month="12"))
    assert newcomer(bar).birthday < date(1900, 1, 1)


def test_a_form_sent_again_neither_enrols_nor_books_twice(bar):
    sent = form(phone=KEPT, name="Arash", agreed="yes", amount="285000")
    first, second = (bar.cashier.post(bar.at("enrol/"), sent)["Location"] for _ in range(2))
    assert first == second
    assert (Member.objects.filter(given_name="Arash").count(), receipts(), Consent.objects.count()) == (1, 1, 1)
    assert (len(logged("member_enrolled")), len(logged("receipt_recorded"))) == (1, 1)


def test_a_receipt_that_is_refused_leaves_nobody_enrolled(bar):
    response = bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash", agreed="yes", amount="2000000000"))
    assert response.status_code == 422
    assert "The largest receipt here is 1,000,000,000 Toman." in text(response)
    assert 'value="Arash"' in response.content.decode()
    assert (Member.objects.count(), receipts(), Consent.objects.count(), Audit.objects.count()) == (3, 0, 0, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Ask what to call them, and write it here."),
        ({"day": "12", "month": ""}, "Choose the day and the month, or neither."),
        ({"day": "31", "month": "12"}, "Choose the day and the month, or neither."),
        ({"day": "x", "month": "y"}, "Choose the day and the month, or neither."),
        ({"amount": "abc"}, "Write the amount in digits"),
        ({"phone": "not a phone"}, "This is no phone number."),
        ({"reference": "x"}, "Enrol"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(bar, wrong, said):
    response = bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash", day="3", month="4") | wrong)
    assert response.status_code == 422
    assert said in text(response)
    assert Member.objects.count() == 3


def test_signs_that_no_database_keeps_are_left_out(bar):
    bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Ar\0ash"))
    assert newcomer(bar).given_name == "Arash"


def test_without_a_number_there_is_nobody_to_enrol(bar):
    assert bar.cashier.get(bar.at("enrol/"))["Location"] == bar.at()
    assert bar.cashier.post(bar.at("enrol/"), form(name="Arash"))["Location"] == bar.at()


def test_a_number_that_became_a_members_meanwhile_gets_its_receipt(bar):
    ask(bar)
    bar.manager.post(bar.at("enrol/"), form(phone=KEPT, name="Arash"))
    response = bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Other", amount="285000"))
    assert response.status_code == 302
    assert (newcomer(bar).given_name, units(bar, newcomer(bar))) == ("Arash", 285_000)


@pytest.fixture
def request_waits(bar):
    now = bar.cast.now
    word = Word("sms", "marketing", True, now, "the join page")
    ask_to_join(club=bar.cast.club, phone=KEPT, now=now, name="Arash", consents=[word])


def test_who_asked_by_the_page_is_confirmed_with_one_tap(bar, request_waits):
    response = ask(bar)
    assert "This number asked to join" in text(response) and 'value="Arash"' in response.content.decode()
    bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash", amount="285000"))
    member = newcomer(bar)
    asked = JoinRequest.objects.get()
    assert (asked.state, asked.decided_by, asked.member) == ("confirmed", bar.posts["cashier"].id, member.id)
    assert (units(bar, member), Consent.objects.get(member_id=member.id).proof) == (285_000, "the join page")


def test_what_the_cashier_corrects_counts(bar, request_waits):
    bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash Rad", day="1", month="1"))
    assert (newcomer(bar).given_name, fields(newcomer(bar).birthday)[1:]) == ("Arash Rad", (1, 1))


def test_a_confirmed_request_with_a_refused_receipt_waits_still(bar, request_waits):
    response = bar.cashier.post(bar.at("enrol/"), form(phone=KEPT, name="Arash", amount="2000000000"))
    assert response.status_code == 422
    assert (JoinRequest.objects.get().state, Member.objects.count()) == ("waiting", 3)
