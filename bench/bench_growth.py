"""What a receipt and a balance cost as a club grows, on PostgreSQL: 10,000, 100,000 and a million members of twenty
movements each. Goals: a balance with a million members and 20 million movements in 20 ms (p95), 5 ms of it ours.

The past is made by the database itself, row for row as the ledger has it but for its hashes. `VAFA_BENCH_MEMBERS` names
other sizes, as 10000,100000.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIZES = [int(each) for each in os.environ.get("VAFA_BENCH_MEMBERS", "10000,100000,1000000").split(",")]
SECONDS, SAMPLE, CLIENTS = 6.0, 20_000, 64
ID = "('018f{kind}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"


def main() -> None:
    if os.environ.get("VAFA_BENCH_PART"):
        part()
        return
    from tools import postgres

    with postgres.server() as url, tempfile.TemporaryDirectory(prefix="vafa-bench-") as folder:
        own = {"VAFA_BENCH_PART": "growth", "VAFA_DATA": folder, "DATABASE_URL": url}
        told = os.environ | own | {"VAFA_REQUESTS_A_MINUTE": "100000000", "VAFA_LOG": "json"}
        subprocess.run([sys.executable, __file__], env=told, check=True)


def part() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench import bench_hot, hot_world

    call_command("migrate", verbosity=0)
    world, _ = hot_world.make()
    first, there = {}, hot_world.MEMBERS
    for size in SIZES:
        start = time.perf_counter()
        grow(there, size)
        there, took = size, time.perf_counter() - start
        step = max(1, size // SAMPLE)
        places = range(hot_world.MEMBERS, size, step)
        world.members, world.phones = [member(each) for each in places], [hot_world.phone(each) for each in places]
        (Path(os.environ["VAFA_DATA"]) / "world.json").write_text(json.dumps(asdict(world)))
        connection.close()
        with bench_hot.served(bench_hot.PORT, ()) as port:
            bench_hot.load(port, 4, "balance", 1)
            balance = bench_hot.load(port, 1, "balance", SECONDS)
            record = bench_hot.load(port, CLIENTS, "record", SECONDS)
        assert balance["others"] == record["others"] == 0
        first = first or {"balance": balance["p50_ms"], "record": record["a_second"]}
        print(
            f"{size:,} members, {movements():,} movements (made in {took:.0f} s): "
            f"balance p50 {balance['p50_ms']:.1f} ms, p95 {balance['p95_ms']:.1f} ms (goal ≤ 20), "
            f"{balance['p50_ms'] / first['balance']:.2f} × the smallest; "
            f"record {record['a_second']:.0f}/s, {record['a_second'] / first['record']:.2f} of the smallest",
            flush=True,
        )
        print(f"  of a balance the database took {database_ms(world):.1f} ms", flush=True)


def member(place: int) -> str:
    return f"018f0000-0000-7000-8000-{place:012x}"


def grow(start: int, end: int) -> None:
    """Members of these places, each with an account, twenty credits of ten units, and the last five lots unspent."""
    from django.db import connection

    from vafa.activities.models import Tally
    from vafa.base.models import Club
    from vafa.ledger.models import Account, Lot, Movement
    from vafa.members.models import CardLookup, Member
    from vafa.partners.house import house_of

    club = Club.objects.get()
    who, account = ID.format(kind="0000", number="n"), ID.format(kind="0001", number="n")
    movement, lot = ID.format(kind="0002", number="n * 32 + k"), ID.format(kind="0003", number="n * 32 + k")
    each = f"generate_series({start}, {end - 1}) AS n"
    twenty = f"{each}, generate_series(1, 20) AS k"
    at, hashed = "now() - k * interval '9 days'", "decode(repeat('ab', 32), 'hex')"
    partner = f"'{house_of(club).operator}'::uuid"
    rows: list[tuple[Any, str, dict[str, str]]] = [
        (Member, each, {"id": who, "joined_at": "now() - interval '1 year'", "join_channel": "'import'"}),
        (CardLookup, each, {"value": "'+98912' || (5000000 + n)", "kind": "'phone'", "member_id": who}),
        (Account, each, {"member_id": who, "id": account, "unit": "'points'", "balance": "200", "seq": "20",
                         "head": hashed, "last_counted_at": "now()"}),
        (Tally, each, {"member_id": who, "purchases": "20", "last_at": "now()"}),
        (Movement, twenty, {"member_id": who, "id": movement, "account_id": account, "seq": "k", "kind": "'accrual'",
                            "system": "'issuance'", "units": "10", "happened_at": at, "booked_at": at,
                            "partner_id": partner, "counts": "1", "hash": hashed, "award_digest": hashed}),
        (Lot, twenty, {"member_id": who, "id": lot, "account_id": account, "movement_id": movement, "units": "10",
                       "remaining": "CASE WHEN k > 15 THEN 10 ELSE 0 END", "partner_id": partner, "born_at": at,
                       "active_from": at, "expires_at": "now() + k * interval '9 days'",
                       "due_at": "now() + k * interval '9 days'"}),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for model, series, columns in rows:
            values = _defaults(model) | {"club_id": f"'{club.id}'::uuid"} | columns
            names, given = ", ".join(values), ", ".join(values.values())
            cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {given} FROM {series}")
        cursor.execute("ANALYZE")


def _defaults(model: Any) -> dict[str, str]:
    """A model's own defaults, as SQL."""
    found = {}
    for field in model._meta.concrete_fields:
        if field.name != "pk" and field.has_default() and not callable(field.default):
            given = field.default
            found[field.column] = "''" if given in {"", b""} else str(given).lower()
        elif field.has_default() and field.default is list:
            found[field.column] = "'[]'"
    return found


def movements() -> int:
    from vafa.ledger.models import Movement

    return Movement.objects.count()


def database_ms(world: Any) -> float:
    """What the statements of one balance take in the database, by its own clock: the median of a hundred."""
    from statistics import median
    from uuid import UUID

    from django.db import connection

    from vafa.base.clock import now
    from vafa.ledger.queries import states

    took: list[float] = []

    def timed(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            took[-1] += (time.perf_counter() - start) * 1000

    with connection.execute_wrapper(timed):
        for each in world.members[:: max(1, len(world.members) // 100)]:
            took.append(0.0)
            states.units_of(UUID(each), ["points", "stamps", "status"], now())
    connection.close()
    return median(took)


if __name__ == "__main__":
    main()
