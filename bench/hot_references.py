"""The limits: the same writes as the ordinary path does for one receipt, by hand. On SQLite a durable commit for each,
raw; on PostgreSQL one server-side function, called by pgbench."""

import json
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
        statement, adapters = made()
        plan.append((statement.replace("%s", "?"), adapters, key + others, rows, len(key) if verb == "update" else 0))
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
                given = [adapt(v) if adapt and v is not None else v for adapt, v in zip(adapters, values, strict=True)]
                connection.execute(statement, [*given[keys:], *given[:keys]])
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


def function(taken: Receipt) -> str:
    """Out: a PL/pgSQL function that does the same for the member of a number, with rows, columns and indexes of today's
    schema."""
    from django.db import connection
    from psycopg.sql import Literal

    def literal(value: Any) -> str:
        if isinstance(value, dict | list | tuple):
            return Literal(json.dumps(json.loads(sql_json(value)))).as_string(connection.connection) + "::jsonb"
        return Literal(str(value) if isinstance(value, str) else value).as_string(connection.connection)

    from vafa.base.sql import encode_json as sql_json

    new = {id: f"n{place}" for place, id in enumerate(sorted(taken.new))}
    own = {id: f"own[{place + 1}]" for place, id in enumerate(taken.accounts)}
    body = []
    seq = {id: f"s{place}" for place, id in enumerate(taken.accounts)}

    def text(name: str, value: Any, named: dict[str, Any], table: str) -> str:
        if isinstance(value, UUID):
            return new.get(value) or own.get(value) or ("who" if value == taken.member else literal(value))
        if name == "reference":
            return "'pg-' || n0"
        if name == "seq" and table != "ledger_account":
            seq_of = seq[named["account_id"]]
            return f"{seq_of}"
        return literal(value)

    for verb, model, key, others, rows in taken.calls:
        table = model._meta.db_table
        column = {name: model._meta.get_field(name).column for name in key + others}
        for row in rows:
            named = dict(zip(key + others, row, strict=True))
            values = {name: text(name, value, named, table) for name, value in named.items()}
            if table == "ledger_account":
                continue
            names, given = ", ".join(column[name] for name in named), ", ".join(values.values())
            if table == "ledger_movement":
                account = own[named["account_id"]]
                body.append(f"{seq[named['account_id']]} := {seq[named['account_id']]} + 1;")
                body.append(f"INSERT INTO {table} ({names}) VALUES ({given});  -- {account}")
            elif verb == "insert":
                body.append(f"INSERT INTO {table} ({names}) VALUES ({given});")
            elif verb == "upsert":
                changes = ", ".join(f"{column[name]} = excluded.{column[name]}" for name in others)
                conflict = ", ".join(column[name] for name in key)
                body.append(
                    f"INSERT INTO {table} ({names}) VALUES ({given}) ON CONFLICT ({conflict}) DO UPDATE SET {changes};"
                )
            else:
                changes = ", ".join(f"{column[name]} = {values[name]}" for name in others)
                where = " AND ".join(f"{column[name]} = {values[name]}" for name in key)
                body.append(f"UPDATE {table} SET {changes} WHERE {where};")
    locks = [
        f"SELECT seq INTO {seq[id]} FROM ledger_account WHERE member_id = who AND id = {own[id]} FOR UPDATE;"
        for id in sorted(taken.accounts, key=str)
    ]
    heads = [
        f"UPDATE ledger_account SET balance = balance + 1, seq = {seq[id]}, head = decode(repeat('ab', 32), 'hex'), "
        f"last_counted_at = now() WHERE member_id = who AND id = {own[id]};"
        for id in taken.accounts
    ]
    variables = [f"{name} uuid := uuidv7();" for name in new.values()] + [f"{name} int;" for name in seq.values()]
    pick = "SELECT member_id, accounts INTO who, own FROM bench_members WHERE n = picked;"
    lines = ["DECLARE", "who uuid;", "own uuid[];", *variables, "BEGIN", pick, *locks, *body, *heads, "END"]
    return "CREATE OR REPLACE FUNCTION bench_receipt(picked int) RETURNS void LANGUAGE plpgsql AS $bench$\n" + (
        "\n".join(lines) + "\n$bench$;"
    )


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


def pgbench(program: Path, url: str, people: int, seconds: int, clients: int = 16) -> float:
    """Out: calls a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"\\set m random(1, {people})\nSELECT bench_receipt(:m);\n")
        script.flush()
        command = [str(program), "-n", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script.name, url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", told)
    assert found is not None, told
    return float(found[1])
