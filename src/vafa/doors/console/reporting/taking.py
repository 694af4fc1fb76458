"""A report to take along: as CSV, as a workbook, as Parquet, or as PDF on paper."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from vafa.base.currencies import minor_in_one
from vafa.doors.console.reporting.sheet import TRACKS, Report, Sheet, plain
from vafa.doors.look.formats import Format
from vafa.files.writing import MARK, harmless

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
}
_FORMATS: Final = {
    "integer": "#,##0", "percent": "0.0%", "change": "+0.0%;-0.0%", "decimal": "0.00", "times": "0.00",
    "share": "0.0%", "day": "yyyy-mm-dd", "points": "0.0%",
}  # fmt: skip
_COLUMN_TYPES: Final = {"integer": "BIGINT", "day": "DATE", "text": "VARCHAR"}


def file_of(form: str, report: Report, fmt: Format, club: str) -> bytes:
    """In: one of TYPES, and a report. Out: the file. CSV and Parquet hold its first table, the others all."""
    ways: dict[str, Callable[[], bytes]] = {
        "csv": lambda: _csv(report.sheets[0], fmt), "xlsx": lambda: _workbook(report, fmt),
        "parquet": lambda: _parquet(report.sheets[0], fmt), "pdf": lambda: _paper(report, fmt, club),
    }  # fmt: skip
    return ways[form]()


def head_of(sheet: Sheet, fmt: Format) -> list[str]:
    """Names of columns; money says in what, and an interval has three columns."""
    found: list[str] = []
    for column in sheet.columns:
        if column.kind == "money":
            found.append(f"{column.words} ({fmt.currency})")
        elif column.kind in TRACKS:
            found += [column.words, f"{column.words} ≥", f"{column.words} ≤"]
        else:
            found.append(column.words)
    return found


def rows_of(sheet: Sheet, fmt: Format) -> Iterator[list[Any]]:
    one = minor_in_one(fmt.currency)
    for row in sheet.rows:
        cells: list[Any] = []
        of_money = f" ({fmt.currency})" if row.kind == "money" else ""
        for place, (column, value) in enumerate(zip(sheet.columns, row.values, strict=True)):
            cells.append(plain(row.kind_at(sheet.columns, place), value, one))
            if of_money and place == 0:
                cells[0] = f"{value}{of_money}"
            if column.kind in TRACKS:
                cells += [None, None] if value is None else [value.low, value.high]
        yield cells


def _kinds(sheet: Sheet) -> list[str]:
    return [kind for column in sheet.columns for kind in [column.kind] * (3 if column.kind in TRACKS else 1)]


def _csv(sheet: Sheet, fmt: Format) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head_of(sheet, fmt))
    for row in rows_of(sheet, fmt):
        writer.writerow([harmless(cell.isoformat() if isinstance(cell, date) else cell) for cell in row])
    return (MARK + text.getvalue()).encode()


def _workbook(report: Report, fmt: Format) -> bytes:
    import xlsxwriter  # as fpdf2 below: every process would wait for what few ever ask for

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, money = book.add_format({"bold": True, "bottom": 1}), "#,##0" + (".00" if _cents(fmt) else "")
        ways = {kind: book.add_format({"num_format": each}) for kind, each in (_FORMATS | {"money": money}).items()}
        for number, sheet in enumerate(report.sheets, start=1):
            page = book.add_worksheet(f"{number} {sheet.title}".translate(str.maketrans("", "", "[]:*?/\\'"))[:31])
            if fmt.rtl:
                page.right_to_left()
            page.freeze_panes(1, 1)
            _fill(page, sheet, fmt, bold, ways)
    return made.getvalue()


def _cents(fmt: Format) -> bool:
    return minor_in_one(fmt.currency) > 1


def _fill(page: Any, sheet: Sheet, fmt: Format, bold: Any, ways: dict[str, Any]) -> None:
    head, kinds = head_of(sheet, fmt), _kinds(sheet)
    for place, words in enumerate(head):
        page.write_string(0, place, words, bold)
        page.set_column(place, place, 24 if kinds[place] == "text" else max(12, len(words) + 2))
    for number, row in enumerate(rows_of(sheet, fmt), start=1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number, place, value)
            elif isinstance(value, date):
                page.write_datetime(number, place, value, ways["day"])
            elif value is not None:
                page.write_number(number, place, value, ways.get(kinds[place]))


def _parquet(sheet: Sheet, fmt: Format) -> bytes:
    columns = dict(
        zip(_unique(head_of(sheet, fmt)), (_COLUMN_TYPES.get(kind, "DOUBLE") for kind in _kinds(sheet)), strict=True)
    )
    with tempfile.TemporaryDirectory(prefix="vafa-report-") as folder, duckdb.connect() as database:
        plainly, typed = Path(folder) / "table.csv", Path(folder) / "table.parquet"
        with plainly.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(columns)
            writer.writerows(rows_of(sheet, fmt))
        read = database.read_csv(str(plainly), header=True, dtype=columns, na_values="", quotechar='"')
        read.write_parquet(str(typed), compression="zstd")
        return typed.read_bytes()


def _unique(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        found.append(name if name not in found else f"{name} {found.count(name) + 1}")
    return found


def _paper(report: Report, fmt: Format, club: str) -> bytes:
    from vafa.doors.look.paper import report as paper

    tables = [
        paper.Table(
            f"{sheet.title}, {sheet.note}" if sheet.note else sheet.title, [column.words for column in sheet.columns],
            [[cell.text for cell in row] for row in sheet.shown(fmt)], sheet.definition,
            [column.kind == "text" for column in sheet.columns],
        )
        for sheet in report.sheets if sheet.rows
    ]  # fmt: skip
    return paper.pdf(club, report.title, report.lead, fmt.date_with_year(fmt.today), fmt.language, tables)
