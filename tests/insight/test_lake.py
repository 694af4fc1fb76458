"""The lake: what the database has, column by column; only what is new is read; what is broken is made anew."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest
from django.db import connections

from tests.people import IMPORT, NOON, PHONES, after, make_cast
from vafa.activities.models import Activity
from vafa.activities.shapes import Line
from vafa.base.models import Job
from vafa.doors.worker.subscriptions import VERBS
from vafa.insight.actions.lakes import ask_at_once
from vafa.insight.actions.suggesting import JOB, ask_first, suggest
from vafa.insight.lake import manifest, reading, refreshing
from vafa.insight.lake.places import folder_of
from vafa.insight.lake.reading import NoLake, opened
from vafa.insight.lake.refreshing import refresh
from vafa.ledger.models import Account, Movement
from vafa.members.actions.merging import merge
from vafa.members.actions.profile import change_profile
from vafa.members.models import Member

pytestmark = pytest.mark.django_db
TEA = {"sku": "tea", "name": "چای", "category": "hot", "brand": "lahijan"}


@pytest.fixture
def cast():
    """Sara buys three teas and a cake, Negar a tea; one of Sara's teas and then ten of her cake's price come back."""
    cast = make_cast()
    lines = (Line(300, quantity=3, cost_minor=100, **TEA), Line(90, "cake", "کیک", "sweet", discount_minor=10))
    cast.at(NOON).buys("sara", *lines, reference="A", cashier="c-1", channel="counter")
    cast.at(after(40)).buys("negar", Line(100, **TEA), reference="B")
    cast.at(after(41)).returns("A", (1, 1))
    return cast.at(after(42))


def refreshed(cast, **facts):
    done = refresh(club=cast.club, now=cast.now, **facts)
    return done.activities, done.movements, done.broken


def asked(cast, statement):
    with opened(cast.club.id) as lake:
        return lake.connection.execute(statement).fetchall()


def files(cast, table):
    return sorted((folder_of(cast.club.id) / table).rglob("*.parquet"))


def test_it_holds_every_activity_and_movement_of_the_club(cast):
    assert refreshed(cast) == (Activity.objects.count(), Movement.objects.count(), 0)
    ids = {row[0] for row in asked(cast, "SELECT activity FROM activities")}
    assert ids == set(Activity.objects.values_list("id", flat=True))
    units = asked(cast, "SELECT member, unit, sum(units) FROM movements GROUP BY ALL HAVING sum(units) <> 0")
    assert {member: count for member, _, count in units} == {
        cast.members[name]: cast.active(name) for name in ("sara", "negar")
    }


def test_lines_stand_less_what_came_back_and_add_up_to_the_baskets(cast):
    refreshed(cast)
    assert asked(cast, "SELECT sku, quantity, net, cost FROM sold ORDER BY net") == [
        ("cake", 1, 80, None), ("tea", 1, 100, None), ("tea", 2, 200, 66),
    ]  # fmt: skip
    cast.returns("A")
    refreshed(cast)
    assert asked(cast, "SELECT sku, net FROM sold") == [("tea", 100)]
    baskets = asked(cast, "SELECT purchases, net, cashier, channel FROM bought ORDER BY net")
    assert baskets == [(0, 0, "c-1", "counter"), (1, 100, "", "")]


def test_a_day_and_an_hour_are_those_of_the_shop(cast):
    refreshed(cast)
    assert asked(cast, "SELECT day, local_at FROM activities ORDER BY day LIMIT 1") == [
        (NOON.date(), datetime(2026, 6, 1, 15, 30))  # noqa: DTZ001 - the wall clock of Tehran
    ]


def test_only_what_is_new_is_read(cast):
    refreshed(cast)
    assert refreshed(cast) == (0, 0, 0)
    cast.at(after(43)).buys("omid", 50)
    assert refreshed(cast) == (1, 1, 0)
    assert asked(cast, "SELECT count(*), sum(net) FROM bought") == [(3, 430)]


def test_a_receipt_of_a_past_month_is_found(cast):
    refreshed(cast)
    cast.buys("omid", 70, happened_at=after(-300), source=IMPORT)
    assert refreshed(cast)[0] == 1
    assert asked(cast, "SELECT min(day), count(*) FROM bought") == [(after(-300).date(), 3)]


def test_a_product_has_its_latest_name(cast):
    cast.buys("omid", Line(100, "tea", "چای لاهیجان", "hot"))
    refreshed(cast)
    assert ("tea", "چای لاهیجان", "hot", "") in asked(cast, "SELECT * FROM products")


def test_a_merged_membership_counts_for_the_surviving_one(cast):
    merge(
        club=cast.club, surviving=cast.members["negar"], absorbed=cast.members["sara"], reason="same", now=cast.now,
        units=["points"],
    )  # fmt: skip
    refreshed(cast)
    assert asked(cast, "SELECT DISTINCT member FROM bought") == [(cast.members["negar"],)]
    assert asked(cast, "SELECT DISTINCT member FROM sold") == [(cast.members["negar"],)]


def test_nobody_is_named_in_it(cast):
    refreshed(cast)
    for table in reading.TABLES:
        rows = repr(asked(cast, f"SELECT * FROM {table}"))
        assert not [word for word in (*PHONES, *PHONES.values(), "+98912") if word in rows]


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("table", ["activities", "lines", "awards", "baskets", "movements", "members"])
@pytest.mark.parametrize("breaking", [cut, lambda path: path.unlink()])
def test_a_file_that_is_cut_off_or_gone_is_noticed_and_made_anew(cast, table, breaking):
    refreshed(cast)
    before = (
        asked(cast, "SELECT * FROM activities ORDER BY activity"),
        asked(cast, "SELECT * FROM movements ORDER BY 1"),
    )
    breaking(files(cast, table)[0])
    with pytest.raises(NoLake), opened(cast.club.id):
        pass
    assert refreshed(cast)[2] == 1
    assert before == (
        asked(cast, "SELECT * FROM activities ORDER BY activity"), asked(cast, "SELECT * FROM movements ORDER BY 1")
    )  # fmt: skip


def test_lists_whose_file_is_lost_are_made_again(cast):
    """Nobody has lists in so small a club, but it is told that they were worked out."""
    refreshed(cast)
    assert suggest(club=cast.club, now=cast.now) is None
    folder = folder_of(cast.club.id)
    lake, name = manifest.read(folder), "suggestions/all/x.parquet"
    ask_first(club=cast.club)
    assert not Job.objects.filter(verb=JOB).exists()
    lake.add("suggestions", manifest.Part(name, "", 1, 1, ""))
    manifest.write(folder, lake)
    assert refreshed(cast) == (0, 0, 1)
    ask_first(club=cast.club)
    ask_first(club=cast.club)
    assert Job.objects.filter(verb=JOB).count() == 1


def test_a_profile_that_is_filled_and_a_branch_that_is_moved_reach_it(cast):
    refreshed(cast)
    known = "SELECT known, home_store FROM members WHERE member = ?"
    sara = cast.members["sara"]
    with opened(cast.club.id) as lake:
        before = lake.connection.execute(known, [sara]).fetchall()[0][0]
    change_profile(club=cast.club, member_id=sara, now=cast.now, email="sara@example.com")
    refreshed(cast)
    with opened(cast.club.id) as lake:
        assert lake.connection.execute(known, [sara]).fetchall()[0][0] == before + 1
    Member.objects.filter(id=sara).update(home_store_id=cast.club.id)
    refreshed(cast)
    with opened(cast.club.id) as lake:
        assert str(lake.connection.execute(known, [sara]).fetchall()[0][1]) == str(cast.club.id)


def test_a_flipped_byte_is_noticed_by_the_thorough_look(cast):
    refreshed(cast)
    flip(files(cast, "lines")[0])
    assert refreshed(cast) == (0, 0, 0)
    assert refreshed(cast, thorough=True)[2] == 1
    assert asked(cast, "SELECT count(*), sum(net) FROM sold") == [(3, 380)]


def test_a_list_that_is_half_written_or_of_another_form_makes_it_all_anew(cast):
    refreshed(cast)
    listed = folder_of(cast.club.id) / manifest.NAME
    whole = listed.read_text()
    for content in (whole[: len(whole) // 2], json.dumps(json.loads(whole) | {"form": 0}), ""):
        listed.write_text(content)
        with pytest.raises(NoLake), opened(cast.club.id):
            pass
        assert refreshed(cast)[0] == 3
        assert asked(cast, "SELECT count(*) FROM activities") == [(3,)]


def test_what_was_written_before_it_was_killed_stays(cast):
    """It dies in the second month; the first is not read again, and nothing half written is left."""
    heard = []

    def told(done, of):
        heard.append((done, of))
        if len(heard) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(club=cast.club, now=cast.now, told=told)
    assert heard == [(2, 3), (3, 3)]
    assert refreshed(cast)[0] == 1
    assert asked(cast, "SELECT count(*), sum(net) FROM bought") == [(2, 380)]
    assert not list(folder_of(cast.club.id).rglob("*.tmp"))


def test_a_database_put_in_the_place_of_another_is_read_anew(cast):
    cast.buys("sara", 500)
    refreshed(cast)
    last = Movement.objects.filter(member_id=cast.members["sara"]).order_by("-seq").first()
    Activity.objects.filter(member_id=cast.members["sara"], day=cast.now.date()).delete()
    Movement.objects.filter(member_id=last.member_id, id=last.id).delete()
    Account.objects.filter(member_id=last.member_id, id=last.account_id).update(seq=last.seq - 1)
    refreshed(cast)
    assert asked(cast, "SELECT count(*), sum(net) FROM bought") == [(2, 380)]
    assert asked(cast, "SELECT count(*) FROM movements") == [(Movement.objects.count(),)]


def test_many_small_parts_become_one(cast, monkeypatch):
    monkeypatch.setattr(refreshing, "PARTS_MOST", 3)
    for number in range(5):
        cast.at(after(42, hours=number + 1)).buys("omid", 10 + number)
        refreshed(cast)
    parts = manifest.read(folder_of(cast.club.id)).parts
    assert (
        max(len([part for part in parts["activities"] if part.month == month]) for month in ("2026-06", "2026-07")) < 4
    )
    assert asked(cast, "SELECT count(*), sum(net) FROM bought") == [(7, 440)]


def test_files_that_no_list_names_go_after_a_while(cast, monkeypatch):
    refreshed(cast)
    cast.buys("omid", 50)
    refreshed(cast)
    assert len(files(cast, "baskets")) > len(manifest.read(folder_of(cast.club.id)).parts["baskets"])
    monkeypatch.setattr(refreshing, "GRACE_S", -1)
    refreshed(cast)
    assert len(files(cast, "baskets")) == len(manifest.read(folder_of(cast.club.id)).parts["baskets"])


def test_an_empty_club_has_a_lake_without_rows(cast):
    other = make_cast(slug="empty")
    assert refreshed(other) == (0, 0, 0)
    for table in (*reading.TABLES, *reading.VIEWS):
        if table != "members":
            assert asked(other, f"SELECT * FROM {table}") == []


def spoil(path):
    """As after a power cut: as long as it was, and nothing of it."""
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("table", ["activities", "baskets", "movements", "members"])
def test_a_file_that_is_as_long_and_not_what_was_written_is_no_lake_and_is_made_anew(cast, table):
    """A page that meets it says that the history is being made, and asks for a look at each file."""
    refreshed(cast)
    before = asked(cast, "SELECT count(*), sum(net) FROM bought")
    spoil(files(cast, table)[0])
    with pytest.raises(NoLake), opened(cast.club.id):
        pass
    ask_at_once(club=cast.club)
    job = Job.objects.get(verb="refresh_lake")
    VERBS["refresh_lake"](cast.club, job.data, cast.now)
    assert asked(cast, "SELECT count(*), sum(net) FROM bought") == before


def test_a_movement_file_of_nothing_does_not_stop_the_next_refresh(cast):
    refreshed(cast)
    spoil(files(cast, "movements")[0])
    assert refresh(club=cast.club, now=cast.now).broken == 1
    assert asked(cast, "SELECT count(*) FROM movements") == [(Movement.objects.count(),)]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b'{"form":2,"notes":' + b"[" * 5_000, b'{"form":2,"refreshed_at":"yesterday"}',
     b'{"form":2,"refreshed_at":"2026-06-01","parts":{"lines":[{"file":"../x","month":"","rows":1,"bytes":1,"sha256":""}]}}',
     b'{"form":2,"refreshed_at":"2026-06-01","days":{"2026-06-01":[1,5]},"parts":{}}'],
)  # fmt: skip
def test_a_list_of_rubbish_is_made_anew(cast, content):
    refreshed(cast)
    (folder_of(cast.club.id) / manifest.NAME).write_bytes(content)
    refreshed(cast)
    assert asked(cast, "SELECT count(*), sum(net) FROM bought") == [(2, 380)]
    assert manifest.read(folder_of(cast.club.id)).days.keys() == {
        str(day) for day in Activity.objects.values_list("day", flat=True)
    }


def test_whoever_opened_it_reads_on_while_it_is_refreshed(cast):
    """The file of this month's baskets is an hour old and is replaced; it stays until its grace is over."""
    refreshed(cast)
    old = files(cast, "baskets")[-1]
    os.utime(old, (1, 1))
    with opened(cast.club.id) as lake:
        cast.at(after(42)).buys("sara", 5)
        refreshed(cast)
        assert lake.ask("net_between", since=date(2026, 1, 1), until=date(2027, 1, 1)) == [(380,)]
    assert old.exists()


def test_one_question_more_than_there_is_room_for_is_told_so(cast, monkeypatch):
    refreshed(cast)
    monkeypatch.setattr(reading, "WAIT_S", 0.01)
    monkeypatch.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
    with opened(cast.club.id), pytest.raises(reading.Busy), opened(cast.club.id):
        pass
    assert asked(cast, "SELECT 1") == [(1,)]
    monkeypatch.setattr(reading, "_WAITING", threading.BoundedSemaphore(1))
    monkeypatch.setattr(reading, "WAIT_S", 60)
    reading._WAITING.acquire()  # somebody waits already: nobody else does, not for a moment
    with pytest.raises(reading.Busy), opened(cast.club.id):
        pass


def test_no_question_waits_for_the_long_work_of_the_worker(cast, monkeypatch):
    refreshed(cast)
    monkeypatch.setattr(reading, "WAIT_S", 0.01)
    monkeypatch.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
    with reading.worked_on(cast.club.id) as lake:
        assert asked(cast, "SELECT 1") == [(1,)]
        assert lake.ask("count_buyers") == [(2,)]


def test_a_cost_that_no_club_has_does_not_stop_a_report(cast):
    """Older receipts may have one; the lake does not believe it."""
    cast.at(after(42)).buys("sara", Line(5, "x", cost_minor=7), reference="odd")
    row = Activity.objects.get(reference="odd")
    row.body["lines"][0][8] = 9_007_199_254_740_991
    Activity.objects.filter(id=row.id).update(body=row.body, cost_minor=9_007_199_254_740_991)
    refreshed(cast)
    assert asked(cast, "SELECT cost FROM lines WHERE sku = 'x'") == [(None,)]
    assert asked(cast, "SELECT costed FROM bought WHERE net = 5") == [(False,)]
    absurd = cast.record(cast.receipt("sara", Line(5, cost_minor=9_007_199_254_740_991), happened_at=NOON))
    assert absurd[0].refusal.code == "amount_too_large"


def test_a_wrong_question_is_not_taken_for_a_spoilt_file(cast):
    refreshed(cast)
    with opened(cast.club.id) as lake:
        lake.connection.execute("DROP VIEW bought")
        with pytest.raises(duckdb.CatalogException):
            lake.ask("net_between", since=date(2026, 1, 1), until=date(2027, 1, 1))


def test_clubs_have_lakes_of_their_own(cast):
    other = make_cast(slug="other")
    other.at(NOON).buys("sara", 999)
    refreshed(cast)
    refreshed(other)
    assert asked(other, "SELECT sum(net) FROM bought") == [(999,)]
    assert asked(cast, "SELECT sum(net) FROM bought") == [(380,)]


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_read_everything_once(cast):
    def one(_):
        try:
            return refresh(club=cast.club, now=datetime.now(UTC) + timedelta(0)).activities
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == [0, 3]
    assert asked(cast, "SELECT count(*) FROM activities") == [(3,)]
