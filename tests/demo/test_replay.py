import pytest

from vafa.activities.models import Activity
from vafa.demo import loading, progress
from vafa.demo.narvan import club as narvan
from vafa.demo.replay import HISTORY_AT_ONCE, replay
from vafa.ledger.verification import findings

pytestmark = pytest.mark.django_db

MEMBERS = 120


class Stopped(Exception):
    """Ctrl-C in the middle."""


def stop_after(count):
    def told(done):
        if done >= count:
            raise Stopped

    return told


def test_a_demo_that_was_interrupted_goes_on_where_it_stopped():
    club, totals = narvan.make(MEMBERS), narvan.totals(MEMBERS)
    with pytest.raises(Stopped):
        replay(club, narvan.arrivals(MEMBERS), stop_after(HISTORY_AT_ONCE))
    assert Activity.objects.filter(club_id=club.id).count() == HISTORY_AT_ONCE
    heard = []
    replay(narvan.make(MEMBERS), narvan.arrivals(MEMBERS), heard.append)
    assert (heard[0], heard[-1]) == (HISTORY_AT_ONCE, totals.receipts + totals.returns)
    assert progress.held(club) == totals
    assert list(findings(club)) == []


def test_a_club_is_ready_only_when_it_holds_its_control_totals(settings, tmp_path):
    settings.DATA = tmp_path
    progress._whole.clear()
    club, totals = narvan.make(MEMBERS), narvan.totals(MEMBERS)
    assert not progress.ready()
    progress.plan({narvan.SLUG: totals})
    with pytest.raises(Stopped):
        replay(club, narvan.arrivals(MEMBERS), stop_after(HISTORY_AT_ONCE))
    (part,) = progress.progress()
    assert (part.booked, part.whole, progress.ready()) == (HISTORY_AT_ONCE, False, False)
    replay(club, narvan.arrivals(MEMBERS), lambda done: None)
    assert progress.ready()


def test_the_bar_says_how_far_it_is(capsys):
    loading.bar("Narvan", 2000)(2000)
    assert "2,000 of 2,000 receipts" in capsys.readouterr().err
