import csv
import io
import zipfile

import duckdb
import pytest

from tests.people import NOON, after
from tests.rooms.files.sheets import cafe
from vafa.base.models import Job
from vafa.files import places
from vafa.files.actions import exporting
from vafa.files.queries.across import TABLES

pytestmark = pytest.mark.django_db


def made(cast, form="csv"):
    export = exporting.ask_for(club=cast.club, form=form, staff=None, now=NOON, job=False)
    return exporting.make(club=cast.club, export_id=export.id, now=NOON)


def read(cast, export, name):
    with zipfile.ZipFile(places.packed(cast.club.id, export.id)) as packed:
        return list(csv.DictReader(io.TextIOWrapper(packed.open(f"{name}.csv"), "utf-8-sig")))


def test_everything_of_a_club_goes_out_as_csv():
    cast = cafe()
    cast.buys("sara", 6000, 4000, reference="R1")
    export = made(cast)
    assert export.state == "done"
    assert sorted(export.counts) == sorted(table.name for table in TABLES)
    assert [(row["kind"], row["value"]) for row in read(cast, export, "cards")] == [
        ("phone", "+989121110001"), ("phone", "+989121110002"), ("phone", "+989121110003"),
    ]  # fmt: skip
    assert [(row["kind"], row["net_minor"]) for row in read(cast, export, "activities")] == [("purchase", "10000")]
    assert [row["amount_minor"] for row in read(cast, export, "receipt_lines")] == ["6000", "4000"]
    (movement,) = read(cast, export, "movements")
    assert (movement["units"], len(movement["hash"])) == ("1000", 64)
    assert [(row["rule"], row["units"]) for row in read(cast, export, "awards")] == [("base", "1000")]


def test_parquet_has_types(tmp_path):
    cast = cafe()
    cast.buys("sara", 6000, reference="R1")
    export = made(cast, "parquet")
    with zipfile.ZipFile(places.packed(cast.club.id, export.id)) as packed:
        path = packed.extract("movements.parquet", tmp_path)
    found = duckdb.sql(f"SELECT sum(units), typeof(any_value(happened_at)) FROM '{path}'").fetchone()
    assert found == (600, "TIMESTAMP WITH TIME ZONE")


def test_another_club_is_not_in_it():
    cast, other = cafe(), cafe(slug="other")
    other.buys("sara", 6000)
    assert made(cast).counts["activities"] == 0


def test_a_name_that_looks_like_a_formula_is_text():
    cast = cafe()
    from vafa.members.actions.profile import change_profile

    change_profile(club=cast.club, member_id=cast.members["sara"], now=NOON, given_name="=1+1")
    assert "'=1+1" in {row["given_name"] for row in read(cast, made(cast), "members")}


def test_an_export_is_deleted_after_a_week():
    cast = cafe()
    export = made(cast)
    assert exporting.forget(club=cast.club, now=after(6)) == 0
    assert exporting.forget(club=cast.club, now=after(7.1)) == 1
    assert not places.packed(cast.club.id, export.id).exists()


def test_asking_twice_makes_one():
    cast = cafe()
    first = exporting.ask_for(club=cast.club, form="csv", staff=None, now=NOON)
    assert exporting.ask_for(club=cast.club, form="csv", staff=None, now=NOON).id == first.id
    assert Job.objects.filter(verb=exporting.JOB).count() == 1


def test_an_export_whose_terminal_was_closed_is_made_when_somebody_asks_again():
    cast = cafe()
    left = exporting.ask_for(club=cast.club, form="csv", staff=None, now=NOON, job=False)
    assert exporting.ask_for(club=cast.club, form="csv", staff=None, now=NOON).id == left.id
    assert [job.data for job in Job.objects.filter(verb=exporting.JOB)] == [{"export": str(left.id)}]
