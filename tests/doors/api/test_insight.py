"""Reports for programs: figures, outcomes, sales by one thing, and what a member will buy."""

import threading
from datetime import timedelta

import pytest

from tests.doors.api.calling import Program
from tests.people import NOON, make_cast
from vafa.activities.shapes import Line
from vafa.base.models import Job
from vafa.insight.lake import reading
from vafa.insight.lake.refreshing import refresh
from vafa.partners.actions import open_store
from vafa.partners.models import Partner, Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = make_cast(is_demo=True, stands_at=NOON)
    for days, who, amount in ((60, "sara", 500), (10, "sara", 300), (5, "negar", 200)):
        cast.at(NOON - timedelta(days=days)).buys(who, Line(amount, "tea", "چای", "hot", cost_minor=amount // 2))
    return cast.at(NOON)


@pytest.fixture
def program(cast):
    return Program(cast, "insight:read")


def test_figures_say_what_makes_the_result(program):
    told = program.get("/insight/figures?days=30").json()
    assert (told["mode"], told["net_minor"], told["net_before_minor"]) == ("margin", 500, 0)
    assert [(each["letter"], each["value"]) for each in told["factors"]] == [
        ("N", 2.0), ("V", 0.5), ("F", 1.0), ("S", 250.0),
    ]  # fmt: skip
    assert told["stages"]["repeat"] + told["stages"]["new"] + told["stages"]["one_time"] == 2
    assert program.get("/insight/figures?days=0").status_code == 422


def test_before_there_is_a_lake_a_program_is_told_to_ask_again(program):
    for path in ("/insight/sales?by=category", "/insight/outcomes"):
        problem = program.get(path)
        assert (problem.status_code, problem.json()["code"]) == (409, "insight_not_ready")
    assert Job.objects.filter(verb="refresh_lake").count() == 1


def test_sales_are_told_by_one_thing(cast, program):
    refresh(club=cast.club, now=cast.now)
    told = program.get("/insight/sales?by=category").json()
    assert told["rows"] == [{
        "key": "hot", "buyers": 2, "purchases": 3, "net_minor": 1000, "discount_minor": 0, "cost_minor": 500,
        "new_buyers": None, "pieces": 3, "net_before_minor": 0,
    }]  # fmt: skip
    told = program.get("/insight/sales?by=store&since=2026-05-20&until=2026-06-02").json()
    assert [(row["key"], row["net_minor"], row["new_buyers"]) for row in told["rows"]] == [("centre", 500, 1)]
    assert program.get("/insight/sales?by=category&since=۲۰۲۶-۰۵-۲۰").json()["rows"][0]["net_minor"] == 500
    for wrong in ("by=weather", "by=store&since=x", "by=store&since=2026-06-02&until=2026-06-02", "since=2026-01-01"):
        assert program.get(f"/insight/sales?{wrong}").status_code == 422
    assert program.get("/insight/sales?by=store&store=moon").json()["code"] == "unknown_store"
    for days in ("until=9999-12-31", "since=0001-01-01&until=0001-01-02", "until=20260101", "since=2026-W01-1",
                 "segment=moon", "tier=moon"):  # fmt: skip
        assert program.get(f"/insight/sales?by=month&{days}").json()["code"] == "malformed"
    months = program.get("/insight/sales?by=month&since=2022-01-01&until=2026-06-02").json()["rows"]
    assert [row["key"] for row in months if row["net_minor"]] == ["2026-03-21", "2026-05-22"]


def test_a_key_of_one_branch_is_told_nothing_of_the_whole_club(cast):
    bound = Program(cast, "insight:read", store_id=Store.objects.get(code="centre").id)
    assert bound.get("/insight/figures").json()["units_outstanding_minor"] is None
    refresh(club=cast.club, now=cast.now)
    assert bound.get("/insight/sales?by=store&store=north").json()["code"] == "unknown_store"
    assert Program(cast, "insight:read").get("/insight/figures").json()["units_outstanding_minor"] == 100


def test_more_reports_at_once_than_there_is_room_for_are_told_to_wait(cast, program, monkeypatch):
    refresh(club=cast.club, now=cast.now)
    monkeypatch.setattr(reading, "WAIT_S", 0.01)
    monkeypatch.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
    with reading.opened(cast.club.id):
        told = program.get("/insight/sales?by=month")
        sara = program.get(f"/insight/members/{cast.members['sara']}/suggestions")
    assert (told.status_code, told.json()["code"]) == (503, "insight_busy")
    assert sara.status_code == 200


def test_outcomes_have_a_value_for_each_whole_month(cast, program):
    refresh(club=cast.club, now=cast.now)
    told = program.get("/insight/outcomes").json()
    assert told["months"] == ["2026-03-21", "2026-04-21"]
    by_code = {row["code"]: row["series"] for row in told["outcomes"]}
    assert by_code["purchases"] == [1, 0]
    assert by_code["churn"] == [None, 0.0]


def test_a_member_has_no_suggestions_before_the_lists_are_made(cast, program):
    refresh(club=cast.club, now=cast.now)
    told = program.get(f"/insight/members/{cast.members['sara']}/suggestions").json()
    assert told == {"member": str(cast.members["sara"]), "suggestions": []}


def test_a_key_of_one_store_asks_about_that_one_alone(cast):
    north = open_store(partner=Partner.objects.get(club=cast.club), code="north", name_fa="شمال", name_en="North")
    refresh(club=cast.club, now=cast.now)
    bound = Program(cast, "insight:read", store_id=Store.objects.get(id=north.id).id)
    assert bound.get("/insight/sales?by=category").json()["rows"] == []
    assert bound.get("/insight/sales?by=category&store=north").json()["rows"] == []
    assert bound.get("/insight/sales?by=category&store=centre").json()["code"] == "unknown_store"
    assert bound.get("/insight/figures").json()["store"] == "north"
    assert bound.get("/insight/outcomes").status_code == 403


def test_another_scope_reads_no_report(cast):
    assert Program(cast, "units:read").get("/insight/figures").status_code == 403
