"""Reading rows for a batch: one statement of a known shape from a model's own columns, on SQLite and PostgreSQL alike.

The ORM builds and compiles each of its queries anew, which for a batch takes longer than the database; what the hot
path asks is composed once and only its values change. Everything else asks the ORM.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.db import connection, models
from django.db.models.fields.json import JSONField
from django.db.models.functions import Cast

from vafa.base import declared, ids

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)
_SIGNS = {"": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_FIXED = {"positive": "> 0", "blank": "= ''"}
"""Said in the statement and not by a parameter: SQLite finds an index over a part of the rows by nothing else."""

Convert = Callable[[Any], Any]
Readers = tuple[tuple[int, Convert], ...]


def select(
    model: type[models.Model], columns: tuple[str, ...], where: Mapping[str, Any], *, order: tuple[str, ...] = (),
    lock: bool = False, as_text: tuple[str, ...] = (),
) -> Sequence[tuple[Any, ...]]:  # fmt: skip
    """In: the columns wanted, and conditions as the ORM writes them: `name`, or `name__in` (a collection), `__gt`,
    `__gte`, `__lt`, `__lte`, and `__positive` and `__blank` (of True). Out: rows of ids, aware instants, days, bytes
    and plain values, the same from both databases. With `lock` the rows are locked in their order; JSON columns named
    in `as_text` are not read."""
    if any(name.endswith("__in") and not value for name, value in where.items()):
        return ()
    statement, adapters, readers = _select(model, columns, tuple(where), order, lock, as_text, connection.vendor)
    return _read(statement, _values(where, adapters), readers)


def totals(
    model: type[models.Model], of: str, by: tuple[str, ...], where: Mapping[str, Any]
) -> Sequence[tuple[Any, ...]]:
    """In: a column of whole numbers, those to add it up by, and conditions as of `select`. Out: (*by, sum)."""
    if any(name.endswith("__in") and not value for name, value in where.items()):
        return ()
    statement, adapters, readers = _totals(model, of, by, tuple(where), connection.vendor)
    return [(*key, int(total)) for *key, total in _read(statement, _values(where, adapters), readers)]


def _values(where: Mapping[str, Any], adapters: tuple[Convert, ...]) -> list[Any]:
    given = [value for name, value in where.items() if name.partition("__")[2] not in _FIXED]
    return [adapt(value) for adapt, value in zip(adapters, given, strict=True)]


def _read(statement: str, values: list[Any], readers: Readers) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    if not found or not readers:
        return found
    columns = list(zip(*found, strict=True))
    for place, convert in readers:
        columns[place] = tuple([None if value is None else convert(value) for value in columns[place]])
    return list(zip(*columns, strict=True))


@cache
def _select(
    model: type[models.Model], columns: tuple[str, ...], where: tuple[str, ...], order: tuple[str, ...], lock: bool,
    as_text: tuple[str, ...], vendor: str,
) -> tuple[str, tuple[Convert, ...], Readers]:  # fmt: skip
    fields = declared.fields(model, columns)
    conditions, adapters = _conditions(model, where, vendor)
    statement = f"SELECT {', '.join(map(_given, fields))} FROM {declared.table(model)} WHERE {conditions}"
    if order:
        statement += f" ORDER BY {', '.join(declared.column(declared.field(model, name)) for name in order)}"
    if lock and vendor != "sqlite":  # whoever writes to SQLite has it alone
        statement += " FOR UPDATE"
    readers = tuple(each for each in _readers(fields, vendor) if columns[each[0]] not in as_text)
    return statement, adapters, readers


@cache
def _totals(
    model: type[models.Model], of: str, by: tuple[str, ...], where: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Convert, ...], Readers]:
    fields, added = declared.fields(model, by), declared.column(declared.field(model, of))
    conditions, adapters = _conditions(model, where, vendor)
    statement = (
        f"SELECT {', '.join(map(_given, fields))}, SUM({added}) FROM {declared.table(model)} WHERE {conditions}"
        f" GROUP BY {', '.join(map(declared.column, fields))}"
    )
    return statement, adapters, _readers(fields, vendor)


def _conditions(model: type[models.Model], where: tuple[str, ...], vendor: str) -> tuple[str, tuple[Convert, ...]]:
    conditions, adapters = [], []
    for condition in where:
        name, _, sign = condition.partition("__")
        field = declared.field(model, name)
        if sign in _FIXED:
            conditions.append(f"{declared.column(field)} {_FIXED[sign]}")
            continue
        conditions.append(_any_of(field, vendor) if sign == "in" else f"{declared.column(field)} {_SIGNS[sign]} %s")
        adapters.append(_adapter_of_many(field, vendor) if sign == "in" else _adapter(field, vendor))
    return " AND ".join(conditions), tuple(adapters)


def _any_of(field: Any, vendor: str) -> str:
    """One parameter for however many, so that the statement stays the same."""
    if vendor == "sqlite":
        return f"{declared.column(field)} IN (SELECT value FROM json_each(%s))"
    return f"{declared.column(field)} = ANY(%s::{declared.kind(field)}[])"


def _adapter_of_many(field: Any, vendor: str) -> Callable[[Collection[Any]], Any]:
    adapt = _adapter(field, vendor)
    if vendor == "sqlite":
        return lambda values: msgspec.json.encode([adapt(value) for value in values]).decode()
    return lambda values: f"{{{','.join(map(_quoted, values))}}}"


def _quoted(value: Any) -> str:
    """An element of an array as PostgreSQL writes one."""
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _adapter(link: Any, vendor: str) -> Convert:
    field = declared.plain(link)
    if vendor == "sqlite" and isinstance(field, models.UUIDField):
        return lambda value: value.hex
    if vendor == "sqlite" and isinstance(field, models.DateTimeField):
        return lambda value: value.astimezone(UTC).isoformat(" ")[:-6]
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return lambda value: value.isoformat()
    return lambda value: value


def _readers(fields: list[Any], vendor: str) -> Readers:
    return tuple((place, convert) for place, field in enumerate(fields) if (convert := _converter(field, vendor)))


def _converter(link: Any, vendor: str) -> Convert | None:
    field = declared.plain(link)
    if isinstance(field, JSONField):
        return msgspec.json.decode
    if vendor != "sqlite":
        return None
    if isinstance(field, models.UUIDField):
        return ids.of_hex
    if isinstance(field, models.DateTimeField):
        return _instant
    return date.fromisoformat if isinstance(field, models.DateField) else None


@lru_cache(maxsize=65536)
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _given(field: Any) -> str:
    """SQLite's driver would parse each day and instant by its column's declared type; a cast has none."""
    is_time = connection.vendor == "sqlite" and isinstance(field, models.DateField)
    return f"CAST({declared.column(field)} AS TEXT)" if is_time else declared.column(field)


def plain_rows(rows: models.QuerySet[Any], columns: Sequence[str]) -> list[dict[str, Any]]:
    """In: a query and the columns wanted. Out: rows with ids in hex and instants in microseconds since 1970, the same
    from both databases. Django's own conversion costs more than the database; for reading millions."""
    fields = declared.fields(rows.model, columns)
    statement, parameters = rows.values_list(*map(_as_given, fields)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    readers = [(place, read) for place, field in enumerate(fields) if (read := _reader(field))]
    made = []
    for row in found:
        values = list(row)
        for place, read in readers:
            if values[place] is not None:
                values[place] = read(values[place])
        made.append(dict(zip(columns, values, strict=True)))
    return made


def _as_given(field: Any) -> Any:
    is_text = connection.vendor == "sqlite" and isinstance(field, models.DateTimeField)
    return Cast(field.attname, models.TextField()) if is_text else field.attname


def _reader(field: Any) -> Convert | None:
    sqlite = connection.vendor == "sqlite"
    if isinstance(field, models.UUIDField):
        return None if sqlite else lambda value: value.hex
    if isinstance(field, models.DateTimeField):
        return _microseconds_of_text if sqlite else _microseconds
    return None


@lru_cache(maxsize=65536)
def _microseconds_of_text(text: Any) -> Any:
    """What is no instant stays as it is, for the reader to find."""
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
    except (ValueError, TypeError):
        return text


def _microseconds(instant: datetime) -> int:
    return (instant.astimezone(UTC).replace(tzinfo=None) - _EPOCH) // _MICROSECOND
