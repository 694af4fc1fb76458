"""The weekly letter: what moved and what to do, once a week to whoever asked for it, in their language."""

import threading
from datetime import timedelta

import pytest
from django.core import mail

from tests.doors.console.desks import make_desk
from tests.doors.console.test_rewards import text
from tests.people import NOON
from vafa.doors.worker.letters import send_due
from vafa.insight.actions import letters
from vafa.insight.lake import reading
from vafa.insight.lake.reading import opened
from vafa.insight.lake.refreshing import refresh
from vafa.insight.letter import last_week
from vafa.insight.models import LetterWish

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings):
    """NOON is a Monday; the week of the club ended with Friday. Sara buys in it and in the week before."""
    settings.EMAIL_WORKS, settings.URL = True, "https://club.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    desk = make_desk()
    for days, amount in ((10, 1_000), (5, 3_000), (4, 2_000)):
        desk.cast.at(NOON - timedelta(days=days)).buys("sara", amount)
    desk.cast.at(NOON)
    refresh(club=desk.cast.club, now=NOON)
    return desk


def plain(words):
    return words.replace("\u00a0", " ")


def wanted(desk, *roles):
    for role in roles:
        letters.want(club=desk.cast.club, staff_id=desk.posts[role].id, now=NOON)


def test_the_week_is_the_clubs_and_the_last_whole_one(desk):
    span = last_week(desk.cast.club, NOON)
    assert (span.start.isoformat(), span.end.isoformat()) == ("2026-05-23", "2026-05-30")


def test_it_tells_what_moved_and_goes_out_once(desk):
    wanted(desk, "manager", "owner")
    assert send_due(club=desk.cast.club, now=NOON) == 2
    assert send_due(club=desk.cast.club, now=NOON + timedelta(hours=3)) == 0
    letter = next(each for each in mail.outbox if each.to == ["manager@example.com"])
    assert plain(letter.subject) == "2 to 8 Khordad: 500 Toman of sales"
    assert "Net sales: 500 Toman +400%" in plain(letter.body)
    [html, kind] = letter.alternatives[0]
    assert kind == "text/html"
    assert "https://club.example/console/narvan/reports/letter/" in html
    assert send_due(club=desk.cast.club, now=NOON + timedelta(days=7)) == 2


def test_each_reads_it_in_their_language(desk):
    user = desk.posts["manager"].user
    user.language = "fa"
    user.save(update_fields=["language"])
    wanted(desk, "manager")
    send_due(club=desk.cast.club, now=NOON)
    assert plain(mail.outbox[0].subject) == "۲ تا ۸ خرداد: ۵۰۰ تومان فروش"
    assert 'dir="rtl"' in mail.outbox[0].alternatives[0][0]


def test_without_e_mail_nothing_is_claimed_and_whoever_left_gets_none(desk, settings):
    wanted(desk, "manager")
    settings.EMAIL_WORKS = False
    assert send_due(club=desk.cast.club, now=NOON) == 0
    settings.EMAIL_WORKS = True
    post = desk.posts["manager"]
    post.ended_at = NOON
    post.save(update_fields=["ended_at"])
    assert send_due(club=desk.cast.club, now=NOON) == 0
    assert LetterWish.objects.get().week is None


def test_a_week_that_cannot_be_told_now_is_told_when_it_can(desk, monkeypatch):
    """The job fails and is tried again; no letter is lost."""
    wanted(desk, "manager")
    with monkeypatch.context() as busy:
        busy.setattr(reading, "WAIT_S", 0.01)
        busy.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
        with opened(desk.cast.club.id), pytest.raises(reading.Busy):
            send_due(club=desk.cast.club, now=NOON)
    assert mail.outbox == []
    assert send_due(club=desk.cast.club, now=NOON) == 1


def test_it_stands_in_the_console_and_is_asked_for_there(desk):
    shown = text(desk.analyst.get(desk.at("reports/letter/")))
    assert "2 to 8 Khordad: 500 Toman of sales" in shown and "against the week before" in shown
    asked = desk.analyst.post(desk.at("reports/letter/want/"), {"wanted": "yes"}, follow=True)
    assert "It goes to analyst@example.com on the first day of the week." in text(asked)
    desk.analyst.post(desk.at("reports/letter/want/"), {"wanted": "no"})
    assert not LetterWish.objects.exists()
    assert desk.cashier.get(desk.at("reports/letter/")).status_code == 403
