import csv
import io
from datetime import timedelta

import pytest
from django.db import transaction

from tests.people import NOON, make_cast, named, programme
from tests.rooms.files.sheets import (NEGAR, OMID, SARA, LADDER, POINTS, cafe, checked, checked_anew, faults, imported, problems, put_back, ran, taken, workbook, worked, written)
from vafa.activities.actions import following
from vafa.activities.models import Activity
from vafa.engine.earning.programme import Programme
from vafa.files import errors, places
from vafa.files.actions import checking, running, taking, turns, undoing
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.ledger.models import Lot, Movement
from vafa.members.models import Member
from vafa.members.queries import by_card
from vafa.members.actions.merging import merge

pytestmark = pytest.mark.django_db
MEMBERS = ("نام", "موبایل", "تولد", "امتیاز")
RECEIPTS = ("رسید", "موبایل", "تاریخ", "مبلغ")
BAL = ("موبایل", "امتیاز", "واحد", "انقضا")
NEW = "09121184417"
NEW2 = "09121184418"


@pytest.fixture
def cast():
    return cafe()


DAYS = ["²", "9" * 400, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0000/00/00", "0/0/0", "②", "1404/13/45", "99999", "1e5",
        "2025-02-30", "1404/12/30 25:99", "-1", "Z", "00:00Z", "10:00:00.9999999999Z", "२०२५/०१/०१", "2025/01/01 10:00:00 pm", "2025-01-01T10:00:00+99:99", "2025-01-01T10:00:00.1234567+03:30", "1404/1/1 ق.ظ"]


@pytest.mark.parametrize("day", DAYS)
def test_receipt_days(cast, day):
    found = checked(cast, RECEIPTS, ("1", SARA, day, "50"), ("2", SARA, "1404/01/05", "50"))
    print(repr(day[:30]), found.state, problems(found))
    assert found.state == "checked"


@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
@pytest.mark.parametrize("day", [*DAYS, "02/30", "04/31", "2/29", "12/30", "13/1", "²/1", "1/²", "00/00", "1300/12/30", "2025/02/29"])
def test_birthdays(day, calendar):
    cast = cafe(calendar=calendar)
    found = checked(cast, MEMBERS, ("a", NEW, day, "5"), ("b", NEW2, "", "50"))
    print(repr(day[:30]), found.state, problems(found))
    assert ran(cast, found).state == "done"


@pytest.mark.parametrize("amount", ["1e308", "9" * 1500, "1e999999999", "NaN", "Infinity", "-0", "0.1", "²", "५०", "1,2,3", "..", "1.2.3,4", "(5)", "((5))", "5-", "--5", "1/2", "+", "٫٫", "5٫5٫5", "1" + "0" * 15, "1" + "0" * 16])
def test_amounts(cast, amount):
    found = checked(cast, RECEIPTS, ("1", SARA, "1404/01/05", amount), ("2", SARA, "1404/01/05", "50"))
    print(repr(amount[:30]), found.state, problems(found), found.summary["minor"])
    found = checked(cast, MEMBERS, ("a", NEW, "", amount), ("b", NEW2, "", "50"))
    print(repr(amount[:30]), found.state, problems(found), found.summary["units"])
    assert ran(cast, found).state == "done"


PH = ["²", "+" * 500, "00989121184417", "+44 7700 900123", "tel:09121184417", "+98", "0", "911", "09121184417;ext=5", "0912118441７", "x" * 1999, "+1-800-FLOWERS", "09121184417\n09121184418", "‏09121184417", "=09121184417", "'=1", "''", "'"]


@pytest.mark.parametrize("phone", PH)
def test_phones(cast, phone):
    found = checked(cast, MEMBERS, ("a", phone, "", "5"), ("b", NEW2, "", "50"))
    print(repr(phone[:30]), found.state, problems(found))
    assert ran(cast, found).state == "done"


def test_units_add_up_beyond_bigint(cast):
    rows = [(SARA, str(10**15), "", "") for _ in range(9300)]
    found = checked(cast, BAL, *rows, kind="balances")
    found = ran(cast, found)
    print(found.state, found.counts)


def test_no_unit():
    cast = make_cast(Programme(1, (), (), ()), ladder=LADDER, created_at=NOON - timedelta(hours=1))
    found = checked(cast, MEMBERS, ("a", NEW, "", "5"), ("b", NEW2, "", "50"))
    print(found.state, found.summary)
    found = ran(cast, found)
    print(found.state, found.counts)


def test_no_unit_balances():
    cast = make_cast(Programme(1, (), (), ()), ladder=LADDER, created_at=NOON - timedelta(hours=1))
    found = checked(cast, BAL, (SARA, "5", "", ""), kind="balances")
    print(found.state, found.summary)
    found = ran(cast, found)


def test_long_card_balance(cast):
    card = "A" * 80
    found = imported(cast, ("card", "name"), (card, "x"))
    assert found.counts["new"] == 1
    found = checked(cast, ("card", "points", "unit", "earned", "ends"), (card, "5", "points", "1404/01/01", "1420/01/01"), kind="balances")
    print(found.state, problems(found))
    found = ran(cast, found)
    print(found.state, found.counts)


def test_long_card_receipts(cast):
    card = "A" * 80
    found = imported(cast, ("card", "name"), (card, "x"))
    found = checked(cast, ("card", "date", "amount"), (card, "1404/01/01", "50,000,000"), kind="receipts")
    found = ran(cast, found)
    print(found.state, found.counts)
    print(put_back(cast, found).counts)


def test_lines_of_a_receipt_with_other_receipts_between(cast, monkeypatch):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 2)
    found = imported(cast, (*RECEIPTS, "ساعت"), ("A", SARA, "1404/01/05", "50", "10:00"), ("B", SARA, "1404/01/05", "70", "10:01"), ("A", SARA, "1404/01/05", "30", "10:02"))
    print(found.counts)
    assert found.counts["late"] == 0


def test_nul_bom(cast):
    found = taken(cast, b"\xef\xbb\xbf" + "نام,موبایل\na\x00b,09121184417\n".encode())
    print(found.headers, found.samples)
    found = ran(cast, checked_anew(cast, found))
    print(found.counts)


def test_nul_utf16(cast):
    found = taken(cast, "نام,موبایل,x\x00y\na\x00b,09121184417,\x00\n".encode("utf-16"))
    found = ran(cast, checked_anew(cast, found))
    print(found.counts)


def test_nul_xlsx(cast):
    found = taken(cast, workbook(("نام", "موبایل"), ("a_x0000_b", NEW), ("a_x0007_b", NEW2)), name="a.xlsx")
    print(found.samples)
    found = ran(cast, checked_anew(cast, found))
    print(found.counts, [m.given_name for m in Member.objects.all()])


def test_nul_header(cast):
    found = taken(cast, b"\xef\xbb\xbf" + "نا\x00م,موبایل\nab,09121184417\n".encode())


def test_surrogate(cast):
    found = taken(cast, "نام,موبایل\nab,09121184417\n".encode("utf-16-le") + b"\x00\xd8,\x00\n\x00")
    found = ran(cast, checked_anew(cast, found))


def test_long_field_in_the_first_rows(cast):
    with pytest.raises(errors.NotATable):
        taken(cast, ("name,phone\n" + "x" * 200_000 + ",09121184417\n").encode())


def test_swallow(cast):
    rows = "".join(f"n{i},0912{i:07d}\n" for i in range(3000))
    found = taken(cast, ("name,phone\n\"quoted,0912\n" + rows).encode())
    print(found.samples)
    found = checked_anew(cast, found)
    print(found.state, found.trouble, found.summary)


def test_dup_headers(cast):
    found = taken(cast, b"phone,phone,phone\n09121184417,1,2\n")
    print(found.matching)


def test_wide(cast):
    found = taken(cast, ("phone," + ",".join(f"c{i}" for i in range(10000)) + "\n09121184417" + ",1" * 10000 + "\n").encode())
    print(len(found.headers), len(found.samples))


def test_stop_while_settling(cast, monkeypatch):
    monkeypatch.setattr(running, "SETTLED_AT_ONCE", 2)
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 4)
    found = checked(cast, RECEIPTS, *((str(each), SARA, "1404/01/05", "50,000") for each in range(6)))
    running.start(club=cast.club, import_id=found.id, now=NOON, job=False)
    while queries.get(cast.club, found.id).state == "running":
        turns.step(club=cast.club, import_id=found.id, now=NOON)
    real = following.stand_after_import

    def meanwhile(**given):
        real(**given)
        if queries.get(cast.club, found.id).state == "settling":
            undoing.start_undo(club=cast.club, import_id=found.id, staff=None, now=NOON, job=False)

    monkeypatch.setattr(following, "stand_after_import", meanwhile)
    done = worked(cast, found)
    print(done.state, done.counts)
    assert done.counts["back"]["receipts"] == 6


def test_undo_after_merge(cast):
    found = imported(cast, MEMBERS, ("a", NEW, "", "500"), ("b", NEW2, "", "70"))
    a, b = by_card(cast.club, NEW), by_card(cast.club, NEW2)
    merge(club=cast.club, absorbed=a, surviving=cast.members["sara"], units=["points"], reason="x", now=NOON)
    print(cast.active("sara"))
    back = put_back(cast, found)
    print(back.counts["back"], cast.active("sara"), faults(cast))
    print(Member.objects.get(id=a).left_at, Member.objects.get(id=b).left_at)
    assert cast.active("sara") == 0


def test_undo_receipts_with_long_numbers(cast):
    found = imported(cast, RECEIPTS, ("N" * 100, SARA, "1404/01/05", "50,000"))
    assert found.counts["receipts"] == 1
    assert put_back(cast, found).counts["back"]["receipts"] == 1


def test_same_person_by_two_keys_twice_updated(cast, monkeypatch):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 1)
    imported(cast, ("name", "phone", "card"), ("First", NEW, "ZZ9"))
    found = imported(cast, ("name", "phone", "card"), ("Second", NEW, ""), ("Third", "", "ZZ9"))
    print(found.counts, Member.objects.get(id=by_card(cast.club, NEW)).given_name)
    put_back(cast, found)
    assert Member.objects.get(id=by_card(cast.club, NEW)).given_name == "First"


def test_late_dry_run(cast, monkeypatch):
    """A dry run that was slow ends after the choices were changed and the new dry run ended."""
    found = taken(cast, written(MEMBERS, ("a", NEW, "", "-5"), ("b", NEW2, "", "50")))
    taking.match(club=cast.club, import_id=found.id, kind=found.kind, columns=found.matching["columns"], values={}, choices={"negative": "zero"})
    checking.ask_to_check(club=cast.club, import_id=found.id, now=cast.now, job=False)
    state = {}

    def slow(row):
        if not state:
            state[1] = 1
            assert checking.check(club=cast.club, import_id=found.id, now=cast.now).state == "checked"
            assert checked_anew(cast, queries.get(cast.club, found.id)).summary["ready"] == 1
            running.start(club=cast.club, import_id=found.id, now=cast.now, job=False)
    try:
        checking.check(club=cast.club, import_id=found.id, now=cast.now, told=slow)
    except Exception as e:
        print("raised", type(e), e)
    print(queries.get(cast.club, found.id).summary)
    done = worked(cast, found)
    print(done.state, done.counts)
    assert done.counts["new"] == 1


def test_discard_while_checking(cast):
    found = taken(cast, written(MEMBERS, ("a", NEW, "", "5")))
    checking.ask_to_check(club=cast.club, import_id=found.id, now=cast.now, job=False)
    def slow(row):
        taking.discard(club=cast.club, import_id=found.id)
    try:
        checking.check(club=cast.club, import_id=found.id, now=cast.now, told=slow)
    except Exception as e:
        print("raised", type(e), e)
    print(places.original(cast.club.id, found.id).parent.exists())


def test_earn_yes(cast):
    found = imported(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000,0"), ("2", SARA, "1404/01/05", "50,000"), earn="yes")
    print(found.counts, cast.active("sara"))
    back = put_back(cast, found)
    print(back.counts, cast.active("sara"), faults(cast))


def test_no_programme():
    from tests.people import make_club, Cast
    from vafa.partners.actions import name_operator
    club = make_club()
    name_operator(club=club)
    cast = Cast(club)
    found = checked(cast, MEMBERS, ("a", NEW, "", "5"), ("b", NEW2, "", "50"))
    print(found.state, found.summary)
    print(ran(cast, found).counts)


@pytest.mark.parametrize("enc", ["utf-16-le", "utf-16-be", "utf-16", "cp1256", "cp1252", "utf-8-sig"])
def test_enc(cast, enc):
    found = taken(cast, "name,phone\nJosé,09121184417\n".encode(enc) if enc == "cp1252" else "نام,موبایل\nمریم é,09121184417\n".encode(enc, "replace"))
    print(enc, found.headers, found.samples[0]["some"])


def test_day_first(cast):
    found = taken(cast, "phone,date,amount\n09121184417,1/²/2025,5\n".encode())


def test_long_receipt(cast):
    import time
    rows = [("A", SARA, "1404/01/05", "1") for _ in range(5000)]
    t = time.time()
    found = imported(cast, RECEIPTS, *rows)
    print(found.counts, time.time() - t)


def test_many_columns_row(cast):
    found = imported(cast, MEMBERS, ("a", NEW, "", "5", *["x"] * 500))
    print(found.counts, len(found.headers))


def test_undo_of_an_ended_card(cast):
    from vafa.members.actions import cards as c
    print(dir(c))
