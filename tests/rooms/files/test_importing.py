import pytest
from django.db import transaction

from tests.people import NOON, after
from tests.rooms.files.sheets import (
    MEMBERS,
    NEGAR,
    NEW,
    OMID,
    RECEIPTS,
    SARA,
    cafe,
    checked,
    faults,
    imported,
    member,
    problems,
    put_back,
    ran,
    taken,
    worked,
    written,
)
from vafa.activities.models import Activity, Tally
from vafa.base.actions import approvals
from vafa.base.actions.staff import give_post
from vafa.base.models import Job, Outbox, Reference
from vafa.files import errors, places
from vafa.files.actions import checking, running, taking, turns, undoing
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.ledger.models import Movement

pytestmark = pytest.mark.django_db


def test_no_event_goes_out_for_each_row(cast):
    Outbox.objects.all().delete()
    imported(cast, RECEIPTS, *((str(each), SARA, "1404/01/05", "50") for each in range(20)))
    assert list(Outbox.objects.values_list("event", flat=True)) == ["import_done"]


def test_what_was_put_in_by_the_worker_goes_on_slice_by_slice(cast, monkeypatch):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 3)
    rows = [(str(each), (SARA, OMID, NEGAR)[each % 3], "1404/01/05", "50,000") for each in range(10)]
    found = checked(cast, RECEIPTS, *rows)
    running.start(club=cast.club, import_id=found.id, now=NOON)
    assert Job.objects.filter(verb="go_on_with_import").count() == 1
    places_seen = []
    while turns.step(club=cast.club, import_id=found.id, now=NOON):
        places_seen.append(queries.get(cast.club, found.id).place)
    assert places_seen[:4] == [3, 6, 9, 10]
    assert queries.get(cast.club, found.id).counts["receipts"] == 10


def test_a_stop_in_the_middle_of_a_slice_loses_and_doubles_nothing(cast, monkeypatch):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 4)
    rows = [(str(each), (SARA, OMID)[each % 2], "1404/01/05", "50,000") for each in range(10)]
    found = checked(cast, RECEIPTS, *rows)
    running.start(club=cast.club, import_id=found.id, now=NOON, job=False)
    running.go_on(club=cast.club, import_id=found.id, now=NOON)

    class Cut(Exception):
        pass

    def cut(*_):
        raise Cut

    with monkeypatch.context() as broken:
        # as far as a power cut can come: all is written, and the transaction is not yet whole
        broken.setattr(running, "_added", cut)
        with pytest.raises(Cut):
            running.go_on(club=cast.club, import_id=found.id, now=NOON)
    assert queries.get(cast.club, found.id).place == 4
    assert Activity.objects.count() == 4
    done = worked(cast, found)
    assert (done.state, done.counts["receipts"], Activity.objects.count()) == ("done", 10, 10)


def test_pausing_keeps_what_is_in_and_going_on_finishes_it(cast, monkeypatch):
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 2)
    found = checked(cast, RECEIPTS, *((str(each), SARA, "1404/01/05", "50,000") for each in range(6)))
    running.start(club=cast.club, import_id=found.id, now=NOON, job=False)
    turns.step(club=cast.club, import_id=found.id, now=NOON)
    running.pause(club=cast.club, import_id=found.id)
    assert not turns.step(club=cast.club, import_id=found.id, now=NOON)
    assert Activity.objects.count() == 2
    running.resume(club=cast.club, import_id=found.id, now=NOON)
    assert worked(cast, found).counts["receipts"] == 6


def test_one_import_at_a_time_writes(cast):
    first = checked(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    second = checked(cast, RECEIPTS, ("2", SARA, "1404/01/05", "50,000"))
    running.start(club=cast.club, import_id=first.id, now=NOON, job=False)
    with pytest.raises(errors.AnotherRuns):
        running.start(club=cast.club, import_id=second.id, now=NOON, job=False)
    worked(cast, first)
    assert ran(cast, second).state == "done"


def test_an_import_of_receipts_can_be_put_back_and_given_again(cast):
    rows = (RECEIPTS, ("1", SARA, "1404/01/05", "50,000"), ("2", NEW, "1404/02/05", "60,000"))
    found = imported(cast, *rows, unknown="join", earn="yes")
    new = member(cast)
    back = put_back(cast, found)
    assert back.state == "undone"
    assert back.counts["back"] == {"receipts": 2, "units": 0, "spent": 0, "left": 1, "stayed": 0, "restored": 0}
    assert (cast.active("sara"), Tally.objects.get(member_id=cast.members["sara"]).purchases) == (0, 0)
    new.refresh_from_db()
    assert new.left_at == NOON
    again = imported(cast, *rows, unknown="join", earn="yes")
    assert (again.counts["receipts"], cast.active("sara")) == (2, 50_000)
    assert faults(cast) == []


def test_an_import_of_members_can_be_put_back(cast):
    found = imported(
        cast, MEMBERS, ("سارا احمدی", SARA, "", "40", "", "", "", ""), ("نگار", NEW, "", "60", "", "", "", ""),
        ("مینا", "09121184418", "", "", "", "", "", ""),
    )  # fmt: skip
    cast.buys("09121184418", 100)
    back = put_back(cast, found)
    assert back.counts["back"] == {"receipts": 0, "units": 100, "spent": 0, "left": 1, "stayed": 1, "restored": 1}
    sara = member(cast, SARA)
    assert (sara.given_name, sara.family_name, cast.active("sara")) == ("sara", "", 0)
    assert member(cast, "09121184418").left_at is None
    assert problems(checked(cast, MEMBERS, ("نگار", NEW, "", "", "", "", "", ""))) == {}
    assert faults(cast) == []


def test_putting_back_leaves_what_was_spent_and_what_was_changed_since(cast):
    from vafa.activities.actions.adjusting import adjust
    from vafa.members.actions.profile import change_profile

    found = imported(cast, MEMBERS, ("سارا احمدی", SARA, "", "40", "", "", "", ""))
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-15, reason="spent", reference="s")
    change_profile(club=cast.club, member_id=cast.members["sara"], now=NOON, given_name="ساره")
    manager = give_post(club=cast.club, email="m@x.example", name="m", role="manager", language="fa", now=NOON)
    undoing.start_undo(club=cast.club, import_id=found.id, staff=manager, now=NOON, job=False)
    back = worked(cast, found)
    assert (back.counts["back"]["units"], back.counts["back"]["spent"]) == (25, 15)
    assert Activity.objects.get(reference__startswith="undo:").body["staff"] == str(manager.id)
    sara = member(cast, SARA)
    assert (sara.given_name, sara.family_name) == ("ساره", "")


def test_after_a_day_an_import_stays(cast):
    found = imported(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    with pytest.raises(errors.UndoOver):
        undoing.start_undo(club=cast.club, import_id=found.id, staff=None, now=after(1.1), job=False)


def test_large_opening_balances_wait_for_a_second_person(cast):
    posts = [
        give_post(club=cast.club, email=f"{name}@x.example", name=name, role="manager", language="fa", now=NOON)
        for name in ("one", "two")
    ]
    found = checked(cast, ("موبایل", "امتیاز", "انقضا"), (SARA, "200,000", ""), staff=posts[0])
    waiting = running.start(club=cast.club, import_id=found.id, now=NOON)
    assert (waiting.state, cast.active("sara")) == ("waiting", 0)
    with transaction.atomic():
        approvals.approve(club=cast.club, approval_id=waiting.approval_id, decided_by=posts[1], now=NOON)
    assert ran(cast, found).state == "done"
    assert cast.active("sara") == 200_000


def test_alone_in_a_club_the_owner_decides(cast):
    owner = give_post(club=cast.club, email="o@x.example", name="o", role="owner", language="fa", now=NOON)
    found = checked(cast, ("موبایل", "امتیاز", "انقضا"), (SARA, "200,000", ""), staff=owner)
    assert ran(cast, found).state == "done"


def test_a_needed_column_and_a_double_one_are_refused(cast):
    found = taken(cast, written(("موبایل", "تاریخ"), (SARA, "1404/01/05")))
    given = {"club": cast.club, "import_id": found.id, "values": {}, "choices": {}}
    with pytest.raises(errors.ColumnMissing):
        taking.match(**given, kind="receipts", columns=["phone", "day"])
    with pytest.raises(errors.ColumnTwice):
        taking.match(**given, kind="members", columns=["phone", "phone"])


def test_columns_are_remembered_for_the_same_header(cast):
    head = ("کد", "شماره", "زمان", "پول")
    found = taken(cast, written(head, ("1", SARA, "1404/01/05", "50,000")))
    columns = ["number", "phone", "day", "amount"]
    taking.match(club=cast.club, import_id=found.id, kind="receipts", columns=columns, values={}, choices={})
    checking.ask_to_check(club=cast.club, import_id=found.id, now=NOON, job=False)
    ran(cast, checking.check(club=cast.club, import_id=found.id, now=NOON))
    assert (
        taken(cast, written(head, ("2", SARA, "1404/01/06", "1,000")), kind="receipts").matching["columns"] == columns
    )


def test_imports_of_another_club_are_not_found(cast):
    other = cafe(slug="other")
    found = checked(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    with pytest.raises(errors.UnknownImport):
        queries.get(other.club, found.id)


def test_files_are_deleted_in_time_and_a_discarded_one_at_once(cast):
    done = imported(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    idle = checked(cast, RECEIPTS, ("2", SARA, "1404/01/05", "50,000"))
    taking.discard(club=cast.club, import_id=idle.id)
    assert not places.original(cast.club.id, idle.id).exists()
    assert taking.forget(club=cast.club, now=after(29)) == 0
    assert taking.forget(club=cast.club, now=after(31)) == 1
    assert not places.original(cast.club.id, done.id).parent.exists()
    assert Import.objects.get(id=done.id).samples == []


def test_a_file_whose_rows_went_missing_fails_and_says_so(cast):
    found = taken(cast, written(RECEIPTS, ("1", SARA, "1404/01/05", "50,000")))
    checking.ask_to_check(club=cast.club, import_id=found.id, now=NOON, job=False)
    places.original(cast.club.id, found.id).unlink()
    assert checking.check(club=cast.club, import_id=found.id, now=NOON).trouble == "import_file_changed"


def test_an_import_whose_process_was_killed_gets_its_next_turn(cast):
    found = checked(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    running.start(club=cast.club, import_id=found.id, now=NOON, job=False)
    assert (turns.take_up(club=cast.club, now=NOON), turns.take_up(club=cast.club, now=NOON)) == (1, 0)
    turns.take(club=cast.club, import_id=found.id, now=NOON)
    assert queries.get(cast.club, found.id).state == "done"


def test_an_import_whose_rows_went_missing_stops_and_says_so(cast):
    found = checked(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    running.start(club=cast.club, import_id=found.id, now=NOON, job=False)
    places.remove(places.staged(cast.club.id, found.id).parent)
    assert worked(cast, found).trouble == "import_file_changed"


def test_a_return_of_an_imported_receipt_that_earned_nothing_takes_nothing(cast):
    found = imported(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"))
    put_back(cast, found)
    assert Reference.objects.filter(source=found.source).count() == 2
    assert Movement.objects.count() == 0
