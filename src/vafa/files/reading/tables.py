"""Opening a table somebody made: CSV in the encodings that spreadsheets write, or a workbook. Every cell is text."""

import csv
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TextIO

import python_calamine as calamine

from vafa.files import errors

BYTES_MAX = 200 * 1024 * 1024
UNPACKED_MAX = 1500 * 1024 * 1024
"""A workbook is a zip: what it holds may be far larger than the file, and is read into memory."""
ROWS_MAX, COLUMNS_MAX, CELL_MAX = 2_000_000, 200, 2000
LINE_MAX, LINES_MAX = 1024 * 1024, 20
"""Letters of a line, and lines of a row: more are the work of a quotation mark that nothing closes."""
_SEEN_BYTES = 256 * 1024
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DELIMITERS = ",;\t|"


MEMORY_MAX, TRIAL_SECONDS = 2 * 1024**3, 120
_TRIAL = """
import contextlib, resource, sys
import python_calamine as calamine
with contextlib.suppress(ValueError, OSError):  # where the system knows no such bound
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    with calamine.CalamineWorkbook.from_path(sys.argv[1]) as book:
        for sheet in book.sheets_metadata:
            if sheet.visible == calamine.SheetVisibleEnum.Visible and book.get_sheet_by_name(sheet.name).height:
                break
except (calamine.CalamineError, OSError):
    pass  # what is no table is told by who reads it
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a file is read: `kind` csv with its encoding and delimiter, or book with the name of its sheet."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def recognise(path: Path) -> Sheet:
    """In: a file as it was given. Out: how to read it. Refused: empty, too large, locked, or no table."""
    size = path.stat().st_size
    if size == 0:
        raise errors.EmptyFile
    if size > BYTES_MAX:
        raise errors.FileTooLarge(bytes=size, most=BYTES_MAX)
    with path.open("rb") as file:
        start = file.read(_SEEN_BYTES)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _book(path)
    encoding = _encoding(path, start)
    return Sheet("csv", encoding, _delimiter(path, encoding))


def rows(path: Path, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Out: (number as the spreadsheet shows it, text cells) of each row, the header first; rows without any text are
    left out."""
    found = _book_rows(path, sheet.sheet) if sheet.kind == "book" else _csv_rows(path, sheet)
    for count, (number, row) in enumerate(found):
        if count > ROWS_MAX:
            raise errors.TooManyRows(most=ROWS_MAX)
        if any(row):
            yield number, row[:COLUMNS_MAX]


def _book(path: Path) -> Sheet:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile:
        unpacked = 0  # an old workbook is no zip; a cut one is refused below
    if unpacked > UNPACKED_MAX:
        raise errors.FileTooLarge(bytes=unpacked, most=UNPACKED_MAX)
    _try_elsewhere(path)
    with _opened(path) as book:
        names = [each.name for each in book.sheets_metadata if each.visible == calamine.SheetVisibleEnum.Visible]
        for name in names:
            if book.get_sheet_by_name(name).height:
                return Sheet("book", sheet=name)
    raise errors.EmptyFile


def _try_elsewhere(path: Path) -> None:
    """Opens the sheets in a process of its own with a bound on its memory. The library keeps a sheet as a whole
    rectangle, and where that is too large the process ends: a file of one kilobyte with a cell in the last corner
    would end the server's. Refused: SheetTooLarge."""
    told = [sys.executable, "-I", "-c", _TRIAL, str(path), str(MEMORY_MAX)]
    try:
        tried = subprocess.run(told, capture_output=True, timeout=TRIAL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise errors.SheetTooLarge from None
    if tried.returncode:
        raise errors.SheetTooLarge


def _opened(path: Path) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise errors.LockedFile from None
    except (calamine.CalamineError, OSError):
        raise errors.NotATable from None


def _book_rows(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    with _opened(path) as book:
        sheet = book.get_sheet_by_name(name)
        first = sheet.start[0] + 1 if sheet.start else 1
        for number, row in enumerate(sheet.iter_rows(), first):
            yield number, [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.replace("\0", "").strip()[:CELL_MAX]
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 and UTF-16 by what they are; else the two that Windows writes, by the letters that come out."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if start.startswith(mark):
            return name
    if _reads(path, "utf-8"):
        return "utf-8"
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if start[first:400:2].count(0) > len(start[first:400:2]) // 2:
            return name
    if b"\x00" in start:
        raise errors.NotATable
    persian = start.decode("cp1256", "replace")
    foreign = _NOT_ASCII.findall(persian)
    if len(_ARABIC.findall(persian)) * 2 > len(foreign):
        return "cp1256"
    if _CONTROL.search(start.decode("cp1252", "replace")):
        raise errors.NotATable
    return "cp1252"


def _reads(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while text := file.read(1 << 20):
                if _CONTROL.search(text):
                    raise errors.NotATable
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The one of the usual four that parts the first rows into the same number of cells, and into most."""
    with path.open(encoding=encoding, errors="replace") as file:
        lines = [line for line in islice(_lines(file), 20) if line.strip()]
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            raise errors.NotATable from None
        if len(widths) == 1 and (width := widths.pop()) > most:
            best, most = delimiter, width
    if most == 1:
        best = max(_DELIMITERS, key=lambda each: lines[0].count(each) if lines else 0)
    return best


def _lines(file: TextIO) -> Iterator[str]:
    """Without the character that no database keeps. Refused: a line as no table has, before it is read to its end."""
    while line := file.readline(LINE_MAX):
        if len(line) == LINE_MAX:
            raise errors.NotATable
        yield line.replace("\0", "")


def _csv_rows(path: Path, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=sheet.encoding, errors="replace", newline="") as file:
        try:
            reader, before = csv.reader(_lines(file), delimiter=sheet.delimiter), 0
            for number, row in enumerate(reader, 1):
                if reader.line_num - before > LINES_MAX:
                    raise errors.OpenQuote
                before = reader.line_num
                yield number, [cell.strip()[:CELL_MAX] for cell in row]
        except csv.Error:
            raise errors.NotATable from None
