"""Reports in the console: the table, what it means, the people behind a cell, and a file to take along."""

import csv
import io
from datetime import timedelta

import pytest

from tests.doors.console.test_rewards import text
from vafa.base.models import Audit
from vafa.segments import actions as segments


@pytest.fixture
def desk(desk):
    """Sara is of the first month and comes back, Negar of the next."""
    cast, now = desk.cast, desk.cast.now
    for days, who in ((95, "sara"), (60, "sara"), (60, "negar"), (20, "negar")):
        cast.at(now - timedelta(days=days)).buys(who, 1_000)
    cast.at(now)
    return desk


def lines(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_retention_says_who_stays_and_in_money(desk):
    shown = text(desk.analyst.get(desk.at("reports/retention/")))
    assert "Share buying in their n-th month" in shown
    assert "The first month of the data: many were customers before." in shown
    assert "100%" in shown and "A member belongs to the month of their first purchase" in shown
    money = text(desk.analyst.get(desk.at("reports/retention/?of=money")))
    assert "Net sales of a member in their n-th month" in money and "100 Toman" in money
    desk.manager.cookies["vafa_language"] = "fa"
    assert "سهم خریداران در ماه" in text(desk.manager.get(desk.at("reports/retention/")))


def test_the_people_behind_a_cell_are_named(desk):
    shown = text(desk.analyst.get(desk.at("reports/rfm/")))
    assert "2 buyers in 25 cells" in shown
    chosen = desk.analyst.get(desk.at("reports/rfm/?cell=3-3"))
    assert [row["name"] for row in chosen.context["rows"]] == ["negar"]
    assert "Fifth 3 of recency, fifth 3 of frequency" in text(chosen)
    for rubbish in ("9-9", "x", "1-", "-1-2", "1-2-3"):
        assert desk.analyst.get(desk.at(f"reports/rfm/?cell={rubbish}")).status_code == 200


def test_both_are_taken_along_as_files_and_that_is_written_down(desk):
    rows = lines(desk.manager.get(desk.at("reports/retention.csv")))
    assert rows[0] == ["First purchase in", "Members", "Month after", "Members who bought", "Net sales (IRR)"]
    assert rows[1][1:] == ["1", "1", "1", "1000"]
    people = lines(desk.manager.get(desk.at("reports/rfm.csv?cell=3-3")))
    assert people[1][0] == "negar" and people[1][2:4] == ["2", "2000"]
    assert [row.data["report"] for row in Audit.objects.filter(action="report_exported")] == ["retention", "rfm"]
    assert desk.analyst.get(desk.at("reports/rfm.csv")).status_code == 403


@pytest.mark.parametrize("place", ["retention", "rfm", "liability", "lapsed"])
def test_each_is_taken_along_in_other_forms_too(desk, place):
    path = "lapsed.csv" if place == "lapsed" else f"reports/{place}.csv"
    starts = {"xlsx": b"PK", "parquet": b"PAR1", "pdf": b"%PDF"}
    for form, start in starts.items():
        assert desk.manager.get(desk.at(f"{path}?as={form}")).content.startswith(start)
    assert lines(desk.manager.get(desk.at(f"{path}?as=exe")))


def test_an_empty_club_is_told_what_to_do(desk):
    from vafa.activities.models import Activity
    from vafa.insight.queries import across

    Activity.objects.all().delete()
    across.forget()
    for place in ("retention", "rfm"):
        assert "Nothing to show yet" in text(desk.manager.get(desk.at(f"reports/{place}/")))


def test_liability_is_told_line_by_line_with_its_sheet(desk):
    shown = text(desk.analyst.get(desk.at("reports/liability/")))
    assert "Liability is 40 Toman, up 300.0%" in shown
    assert "Opening 100 10 Toman Issued +300" in shown
    assert "Closing 400" in shown
    rows = lines(desk.manager.get(desk.at("reports/liability.csv?period=30")))
    assert [row[3:5] for row in rows[1:]] == [
        ["Opening", "300"], ["Issued", "100"], ["Taken back with returns", "0"], ["Spent", "0"], ["Ended unused", "0"],
        ["Cancelled", "0"], ["Adjusted", "0"], ["Between members", "0"], ["Closing", "400"],
    ]  # fmt: skip
    assert desk.analyst.get(desk.at("reports/liability.csv")).status_code == 403


def test_where_members_stand_is_told_stage_by_stage_and_step_by_step(desk):
    shown = text(desk.analyst.get(desk.at("reports/life-cycle/?period=365")))
    assert "Stage by stage" in shown and "The member river" in shown
    assert "Of 2 who had come once, 0 stayed away" in shown
    crowd = text(desk.analyst.get(desk.at("reports/concentration/")))
    assert "A fifth of the buyers bring 67% of the sales" in crowd
    assert "Gini coefficient 0.17" in crowd
    assert "List the 1 member" in crowd


def test_every_report_is_reached_from_the_rail(desk):
    home = desk.analyst.get(desk.at("")).content.decode()
    assert desk.at("reports/life-cycle/") in home
    shown = desk.analyst.get(desk.at("reports/life-cycle/")).content.decode()
    for name in ("retention", "rfm", "concentration", "liability"):
        assert desk.at(f"reports/{name}/") in shown


def test_each_is_told_of_one_group_or_one_branch_alone(desk):
    """Negar is the only one of her group; the centre is the only branch that sold."""
    cast = desk.cast
    segments.define(club=cast.club, code="vip", name_fa="ویژه", name_en="VIP", predicate={"metric": "x"}, now=cast.now)
    segments.store(club=cast.club, segment="vip", members=[cast.members["negar"]], as_of=cast.now)
    for place in ("retention", "rfm", "life-cycle", "concentration"):
        assert "VIP" in text(desk.analyst.get(desk.at(f"reports/{place}/?segment=vip")))
        assert desk.analyst.get(desk.at(f"reports/{place}/?segment=moon&branch=moon")).status_code == 200
    assert "1 buyers in 25 cells" in text(desk.analyst.get(desk.at("reports/rfm/?segment=vip")))
    people = lines(desk.manager.get(desk.at("reports/rfm.csv?cell=5-5&segment=vip")))
    assert {row[0] for row in people[1:]} <= {"negar"}
    one = desk.analyst.get(desk.at("reports/concentration/?segment=vip")).context
    assert one["top_count"] == 1
    months = lines(desk.manager.get(desk.at("reports/retention.csv?segment=vip")))
    assert {row[1] for row in months[1:]} <= {"1"}
