"""Two cashiers, two taps, one form sent by two hands: real threads on a real database."""

import threading

import pytest
from django.db import connection

from tests.doors.console.desks import signed_in
from tests.doors.counter.bar import PINS, form, hand_over, logged, make_bar, receipts
from tests.laws.laws import broken
from tests.people import NOON
from vafa.activities.models import Activity
from vafa.base.actions import pins
from vafa.base.clock import now
from vafa.base.errors import PinLocked, WrongPin
from vafa.base.models import CounterPhone
from vafa.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 6


@pytest.fixture
def bar(transactional_db):
    from django.core.cache import cache

    cache.clear()
    return make_bar()


def at_once(jobs):
    """All start together, each with a connection of its own. Out: what each answered."""
    answers, gate = [None] * len(jobs), threading.Barrier(len(jobs))

    def run(place):
        gate.wait()
        try:
            answers[place] = jobs[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def sending(bar, post, place, sent):
    client = signed_in(post)
    return lambda: client.post(bar.at(*place), sent)


def test_many_taps_on_one_form_are_one_receipt(bar):
    sent = form(amount="64000")
    answers = at_once([sending(bar, bar.posts["cashier"], ("record/", "sara"), sent) for _ in range(HANDS)])
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert (receipts(), bar.cast.active("sara"), len(logged("receipt_recorded"))) == (1, 64_000, 1)
    assert broken(bar.cast.club, NOON) == {}


def test_two_cashiers_who_book_one_member_at_once_give_one_receipt_each(bar):
    jobs = [
        sending(bar, bar.posts[who], ("record/", "sara"), form(amount=amount))
        for who, amount in (("cashier", "64000"), ("manager", "10000"), ("owner", "1000"))
    ]
    answers = at_once(jobs)
    assert [answer.status_code for answer in answers] == [302] * 3
    assert (receipts(), bar.cast.active("sara")) == (3, 75_000)
    assert sorted(logged("receipt_recorded")) == sorted(bar.posts[who].id for who in ("cashier", "manager", "owner"))
    assert broken(bar.cast.club, NOON) == {}


def test_many_taps_on_one_enrolment_are_one_member_and_one_receipt(bar):
    sent = form(phone="+989356612210", name="Arash", amount="285000")
    answers = at_once([sending(bar, bar.posts["cashier"], ("enrol/",), sent) for _ in range(HANDS)])
    assert [answer.status_code for answer in answers] == [302] * HANDS
    assert len({answer["Location"] for answer in answers}) == 1
    assert (Member.objects.filter(given_name="Arash").count(), receipts()) == (1, 1)
    assert (len(logged("member_enrolled")), len(logged("receipt_recorded"))) == (1, 1)
    assert broken(bar.cast.club, NOON) == {}


def test_many_taps_on_undo_take_back_once(bar):
    place = bar.cashier.post(bar.at("record/", "sara"), form(amount="64000"))["Location"]
    jobs = [sending(bar, bar.posts["cashier"], (f"{place.removeprefix(bar.at())}undo/",), {}) for _ in range(HANDS)]
    assert {answer.status_code for answer in at_once(jobs)} == {302}
    assert (bar.cast.active("sara"), Activity.objects.filter(kind="return").count()) == (0, 1)
    assert broken(bar.cast.club, NOON) == {}


def test_many_guesses_at_once_are_five_and_no_more(bar):
    hand_over(bar)
    phone, post = CounterPhone.objects.get(), bar.posts["cashier"].id

    def guess():
        try:
            pins.enter(phone=phone, post_id=post, pin="9999", now=now())
        except (WrongPin, PinLocked) as refusal:
            return refusal.code
        return "let in"

    answers = at_once([guess] * 9)
    assert answers.count("wrong_pin") == 4 and answers.count("pin_locked") == 5
    with pytest.raises(PinLocked):
        pins.enter(phone=phone, post_id=post, pin=PINS["cashier"], now=now())
