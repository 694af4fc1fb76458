"""Adjustments of many members from a file: a dry run with totals, a second person, and the way back."""

import pytest
from django.db import transaction

from tests.people import NOON
from tests.rooms.files.sheets import NEGAR, OMID, SARA, checked, checked_anew, imported, problems, ran, taken, worked
from tests.rooms.files.sheets import written as csv_of
from vafa.activities.actions.adjusting import adjust
from vafa.activities.models import Activity
from vafa.base.actions import approvals
from vafa.base.actions.staff import give_post
from vafa.base.models import Outbox
from vafa.doors.look.formats import format_of
from vafa.doors.look.member import reading
from vafa.doors.look.member.ledger import Ledger
from vafa.doors.look.names import ClubNames
from vafa.files.actions import running, undoing

pytestmark = pytest.mark.django_db
HEAD = ("موبایل", "امتیاز", "دلیل")


@pytest.fixture
def cast(cast):
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=100, reason="start", reference="s")
    return cast


def posts(cast):
    return [
        give_post(club=cast.club, email=f"{name}@x.example", name=name, role="manager", language="fa", now=NOON)
        for name in ("one", "two")
    ]


def test_units_are_added_and_taken_off_with_their_own_reasons(cast):
    rows = (SARA, "-30", "Counted twice"), (NEGAR, "۵۰", "Opening party"), (SARA, "5", "Sorry")
    found = checked(cast, HEAD, *rows)
    assert (found.kind, found.summary["ready"]) == ("adjustments", 3)
    assert (found.summary["units"], found.summary["off"]) == ({"points": 55}, {"points": 30})
    done = ran(cast, found)
    assert (done.counts["updated"], done.counts["units"]) == (2, {"points": 25})
    assert (cast.active("sara"), cast.active("negar")) == (75, 50)
    page = reading.page_of(cast.members["sara"], "points", "adjusted", None)
    names = ClubNames(cast.club, format_of(cast.club))
    told = [(row.units, list(row.why)) for row in Ledger(names, cast.members["sara"], "points", page).rows()]
    assert told[:2] == [(5, ["«Sorry»"]), (-30, ["«Counted twice»"])]
    assert Outbox.objects.filter(event="units_adjusted").count() == 4


def test_what_cannot_be_booked_is_told_before(cast):
    rows = (
        (SARA, "-70", "a"), (SARA, "-31", "b"), (SARA, "0", "c"), (SARA, "5", " "), ("09129999999", "5", "d"),
        (SARA, "x", "e"), (NEGAR, "=1+1", "f"), (SARA, "-30", "g"),
    )  # fmt: skip
    found = checked(cast, HEAD, *rows)
    assert problems(found) == {
        "not_enough": 1, "nothing": 1, "reason_missing": 1, "unknown_member": 1, "units_bad": 1, "formula": 1,
    }  # fmt: skip
    ran(cast, found)
    assert cast.active("sara") == 0


def test_what_was_spent_since_the_dry_run_stays_out(cast):
    found = checked(cast, HEAD, (SARA, "-80", "a"), (NEGAR, "10", "b"))
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-40, reason="x", reference="x")
    done = ran(cast, found)
    assert (done.counts["late"], cast.active("sara"), cast.active("negar")) == (1, 60, 10)


def test_all_rows_together_are_held_against_the_limit_of_one(cast):
    one, two = posts(cast)
    half = cast.club.adjust_limit // 2 + 1
    found = checked(cast, HEAD, (NEGAR, str(half), "a"), (OMID, str(half), "b"), staff=one)
    waiting = running.start(club=cast.club, import_id=found.id, now=NOON)
    assert (waiting.state, cast.active("negar")) == ("waiting", 0)
    assert waiting.approval.data["units"] == {"points": 2 * half}
    with transaction.atomic():
        approvals.approve(club=cast.club, approval_id=waiting.approval_id, decided_by=two, now=NOON)
    assert ran(cast, found).state == "done"
    assert (cast.active("negar"), cast.active("omid")) == (half, half)


def test_units_added_and_taken_off_do_not_hide_each_other(cast):
    one, _ = posts(cast)
    most = cast.club.adjust_limit
    found = checked(cast, HEAD, (NEGAR, str(most), "a"), (NEGAR, str(-most), "b"), staff=one)
    assert running.start(club=cast.club, import_id=found.id, now=NOON).state == "waiting"


def test_the_same_file_is_not_booked_twice_unless_so_chosen(cast):
    imported(cast, HEAD, (NEGAR, "10", "a"))
    again = checked(cast, HEAD, (NEGAR, "10", "a"))
    assert (problems(again), again.summary["ready"]) == ({"adjusted_before": 1}, 0)
    chosen = checked_anew(cast, again, adjusted_before="add")
    ran(cast, chosen)
    assert cast.active("negar") == 20


def test_putting_it_back_takes_out_what_is_left_and_gives_back_what_it_took(cast):
    found = imported(cast, HEAD, (SARA, "-30", "a"), (NEGAR, "50", "b"))
    adjust(house=cast.house, member_id=cast.members["negar"], unit="points", units=-20, reason="x", reference="x")
    undoing.start_undo(club=cast.club, import_id=found.id, staff=None, now=NOON, job=False)
    back = worked(cast, found).counts["back"]
    assert (back["units"], back["spent"], back["again"]) == (30, 20, 30)
    assert (cast.active("sara"), cast.active("negar")) == (100, 0)
    undone = Activity.objects.filter(reference__startswith="undo:")
    assert sorted(each.body["units"] for each in undone) == [-30, 30]


def test_a_file_of_balances_is_still_one(cast):
    assert taken(cast, csv_of(("موبایل", "امتیاز", "انقضا"), (NEGAR, "1", ""))).kind == "balances"
    assert taken(cast, csv_of(("phone", "points", "reason"), (NEGAR, "1", "x"))).kind == "adjustments"
