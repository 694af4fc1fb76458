"""Who bought the one and not yet the other: the people, a group of them, and its undo."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.console.test_rewards import text
from tests.people import IMPORT, NOON, named, programme
from vafa.activities.shapes import Line
from vafa.earning.actions import publish
from vafa.engine.earning.conditions import InSegment
from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Rule
from vafa.insight.actions import grouping
from vafa.insight.actions.segments import refresh_segments
from vafa.insight.lake import reading
from vafa.insight.lake.refreshing import refresh
from vafa.segments.models import Definition
from vafa.segments.queries import definitions, segments_of

PAIR = "?first=tea&then=cake&by=product&days=90"


@pytest.fixture
def lake(desk):
    """Sara buys tea and ten days later cake; Negar tea alone."""
    cast = desk.cast
    tea, cake = Line(1_000, "tea", "Tea", "hot"), Line(500, "cake", "Cake", "sweet")
    for days, who, line in ((30, "sara", tea), (20, "sara", cake), (5, "negar", tea)):
        cast.record(cast.receipt(who, line, happened_at=NOON - timedelta(days=days)), source=IMPORT)
    refresh(club=cast.club, now=cast.now)
    return desk


def made_of(lake):
    lake.manager.post(lake.at(f"reports/next/group/{PAIR}"))
    [code] = [each for each in definitions(lake.cast.club) if each.startswith("next-")]
    return code


def names_in(lake, code):
    inside = segments_of(list(lake.cast.members.values()))
    return sorted(name for name, id in lake.cast.members.items() if code in inside.get(id, ()))


def test_who_has_not_yet_is_listed_and_becomes_a_group(lake):
    shown = text(lake.analyst.get(lake.at(f"reports/next/people/{PAIR}")))
    assert "Bought \u2068Tea\u2069, not yet \u2068Cake\u2069" in shown and "1 member in the last 90 days" in shown
    assert lake.analyst.post(lake.at(f"reports/next/group/{PAIR}")).status_code == 403
    code = made_of(lake)
    assert names_in(lake, code) == ["negar"]
    assert made_of(lake) == code
    assert "Tea" in definitions(lake.cast.club)[code].name_fa
    page = text(lake.manager.get(lake.at(f"groups/{code}/")))
    assert "1 member" in page and "Who bought the one within 90 days and not the other since" in page


def test_it_is_filled_anew_with_the_others(lake):
    cast, code = lake.cast, made_of(lake)
    cake = cast.receipt("negar", Line(500, "cake", "Cake", "sweet"), happened_at=NOON - timedelta(days=1))
    cast.record(cake, source=IMPORT)
    refresh(club=cast.club, now=cast.now)
    assert refresh_segments(club=cast.club, now=cast.now)[code] == 0
    assert names_in(lake, code) == []


def test_the_till_is_not_held_up_while_the_question_waits_for_its_turn(lake, monkeypatch):
    """A transaction that has begun keeps everybody else from writing on SQLite."""
    code = made_of(lake)
    lake.manager.post(lake.at(f"groups/{code}/away/"))
    monkeypatch.setattr(reading, "WAIT_S", 0.01)
    monkeypatch.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
    for address in (f"reports/next/group/{PAIR}", f"groups/{code}/back/"):
        with (
            reading.opened(lake.cast.club.id), CaptureQueriesContext(connection) as asked,
            pytest.raises(reading.Busy),
        ):  # fmt: skip
            lake.manager.post(lake.at(address))
        assert [each["sql"] for each in asked if "SAVEPOINT" in each["sql"]] == []
    assert names_in(lake, code) == []


def test_it_is_taken_away_and_put_back(lake):
    code = made_of(lake)
    assert lake.analyst.post(lake.at(f"groups/{code}/away/")).status_code == 403
    shown = text(lake.manager.post(lake.at(f"groups/{code}/away/"), follow=True))
    assert "This group is taken away; no list names it any more." in shown
    assert (names_in(lake, code), code in definitions(lake.cast.club)) == ([], False)
    assert lake.manager.post(lake.at(f"groups/{code}/away/")).status_code == 404
    lake.manager.post(lake.at(f"groups/{code}/back/"))
    assert (names_in(lake, code), code in definitions(lake.cast.club)) == (["negar"], True)
    assert Definition.objects.filter(code=code).count() == 3
    assert lake.manager.post(lake.at(f"groups/{code}/back/")).status_code == 404
    refresh_segments(club=lake.cast.club, now=lake.cast.now)
    assert lake.manager.post(lake.at("groups/loyal/away/")).status_code == 404


def test_one_that_a_rule_names_stays(lake):
    cast, code = lake.cast, made_of(lake)
    rule = Rule("base", named("base"), UnitsPerMoney("points", 1, 10), when=InSegment((code,)))
    soon = cast.now + timedelta(days=1)
    publish(club=cast.club, programme=programme(rule), starts_at=soon, now=cast.now)
    shown = text(lake.manager.post(lake.at(f"groups/{code}/away/"), follow=True))
    assert "base uses this group. Change that first." in shown
    assert names_in(lake, code) == ["negar"]


@pytest.mark.parametrize(
    "query",
    ["", "?first=tea&then=cake&days=0", "?first=&then=cake&days=9", "?first=a&then=b&days=x", "?first=a&days=9"],
)
def test_what_is_no_pair_is_not_found(lake, query):
    assert lake.manager.get(lake.at(f"reports/next/people/{query}")).status_code == 404


def test_more_than_anybody_finds_their_way_in_are_refused(lake, monkeypatch):
    monkeypatch.setattr(grouping, "MOST", 1)
    made_of(lake)
    other = lake.manager.post(lake.at("reports/next/group/?first=cake&then=tea&by=product&days=90"), follow=True)
    assert "There are 1 groups of this kind. Take one away first." in text(other)
