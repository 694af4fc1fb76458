import pytest

from tests.rooms.files.sheets import workbook, written
from vafa.files import errors
from vafa.files.reading import fields, tables

ROWS = (("نام", "موبایل"), ("نگار صالحی", "09121184417"), ("علی کریمی", "09351234567"))


def read(tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    return [tuple(cells) for _, cells in tables.rows(path, tables.recognise(path))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_read_with_and_without_its_mark(tmp_path, encoding):
    assert read(tmp_path, written(*ROWS, encoding=encoding)) == list(ROWS)


def test_persian_of_an_old_windows_is_read(tmp_path):
    # that code page has the Arabic forms alone
    old = [tuple(cell.replace("ی", "ي").replace("ک", "ك") for cell in row) for row in ROWS]
    assert read(tmp_path, written(*old, encoding="cp1256")) == old


def test_western_letters_of_an_old_windows_are_read(tmp_path):
    rows = [("name", "mobile"), ("Zoë Müller", "+4915112345678"), ("José", "+34612345678")]
    assert read(tmp_path, written(*rows, encoding="cp1252")) == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    assert read(tmp_path, written(*ROWS, delimiter=delimiter)) == list(ROWS)


def test_a_workbook_is_read(tmp_path):
    assert read(tmp_path, workbook(*ROWS)) == list(ROWS)


def test_rows_keep_the_numbers_a_spreadsheet_shows(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(written(("a", "b"), ("1", "2"), ("", ""), ("3", "4")))
    assert [number for number, _ in tables.rows(path, tables.recognise(path))] == [1, 2, 4]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.EmptyFile),
        (b"\x00\x01\x02\x03" * 200, errors.NotATable),
        (workbook(*ROWS)[:300], errors.NotATable),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, errors.NotATable),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, errors.NotATable),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, data, refusal):
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(refusal):
        list(tables.rows(path, tables.recognise(path)))


def test_a_workbook_that_would_not_fit_into_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "UNPACKED_MAX", 500)
    path = tmp_path / "file"
    path.write_bytes(workbook(*ROWS))
    with pytest.raises(errors.FileTooLarge):
        tables.recognise(path)


def test_headers_of_both_languages_are_understood():
    assert fields.guess("members", ["نام مشتری", "شماره موبایل", "تاریخ تولد", "امتیاز", "توضیحات"]) == [
        "name", "phone", "birthday", "units", "",
    ]  # fmt: skip
    assert fields.guess("receipts", ["Invoice No", "Mobile", "Date", "Total", "Store"]) == [
        "number", "phone", "day", "amount", "branch",
    ]  # fmt: skip
    assert fields.guess("members", ["نام", "نام خانوادگی", "موبایل"]) == ["given_name", "family_name", "phone"]
    assert fields.guess("members", ["نام", "موبایل"]) == ["name", "phone"]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["نام مشتری", "موبایل", "امتیاز", "تاریخ تولد"], "members"),
        (["شماره فاکتور", "موبایل", "تاریخ", "مبلغ"], "receipts"),
        (["موبایل", "امتیاز", "تاریخ انقضا", "تاریخ کسب"], "balances"),
        (["موبایل", "مانده", "انقضا"], "balances"),
        (["شمارهٔ فاکتور", "کد مشتری", "تاریخ", "مبلغ"], "receipts"),
    ],
)
def test_the_kind_of_a_file_is_found_by_its_columns(headers, kind):
    assert fields.guess_kind(headers) == kind
