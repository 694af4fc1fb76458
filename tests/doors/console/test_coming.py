"""What comes next stands on the member's page, with how it is reckoned; a young club is told what is missing."""

import pytest

from tests.doors.console.desks import PASSWORD, make_desk
from tests.doors.console.test_rewards import text
from vafa.activities.models import Activity
from vafa.activities.shapes import Line
from vafa.base.models import Club
from vafa.insight.lake.reading import SUGGESTED, opened
from vafa.insight.lake.refreshing import refresh, rewriting


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
    silent = text(desk.owner.get("/console/sample/lapsed/?by=rhythm"))
    assert "By their own rhythm they would rather be gone than still a customer" in silent
    young = text(desk.manager.get(desk.at("lapsed/?by=rhythm")))
    assert "By their own rhythm they would" not in young


def test_what_they_will_probably_buy_stands_with_its_chance(desk):
    cast, sara = desk.cast, desk.cast.members["sara"]
    cast.buys("sara", Line(1_000, "tea", "چای"))
    refresh(club=cast.club, now=cast.now)
    assert "Probably within 30 days" not in text(desk.manager.get(desk.at("", "sara")))
    rows = [(sara, True, 0, "tea", "tea", 0.42, 0.3, 0.5, 1, cast.now.date())]
    with opened(cast.club.id) as lake:
        lake.connection.execute("CREATE TEMP TABLE suggested AS SELECT * FROM empty_suggestions")
        lake.connection.executemany("INSERT INTO suggested VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        with rewriting(cast.club, lake.connection) as work:
            work.replace("suggestions", "all_suggestions")
            work.lake.notes[SUGGESTED] = {"until": cast.now.date().isoformat(), "trial": None}
    shown = text(desk.manager.get(desk.at("", "sara")))
    assert "Probably within 30 days چای bought once, on 11 Khordad 42%" in shown
