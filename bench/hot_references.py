"""The limits: the same writes as the ordinary path does for one receipt, by hand. On SQLite a durable commit for each,
raw; on PostgreSQL one server-side function, called by pgbench."""

import re
import sqlite3
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter, time
from typing import Any
from uuid import UUID, uuid4

from bench.hot_world import MEMBERS, Receipt


def _accounts(taken: Receipt) -> list[tuple[UUID, list[UUID]]]:
    """(member, their accounts of the same units in the same order) of every member."""
    from vafa.ledger.models import Account

    units = dict(Account.objects.filter(id__in=taken.accounts).values_list("id", "unit"))
    wanted = [units[id] for id in taken.accounts]
    found: dict[UUID, dict[str, UUID]] = {}
    for member, unit, id in Account.objects.values_list("member_id", "unit", "id"):
        found.setdefault(member, {})[unit] = id
    return [(member, [own[unit] for unit in wanted]) for member, own in found.items() if set(wanted) <= set(own)]


def raw_sqlite(file: Path, taken: Receipt, seconds: float) -> float:
    """In: a copy of the database, since these books are no books. Out: receipts a second, each with its own durable
    commit. It may be run again on the same copy."""
    from vafa.base import sql

    people = _accounts(taken)
    plan = []
    for verb, model, key, others, rows in taken.calls:
        made = {"insert": lambda m=model, o=others: sql._insert(m, o, "sqlite", False),
                "upsert": lambda m=model, k=key, o=others: sql._upsert(m, k, o, "sqlite"),
                "update": lambda m=model, k=key, o=others: sql._update(m, k, o, "sqlite")}[verb]  # fmt: skip
        statement = made()
        last = len(key) if verb == "update" else 0
        names = key + others
        plan.append((statement.text.replace("%s", "?"), statement.adapters, names, rows, last))
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    seqs: defaultdict[UUID, int] = defaultdict(lambda: int(time()))  # behind those of the round before
    name = f"raw-{time()}"
    done, start = 0, perf_counter()
    while perf_counter() - start < seconds:
        member, own = people[done % len(people)]
        ids = {each: uuid4() for each in taken.new} | dict(zip(taken.accounts, own, strict=True))
        ids[taken.member] = member  # type: ignore[index]
        connection.execute("BEGIN IMMEDIATE")
        marks = ",".join("?" * len(own))
        connection.execute(f"SELECT * FROM ledger_account WHERE id IN ({marks})", [each.hex for each in own]).fetchall()
        for statement, adapters, names, rows, keys in plan:
            for row in rows:
                values = [
                    _own(column, value, ids, f"{name}-{done}", seqs, row, names)
                    for column, value in zip(names, row, strict=True)
                ]
                given = [*values[keys:], *values[:keys]]
                for place, adapt in adapters:
                    if given[place] is not None:
                        given[place] = adapt(given[place])
                connection.execute(statement, given)
        connection.execute("COMMIT")
        done += 1
    took = perf_counter() - start
    connection.close()
    return done / took


def _own(name: str, value: Any, ids: dict[UUID, UUID], number: str, seqs: dict[UUID, int], row: Any, names: Any) -> Any:
    if isinstance(value, UUID):
        return ids.get(value, value)
    if name == "reference":
        return number
    if name == "seq" and "account_id" in names:
        account = ids[row[names.index("account_id")]]
        seqs[account] += 1
        return seqs[account]
    return value


class _Text:
    """The writes of a receipt as statements of PL/pgSQL: new ids are variables, so are the member, the accounts and
    their sequences; everything else is as it was."""

    def __init__(self, taken: Receipt) -> None:
        self.member = taken.member
        self.new = {id: f"n{place}" for place, id in enumerate(sorted(taken.new))}
        self.own = {id: f"own[{place + 1}]" for place, id in enumerate(taken.accounts)}
        self.seq = {id: f"s{place}" for place, id in enumerate(taken.accounts)}

    def value(self, name: str, value: Any, row: dict[str, Any]) -> str:
        if isinstance(value, UUID):
            known = self.new.get(value) or self.own.get(value)
            return known or ("who" if value == self.member else _literal(value))
        if name == "reference":
            return "'pg-' || n0"
        return self.seq[row["account_id"]] if name == "seq" else _literal(value)

    def statements(self, verb: str, model: Any, key: tuple[str, ...], others: tuple[str, ...], row: Any) -> list[str]:
        table, named = model._meta.db_table, dict(zip(key + others, row, strict=True))
        if table == "ledger_account":
            return []  # their figures are counted up at the end
        values = {model._meta.get_field(name).column: self.value(name, each, named) for name, each in named.items()}
        keys = [model._meta.get_field(name).column for name in key]
        before = []
        if table == "ledger_movement":
            counted = self.seq[named["account_id"]]
            before = [f"{counted} := {counted} + 1;"]
        if verb == "update":
            changes = ", ".join(f"{name} = {each}" for name, each in values.items() if name not in keys)
            return [f"UPDATE {table} SET {changes} WHERE {' AND '.join(f'{name} = {values[name]}' for name in keys)};"]
        ending = ""
        if verb == "upsert":
            changes = ", ".join(f"{name} = excluded.{name}" for name in values if name not in keys)
            ending = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"
        return [*before, f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())}){ending};"]


def _literal(value: Any) -> str:
    from django.db import connection
    from psycopg.sql import Literal

    from vafa.base.sql import encode_json

    if isinstance(value, dict | list | tuple):
        return Literal(encode_json(value)).as_string(connection.connection) + "::jsonb"
    return Literal(str(value) if isinstance(value, str) else value).as_string(connection.connection)


def function(taken: Receipt) -> str:
    """Out: a PL/pgSQL function that does the same for the member of a number, with rows, columns and indexes of today's
    schema."""
    text = _Text(taken)
    writes = [each for *call, rows in taken.calls for row in rows for each in text.statements(*call, row)]
    locks = [
        f"SELECT seq INTO {text.seq[id]} FROM ledger_account WHERE member_id = who AND id = {text.own[id]} FOR UPDATE;"
        for id in sorted(taken.accounts)
    ]
    figures = [
        f"UPDATE ledger_account SET balance = balance + 1, seq = {text.seq[id]}, last_counted_at = now(), "
        f"head = decode(repeat('ab', 32), 'hex') WHERE member_id = who AND id = {text.own[id]};"
        for id in taken.accounts
    ]
    variables = [f"{name} uuid := uuidv7();" for name in text.new.values()]
    variables += [f"{name} int;" for name in text.seq.values()]
    pick = "SELECT member_id, accounts INTO who, own FROM bench_members WHERE n = picked;"
    body = ["DECLARE", "who uuid;", "own uuid[];", *variables, "BEGIN", pick, *locks, *writes, *figures, "END"]
    head = "CREATE OR REPLACE FUNCTION bench_receipt(picked int) RETURNS void LANGUAGE plpgsql AS $bench$"
    return "\n".join([head, *body, "$bench$;"])


def prepare_postgresql(taken: Receipt) -> int:
    """Out: how many members the function picks from."""
    from django.db import connection

    people = _accounts(taken)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_members (n int PRIMARY KEY, member_id uuid, accounts uuid[])")
        cursor.executemany(
            "INSERT INTO bench_members VALUES (%s, %s, %s)",
            [(place, member, own) for place, (member, own) in enumerate(people, 1)],
        )
        cursor.execute(function(taken))
    return min(len(people), MEMBERS)


def pgbench(program: Path, url: str, people: int, seconds: int, function: str = "bench_receipt") -> float:
    """Out: calls a second, of 16 clients."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"\\set m random(1, {people})\nSELECT {function}(:m);\n")
        script.flush()
        command = [str(program), "-n", "-c", "16", "-j", "2", "-T", str(seconds), "-f", script.name, url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", told)
    assert found is not None, told
    return float(found[1])
