"""Tables as files: CSV that spreadsheets open right and nothing in it runs, or Parquet with its types, in one zip."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PHONE = re.compile(r"\+\d+")
MARK = "\ufeff"
Told = Callable[[str, int], None]
Rows = Iterable[tuple[Any, ...]]


def harmless(cell: object) -> object:
    """A name that begins like a formula is text. Numbers and phones stay as they are."""
    runs = isinstance(cell, str) and cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell)
    return f"'{cell}" if runs else cell


def plain(cell: object) -> object:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return cell.isoformat() if isinstance(cell, datetime) else cell


def pack(path: Path, tables: Mapping[str, tuple[Mapping[str, str], Rows]], form: str, told: Told) -> dict[str, int]:
    """In: where to, and by name each table's columns with their types and its rows; csv or parquet. Out: rows by table.
    `told` hears of every table how many rows it has."""
    counts = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, (columns, rows) in tables.items():
            write = _csv if form == "csv" else _parquet
            counts[name] = write(packed, path.parent, name, columns, rows)
            told(name, counts[name])
    return counts


def _csv(packed: zipfile.ZipFile, folder: Path, name: str, columns: Mapping[str, str], rows: Rows) -> int:
    with packed.open(f"{name}.csv", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        text.write(MARK)
        return _write(text, columns, (map(harmless, row) for row in rows))


def _write(text: io.TextIOBase, columns: Mapping[str, str], rows: Iterable[Iterable[object]]) -> int:
    writer = csv.writer(text)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
        count += 1
    return count


def _parquet(packed: zipfile.ZipFile, folder: Path, name: str, columns: Mapping[str, str], rows: Rows) -> int:
    plainly, typed = folder / f"{name}.tmp.csv", folder / f"{name}.parquet"
    try:
        with plainly.open("w", encoding="utf-8", newline="") as text:
            count = _write(text, columns, rows)
        with duckdb.connect() as database:
            table = database.read_csv(str(plainly), header=True, dtype=dict(columns), na_values="", quotechar='"')
            table.write_parquet(str(typed), compression="zstd")
        packed.write(typed, f"{name}.parquet", zipfile.ZIP_STORED)
    finally:
        plainly.unlink(missing_ok=True)
        typed.unlink(missing_ok=True)
    return count


def lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """CSV in pieces, for an answer that is sent while it is made."""

    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo())
    yield MARK
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
