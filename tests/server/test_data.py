"""A shop's own data at the terminal: in with a dry run and an error file, and everything out."""

import zipfile

import pytest

from tests.people import NOON
from tests.rooms.files.sheets import NEW, cafe, written
from vafa.files.models import Import
from vafa.members.models import Member
from vafa.members.queries import by_card
from vafa.server import data, speaking
from vafa.server.errors import NOT_AS_SET, Refused

pytestmark = pytest.mark.django_db

HEAD = ("نام", "موبایل", "امتیاز")


@pytest.fixture
def cast():
    return cafe(is_demo=True, stands_at=NOON)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes(written(HEAD, ("نگار", NEW, "120"), ("بد", "0912", "5")))
    return path


def brought(sheet, choices=None, errors=None, run=True, slug=None, language="en"):
    said = []
    with speaking.language(language):
        code = data.bring(sheet, slug, "", choices or {}, errors, run, said.append)
    return code, said


def test_a_file_goes_into_the_books_and_what_stays_out_into_the_error_file(cast, sheet, tmp_path):
    code, said = brought(sheet, errors=tmp_path / "left-out.csv")
    assert code == 0
    assert "1 of 2 rows are ready." in said
    assert "1 new members, 0 updated, 0 receipts; 0 rows changed meanwhile and stayed out." in said
    cast.members["new"] = by_card(cast.club, NEW)
    assert cast.active("new") == 120
    lines = (tmp_path / "left-out.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["نام,موبایل,امتیاز,Row,Reason", "بد,0912,5,3,Not a phone number: 0912"]


def test_persian_has_its_own_digits_at_the_terminal_too(cast, sheet):
    said = brought(sheet, run=False, language="fa")[1]
    assert "۱ سطر از ۲ سطر آماده است." in said


def test_a_dry_run_leaves_nothing(cast, sheet):
    before = Member.objects.count()
    assert brought(sheet, run=False)[0] == 0
    assert (Member.objects.count(), Import.objects.count()) == (before, 0)


def test_a_file_without_a_ready_row_ends_with_one(cast, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(written(HEAD, ("بد", "0912", "5")))
    assert brought(path)[0] == 1
    assert Import.objects.count() == 0


@pytest.mark.parametrize("choices", [{"unknwon": "join"}, {"unknown": "enrol"}, {"unknown": ""}])
def test_a_choice_that_there_is_not_is_refused(cast, sheet, choices):
    with pytest.raises(Refused) as refused:
        brought(sheet, choices)
    assert refused.value.code == NOT_AS_SET
    assert Import.objects.count() == 0


def test_of_several_clubs_one_is_named(cast, sheet):
    with pytest.raises(Refused):
        brought(sheet, slug="nobody")
    assert brought(sheet, slug=cast.club.slug)[0] == 0


def test_everything_goes_out_into_a_folder(cast, tmp_path):
    said = []
    with speaking.language("en"):
        assert data.take_out(tmp_path, None, "csv", said.append) == 0
    (path,) = tmp_path.glob("narvan-*-csv.zip")
    assert said[-1] == str(path) and "  members: 3" in said
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as packed:
        assert "members.csv" in packed.namelist()


def test_a_file_that_is_not_there_is_named_and_not_taken_for_a_full_disk(cast, tmp_path):
    with pytest.raises(Refused, match=r"nothing\.csv cannot be read: No such file"):
        brought(tmp_path / "nothing.csv")
    with pytest.raises(Refused, match="cannot be read: Is a directory"):
        brought(tmp_path)


def test_an_error_file_that_cannot_be_written_is_named_before_anything_is_booked(cast, sheet, tmp_path):
    with pytest.raises(Refused, match=r"left\.csv cannot be written: No such file"):
        brought(sheet, errors=tmp_path / "nowhere" / "left.csv")
    assert Import.objects.count() == 0
