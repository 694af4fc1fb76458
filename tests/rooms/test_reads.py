"""What is written and read by statements of known shape is the same on both databases, whatever stands in it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.people import NOON, make_cast, programme
from vafa.activities.models import CapUse
from vafa.base import reads, sql
from vafa.base.ids import new_id
from vafa.base.models import Outbox, Reference

pytestmark = pytest.mark.django_db
AWKWARD = ['a"b', "a\\b", "a,b", "{}", "NULL", "null", "", " ", "وفا۵", "a'b", "%s", "a\tb"]
REFERENCE = ("club_id", "source", "reference", "content_sha256", "member_id", "outcome_id", "booked_at")


@pytest.fixture
def cast():
    return make_cast(programme())


def keep(cast, *rows):
    sql.insert(Reference, REFERENCE, [(cast.club.id, *row) for row in rows])


def test_text_of_any_kind_is_found_by_what_it_is(cast):
    ids = {text: new_id() for text in AWKWARD}
    keep(cast, *(("till", text, b"\x00\xff", None, ids[text], NOON) for text in AWKWARD))
    where = {"club_id": cast.club.id, "source": "till", "reference__in": AWKWARD}
    found = reads.select(Reference, ("reference", "outcome_id", "content_sha256"), where)
    assert {text: (outcome, bytes(content)) for text, outcome, content in found} == {
        text: (ids[text], b"\x00\xff") for text in AWKWARD
    }
    assert [row[0] for row in reads.select(Reference, ("reference",), where | {"reference__in": ["a,b"]})] == ["a,b"]


def test_ids_instants_and_what_is_missing_come_back_as_they_were(cast):
    member, outcome, at = new_id(), new_id(), datetime(2026, 3, 20, 23, 59, 59, 7, UTC)
    keep(cast, ("till", "a", b"", member, outcome, at), ("till", "b", b"", None, outcome, NOON))
    columns = ("reference", "member_id", "outcome_id", "booked_at")
    rows = reads.select(Reference, columns, {"club_id": cast.club.id, "source": "till"}, order=("reference",))
    assert list(rows) == [("a", member, outcome, at), ("b", None, outcome, NOON)]
    assert all(isinstance(row[2], UUID) and row[3].utcoffset() == timedelta() for row in rows)


@pytest.mark.parametrize(("sign", "found"), [("lt", ["a"]), ("lte", ["a", "b"]), ("gt", ["c"]), ("gte", ["b", "c"])])
def test_instants_are_compared_to_the_microsecond(cast, sign, found):
    step = timedelta(microseconds=1)
    keep(cast, *(("till", name, b"", None, new_id(), NOON + step * place) for place, name in enumerate("abc", -1)))
    where = {"club_id": cast.club.id, f"booked_at__{sign}": NOON}
    rows = reads.select(Reference, ("reference",), where, order=("reference",))
    assert [name for (name,) in rows] == found


def test_nobody_is_asked_for_and_nobody_is_found(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not reads.select(Reference, ("reference",), {"reference__in": []})
        assert not reads.totals(CapUse, "used", ("member_id",), {"member_id__in": set()})


def test_totals_are_added_up_by_day_and_member(cast):
    one, other, day = new_id(), new_id(), date(2026, 3, 21)
    rows = [(one, "a", day, 2**40), (one, "b", day, 1), (other, "a", day, 5), (other, "a", day + timedelta(1), 7)]
    sql.insert(CapUse, ("member_id", "cap", "period", "used", "club_id"), [(*row, cast.club.id) for row in rows])
    where = {"member_id__in": [one, other], "period": day}
    assert dict(reads.totals(CapUse, "used", ("member_id",), where)) == {one: 2**40 + 1, other: 5}
    assert dict(reads.totals(CapUse, "used", ("period",), {"member_id__in": [other]})) == {
        day: 5, day + timedelta(1): 7,
    }  # fmt: skip


def test_a_row_that_is_there_gets_the_new_values_and_others_stay(cast):
    one, day = new_id(), date(2026, 3, 21)
    key, columns = ("member_id", "cap", "period"), ("club_id", "used")
    sql.upsert(CapUse, key, columns, [(one, "a", day, cast.club.id, 1), (one, "b", day, cast.club.id, 2)])
    sql.upsert(CapUse, key, columns, [(one, "b", day, cast.club.id, 9), (one, "c", day, cast.club.id, 3)])
    sql.update(CapUse, key, ("used",), [(one, "c", day, 4), (new_id(), "a", day, 100)])
    rows = reads.select(CapUse, ("cap", "used"), {"member_id": one}, order=("cap",))
    assert list(rows) == [("a", 1), ("b", 9), ("c", 4)]


def test_json_comes_back_whole(cast):
    told = {"name": 'وفا "\\ %s', "units": [1, None, True], "none": None, "at": NOON.isoformat()}
    sql.insert(Outbox, ("club_id", "event", "data", "booked_at"), [(cast.club.id, "a_thing", told, NOON)])
    ((data,),) = reads.select(Outbox, ("data",), {"club_id": cast.club.id, "event": "a_thing"})
    assert data == told == Outbox.objects.get(event="a_thing").data
