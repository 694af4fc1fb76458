"""What comes next stands on the member's page, with how it is reckoned; a young club is told what is missing."""

import pytest

from tests.doors.console.desks import PASSWORD, make_desk
from tests.doors.console.test_rewards import text
from vafa.activities.models import Activity
from vafa.base.models import Club


@pytest.fixture
def desk(db):
    return make_desk(PASSWORD)


def test_a_young_club_is_told_what_a_forecast_needs(desk):
    desk.cast.buys("sara", 1_000)
    shown = text(desk.manager.get(desk.at("", "sara")))
    assert "What comes next" in shown
    assert "A forecast needs 100 buyers; until then nothing is said." in shown


def test_a_forecast_has_its_figures_and_its_reckoning(desk):
    desk.owner.post(desk.at("club/sample/"))
    club = Club.objects.get(is_sample=True)
    last = Activity.objects.filter(club_id=club.id).latest("happened_at")
    shown = text(desk.owner.get(f"/console/sample/members/{last.member_id}/"))
    assert "By the BG/NBD model, fitted to the visit days of 120 buyers." in shown
    assert "Tried on the last " in shown and "No visit in the next 61 days" in shown
    for each in ("Still a customer", "Visits in the next 90 days", "Worth of the next year", "Silent too long from"):
        assert each in shown
    assert "in four cases of five" in shown
