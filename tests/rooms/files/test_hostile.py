"""Files that were made to harm, and verbs at the wrong moment."""

import io
import zipfile
from datetime import timedelta

import pytest

from tests.people import NOON, make_cast
from tests.rooms.files.sheets import (
    LADDER,
    SARA,
    cafe,
    checked,
    checked_anew,
    faults,
    imported,
    problems,
    put_back,
    ran,
    taken,
    workbook,
    worked,
    written,
)
from vafa.activities.actions import following
from vafa.base.actions.staff import give_post
from vafa.engine.earning.programme import Programme
from vafa.files import errors, places
from vafa.files.actions import checking, running, taking, turns, undoing
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.members.actions.merging import merge
from vafa.members.models import Member
from vafa.members.queries import by_card

pytestmark = pytest.mark.django_db

MEMBERS = ("نام", "موبایل", "تولد", "امتیاز")
RECEIPTS = ("رسید", "موبایل", "تاریخ", "مبلغ")
NEW, NEWER = "09121184417", "09121184418"


@pytest.fixture
def cast():
    return cafe()


@pytest.mark.parametrize(
    "day", ["²", "②", "9" * 400, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0000/00/00"]
)
def test_a_day_that_is_none_leaves_its_row_out_and_no_other(cast, day):
    found = checked(cast, RECEIPTS, ("1", SARA, day, "50"), ("2", SARA, "1404/01/05", "50"))
    assert (problems(found), found.summary["ready"]) == ({"date_bad": 1}, 1)


@pytest.mark.parametrize("day", ["02/30", "04/31", "²", "9" * 400])
def test_a_birthday_that_is_none_leaves_its_row_out_and_no_other(day):
    cast = cafe(calendar="gregorian")
    found = checked(cast, MEMBERS, ("a", NEW, day, "5"), ("b", NEWER, "", "50"))
    assert (problems(found), found.summary["ready"]) == ({"birthday_bad": 1}, 1)


def test_a_club_that_counts_nothing_takes_no_balances():
    cast = make_cast(Programme(1, (), (), ()), ladder=LADDER, created_at=NOON - timedelta(hours=1))
    found = checked(cast, MEMBERS, ("a", NEW, "", "5"), ("b", NEWER, "", ""))
    assert problems(found) == {"unit_unknown": 1}
    assert ran(cast, found).counts["new"] == 1
    balances = checked(cast, ("موبایل", "امتیاز", "واحد"), (SARA, "5", ""), kind="balances")
    assert problems(balances) == {"unit_unknown": 1}


def test_more_units_than_the_books_can_hold_are_left_out(cast):
    rows = [(SARA, str(10**15), "") for _ in range(3)]
    found = checked(cast, ("موبایل", "امتیاز", "واحد"), *rows, kind="balances")
    assert problems(found) == {"units_bad": 3}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_character_that_no_database_keeps_is_taken_out(cast, encoding):
    found = taken(cast, "نا\0م,موبایل\na\0b,09121184417\n".encode(encoding))
    assert found.headers == ["نام", "موبایل"]
    ran(cast, checked_anew(cast, found))
    assert Member.objects.get(id=by_card(cast.club, NEW)).given_name == "ab"


def test_nor_does_a_workbook_bring_it(cast):
    found = taken(cast, workbook(("نام", "موبایل"), ("a_x0000_b", NEW)), name="a.xlsx")
    ran(cast, checked_anew(cast, found))
    assert Member.objects.get(id=by_card(cast.club, NEW)).given_name == "ab"


def test_a_quotation_mark_that_nothing_closes_swallows_no_rows(cast):
    rows = "".join(f"n{each},0912{each:07d}\n" for each in range(60))
    with pytest.raises(errors.OpenQuote):
        taken(cast, f'name,phone\n"open,0912\n{rows}'.encode())


def test_a_cell_in_the_last_corner_does_not_end_the_server(cast):
    """In a workbook of one kilobyte it asks for half a terabyte of memory."""
    data = workbook(("نام", "موبایل"), ("a", NEW))
    far = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(far, "w") as written_anew:
        for name in packed.namelist():
            text = packed.read(name).decode()
            corner = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
            written_anew.writestr(name, text.replace("</sheetData>", corner))
    with pytest.raises(errors.SheetTooLarge):
        taken(cast, far.getvalue(), name="far.xlsx")


@pytest.mark.parametrize("length", [200_000, 2_000_000])
def test_a_line_as_no_table_has_is_refused(cast, length):
    with pytest.raises(errors.NotATable):
        taken(cast, f"name,phone\n{'x' * length},09121184417\n".encode())


def test_lines_of_a_receipt_stay_together_with_others_between_them(cast, monkeypatch):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 2)
    found = imported(
        cast, (*RECEIPTS, "ساعت"), ("A", SARA, "1404/01/05", "50", "10:00"), ("B", SARA, "1404/01/05", "70", "10:01"),
        ("A", SARA, "1404/01/05", "30", "10:02"),
    )  # fmt: skip
    assert (found.counts["receipts"], found.counts["late"]) == (2, 0)


def test_putting_back_while_it_settles_begins_with_the_first_receipt(cast, monkeypatch):
    monkeypatch.setattr(running, "SETTLED_AT_ONCE", 4)
    found = checked(cast, RECEIPTS, *((str(each), SARA, "1404/01/05", "50,000") for each in range(6)))
    running.start(club=cast.club, import_id=found.id, now=NOON, job=False)
    while queries.get(cast.club, found.id).state == "running":
        turns.step(club=cast.club, import_id=found.id, now=NOON)
    stand = following.stand_after_import

    def meanwhile(**given):
        stand(**given)
        undoing.start_undo(club=cast.club, import_id=found.id, staff=None, now=NOON, job=False)

    with monkeypatch.context() as at_once:
        at_once.setattr(following, "stand_after_import", meanwhile)
        turns.step(club=cast.club, import_id=found.id, now=NOON)
    assert (worked(cast, found).state, Import.objects.get().counts["back"]["receipts"]) == ("undone", 6)


def test_balances_are_taken_back_from_the_membership_they_came_to(cast):
    found = imported(cast, MEMBERS, ("a", NEW, "", "500"), ("b", NEWER, "", "70"))
    merge(
        club=cast.club, absorbed=by_card(cast.club, NEW), surviving=cast.members["sara"], units=["points"],
        reason="one person", now=NOON,
    )  # fmt: skip
    assert cast.active("sara") == 500
    assert put_back(cast, found).counts["back"]["units"] == 570
    assert (cast.active("sara"), faults(cast)) == (0, [])


def test_whoever_took_in_another_membership_stays(cast):
    cast.buys("sara", 100_000)
    found = imported(cast, MEMBERS, ("a", NEW, "", "500"))
    merge(
        club=cast.club, absorbed=cast.members["sara"], surviving=by_card(cast.club, NEW), units=["points"],
        reason="one person", now=NOON,
    )  # fmt: skip
    back = put_back(cast, found).counts["back"]
    assert (back["left"], back["stayed"], back["units"]) == (0, 1, 500)
    assert by_card(cast.club, SARA) == by_card(cast.club, NEW)


def test_a_dry_run_of_former_choices_ends_without_a_trace(cast):
    found = taken(cast, written(MEMBERS, ("a", NEW, "", "-5"), ("b", NEWER, "", "50")))
    checking.ask_to_check(club=cast.club, import_id=found.id, now=cast.now, job=False)
    first = []

    def slow(_):
        """Its lease ran out, another took it up, and then the owner chose otherwise."""
        if not first:
            first.append(checking.check(club=cast.club, import_id=found.id, now=cast.now))
            taking.match(
                club=cast.club, import_id=found.id, kind=found.kind, columns=found.matching["columns"], values={},
                choices={"negative": "zero"},
            )  # fmt: skip
            checking.ask_to_check(club=cast.club, import_id=found.id, now=cast.now, job=False)

    late = checking.check(club=cast.club, import_id=found.id, now=cast.now, told=slow)
    assert (first[0].summary["ready"], late.state, late.summary) == (1, "checking", {})
    assert checking.check(club=cast.club, import_id=found.id, now=cast.now).summary["ready"] == 2
    assert ran(cast, found).counts["new"] == 2


def test_a_file_discarded_while_it_is_read_leaves_nothing(cast):
    found = taken(cast, written(MEMBERS, ("a", NEW, "", "5")))
    checking.ask_to_check(club=cast.club, import_id=found.id, now=cast.now, job=False)
    with pytest.raises(errors.UnknownImport):
        checking.check(
            club=cast.club, import_id=found.id, now=cast.now,
            told=lambda _: taking.discard(club=cast.club, import_id=found.id),
        )  # fmt: skip
    assert not places.original(cast.club.id, found.id).parent.exists()
    turns.take(club=cast.club, import_id=found.id, now=cast.now)


def test_who_matched_and_started_it_is_not_its_second_person(cast):
    one, two = (
        give_post(club=cast.club, email=f"{name}@x.example", name=name, role="manager", language="fa", now=NOON)
        for name in ("one", "two")
    )
    found = checked(cast, ("موبایل", "امتیاز"), (SARA, "200,000"), staff=one)
    waiting = running.start(club=cast.club, import_id=found.id, now=NOON, staff=two)
    assert (waiting.state, waiting.approval.asked_by) == ("waiting", two)


def test_a_second_import_that_looked_at_the_same_instant_is_refused(cast):
    first, second = (checked(cast, RECEIPTS, (str(each), SARA, "1404/01/05", "50")) for each in range(2))
    running.start(club=cast.club, import_id=first.id, now=NOON, job=False)
    second.state = "running"
    with pytest.raises(errors.AnotherRuns):
        running.begin(second, "state")
    assert queries.get(cast.club, second.id).state == "checked"
