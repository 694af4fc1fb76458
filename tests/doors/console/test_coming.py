"""What comes next stands on the member's page, with how it is reckoned; a young club is told what is missing."""

import threading
from datetime import timedelta

import pytest

from tests.doors.console.desks import PASSWORD, make_desk
from tests.doors.console.test_rewards import text
from vafa.activities.models import Activity
from vafa.activities.shapes import Line
from vafa.base.models import Audit, Club
from vafa.insight.lake import reading
from vafa.insight.lake.reading import SUGGESTED, opened
from vafa.insight.lake.refreshing import refresh, rewriting
from vafa.insight.metrics.suggestions import suggestions
from vafa.insight.queries.at_till import suggested


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


def with_lists(desk, *products):
    """Sara bought tea once, and her lists have these."""
    cast, sara = desk.cast, desk.cast.members["sara"]
    cast.buys("sara", Line(1_000, "tea", "چای"))
    refresh(club=cast.club, now=cast.now)
    rows = [
        (sara, product == "tea", place, product, "tea", 0.42, 0.3, 0.5, 1, cast.now.date())
        for place, product in enumerate(products)
    ]
    with opened(cast.club.id) as lake:
        lake.connection.execute("CREATE TEMP TABLE suggested AS SELECT * FROM empty_suggestions")
        lake.connection.executemany("INSERT INTO suggested VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        with rewriting(cast.club, lake.connection) as work:
            work.replace("suggestions", "all_suggestions")
            work.lake.notes[SUGGESTED] = {"until": cast.now.date().isoformat(), "trial": None}


def test_what_they_will_probably_buy_stands_with_its_chance(desk):
    assert "Probably within 30 days" not in text(desk.manager.get(desk.at("", "sara")))
    with_lists(desk, "tea")
    shown = text(desk.manager.get(desk.at("", "sara")))
    assert "Probably within 30 days چای bought once, on 11 Khordad" in shown and "42%" in shown


def test_a_list_that_could_not_be_read_for_a_moment_is_there_in_the_next(desk, monkeypatch):
    with_lists(desk, "tea")
    with monkeypatch.context() as busy:
        busy.setattr(reading, "WAIT_S", 0.01)
        busy.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
        with opened(desk.cast.club.id):
            assert "Probably within 30 days" not in text(desk.manager.get(desk.at("", "sara")))
            with pytest.raises(reading.Busy):
                suggestions(desk.cast.club, desk.cast.members["sara"])
    assert "Probably within 30 days" in text(desk.manager.get(desk.at("", "sara")))


def test_what_they_will_probably_buy_is_offered_at_the_till_until_it_is_taken_away(desk):
    cast, sara = desk.cast, desk.cast.members["sara"]
    with_lists(desk, "tea", "milk", "cake", "bread")
    show = desk.at("till/", "sara")
    assert desk.analyst.post(show, {"product": "tea"}).status_code == 403
    assert desk.manager.post(show, {"product": "beer"}).status_code == 404
    shown = text(desk.manager.post(show, {"product": "tea"}, follow=True))
    assert "is offered at the till until 10 Tir" in shown and "offered at the till until 10 Tir" in shown
    desk.manager.post(show, {"product": "tea"})
    for product in ("milk", "cake"):
        desk.manager.post(show, {"product": product})
    assert "3 stand at the till already." in text(desk.manager.post(show, {"product": "bread"}, follow=True))
    today = cast.now.date()
    assert sorted(each.product for each in suggested(sara, today)) == ["cake", "milk", "tea"]
    assert suggested(sara, today + timedelta(days=31)) == []
    tea = next(each for each in suggested(sara, today) if each.product == "tea")
    away = desk.at(f"till/{tea.id}/away/", "sara")
    assert "no longer offered at the till" in text(desk.manager.post(away, follow=True))
    assert desk.manager.post(away).status_code == 404
    assert [row.action for row in Audit.objects.filter(action__contains="till")].count("taken_from_till") == 1
