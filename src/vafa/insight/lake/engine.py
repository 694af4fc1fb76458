"""DuckDB within bounds: so much memory, a folder to spill to, no network, and our own statements alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from django.conf import settings

from vafa.insight.statements import statement

Rows = list[tuple[Any, ...]]
_VALUE = re.compile(r"\$([a-z_]+)")


@contextmanager
def engine(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """In: a folder it may put on disk what does not fit into memory. Out: a database of its own, gone afterwards."""
    if spill.is_file():
        spill.unlink()
    spill.mkdir(parents=True, exist_ok=True, mode=0o750)
    bounds: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.LAKE_MEMORY,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if settings.LAKE_THREADS:
        bounds["threads"] = settings.LAKE_THREADS
    with duckdb.connect(config=bounds) as connection:
        connection.execute("SET TimeZone = 'UTC'")  # SQLite's text has no zone of its own
        yield connection


def columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """In: rows of the database. Out: the same by column, as DuckDB takes them in: whole numbers, or text; a column with
    a None in it is text and the None is empty, because DuckDB looks for the type of objects by a library of its own."""
    values = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: _column(each) for name, each in zip(names, values, strict=True)}


def _column(values: Sequence[Any]) -> Any:
    kinds = set(map(type, values))
    if kinds == {int}:
        return np.fromiter(values, dtype=np.int64, count=len(values))
    if kinds != {str}:
        values = [each if isinstance(each, str) else "" if each is None else str(each) for each in values]
    return np.array(values, dtype=object)


def run(connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None) -> Rows:
    """In: the name of a file in sql/lake, of one statement or several, and their values by name. Out: the rows of the
    last one."""
    *before, last = statement(f"lake/{name}").strip().removesuffix(";").split(";\n")
    for each in before:
        connection.execute(each, _named(each, values or {}))
    return connection.execute(last, _named(last, values or {})).fetchall()


def made(
    connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyRelation:
    """In: the name of a file of one statement, and its values. Out: its rows, still in the engine."""
    text = statement(f"lake/{name}")
    return connection.sql(text, params=_named(text, values or {}))


def _named(text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those that the statement names: DuckDB refuses others."""
    return {name: values[name] for name in set(_VALUE.findall(text))}
