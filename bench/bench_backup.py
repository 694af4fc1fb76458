"""Backup and restore of a million movements while receipts come in. Goals: no receipt above 500 ms while a backup is
made of 1,000,000 movements; restore with the whole chain verified in at most 60 s.

`VAFA_BENCH_MOVEMENTS` makes smaller books, `VAFA_BENCH_RATE` names the receipts a second.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count, islice
from pathlib import Path
from time import perf_counter, sleep
from urllib.request import urlopen

import django

MOVEMENTS = int(os.environ.get("VAFA_BENCH_MOVEMENTS", "1000000"))
RATE_A_SECOND = int(os.environ.get("VAFA_BENCH_RATE", "40"))
"""About as much as one process answers on two small cores; beyond it every receipt waits, backup or none."""
CALLERS = 8
VAFA = [sys.executable, "-m", "vafa.cli"]


def main() -> None:
    django.setup()
    if not (Path(os.environ["VAFA_DATA"]) / "vafa.sqlite3").exists():
        build()
    back_up_under_load()


def build() -> None:
    """The books of a grocery chain, by the natural path: Journey's year, again and again under other references."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from vafa.activities.actions.recording import HISTORY_AT_ONCE, record
    from vafa.activities.shapes import Source
    from vafa.base.collecting import few_collections
    from vafa.demo.journey import club as journey
    from vafa.ledger.queries.across import count_movements
    from vafa.partners.house import house_of

    start, club = perf_counter(), journey.make()
    house, again = house_of(club), Source(name="bench", history=True)
    with few_collections():
        for booked, batch in enumerate(_batches(HISTORY_AT_ONCE)):
            if booked % 10 == 0 and count_movements(club.id) >= MOVEMENTS:
                break
            record(house=house, source=again, items=batch)
    print(f"books: {count_movements(club.id):,} movements in {perf_counter() - start:.0f} s", flush=True)


def _batches(size: int) -> Iterator[list]:  # type: ignore[type-arg]
    from msgspec.structs import replace

    from vafa.demo.journey.receipts import receipts

    batch = []
    for round in count():
        for _, item in receipts():
            batch.append(replace(item, reference=f"{round}-{item.reference}"))
            if len(batch) == size:
                yield batch
                batch = []


def back_up_under_load() -> None:
    """One backup alone and one while receipts come in over the API; then the restore of the second."""
    folder = Path(os.environ["VAFA_DATA"])
    quiet = _load(folder, None)
    print(f"receipts alone: {quiet}", flush=True)
    busy = _load(folder, [*VAFA, "backup", str(folder / "bench.zip")])
    print(f"receipts during a backup: {busy} (goal: none above 500 ms)", flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as other:
        environment = os.environ | {"VAFA_DATA": other, "DATABASE_URL": f"sqlite://{other}/vafa.sqlite3"}
        start = perf_counter()
        done = subprocess.run(
            [*VAFA, "restore", str(folder / "bench.zip")], env=environment, capture_output=True, text=True
        )
        print(done.stdout + done.stderr)
        print(f"restore with the whole chain walked: {perf_counter() - start:.0f} s (goal ≤ 60)")


def _load(folder: Path, meanwhile: list[str] | None) -> str:
    """Receipts at an even pace over the API of a real server. In: a command that runs meanwhile; none is 15 seconds."""
    port, keys, baskets = _free_port(), [_key(number) for number in range(CALLERS)], _baskets()
    server = subprocess.Popen([*VAFA, "serve", "--no-worker", "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        with ThreadPoolExecutor(CALLERS) as pool:
            stop = threading.Event()
            calling = [pool.submit(_call, port, number, keys[number], baskets, stop) for number in range(CALLERS)]
            start = perf_counter()
            if meanwhile:
                print(subprocess.run(meanwhile, capture_output=True, text=True).stdout.strip())
            else:
                sleep(15)
            took = perf_counter() - start
            stop.set()
            waited = sorted(ms for each in calling for ms in each.result())
    finally:
        server.terminate()
        server.wait()
    at = {name: waited[min(len(waited) - 1, int(len(waited) * part))] for name, part in (("p50", 0.5), ("p99", 0.99))}
    shown = ", ".join(f"{name} {ms:.0f} ms" for name, ms in at.items())
    late = sum(ms > 500 for ms in waited)
    return f"{len(waited) / took:.0f}/s for {took:.0f} s, {shown}, longest {waited[-1]:.0f} ms, {late} above 500 ms"


def _call(port: int, number: int, key: str, baskets: list[dict], stop: threading.Event) -> list[float]:  # type: ignore[type-arg]
    """One till: a receipt every so often on a connection of its own. Out: milliseconds to each answer, counted from
    when the receipt was due: what waits for the one before it counts too."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    waited, start, every = [], perf_counter() + number / RATE_A_SECOND, CALLERS / RATE_A_SECOND
    for place in count():
        due = start + place * every
        if stop.wait(max(0.0, due - perf_counter())):
            return waited
        body = {
            "type": "purchase",
            "reference": f"{os.getpid()}-{number}-{place}-{start}",
            **baskets[(place * CALLERS + number) % len(baskets)],
        }
        connection.request("POST", "/api/v1/activities", json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 201, text
        waited.append((perf_counter() - due) * 1000)
    return waited


def _key(number: int) -> str:
    """Each till has its own, as each has its own pace."""
    from vafa.base.api_keys import SCOPES, issue
    from vafa.base.clock import now
    from vafa.base.models import ApiClient, Club

    client = ApiClient.objects.create(club=Club.objects.get(slug="journey"), name=f"till {number}")
    return issue(client=client, scopes=SCOPES, now=now())[1]


def _baskets() -> list[dict]:  # type: ignore[type-arg]
    from vafa.demo.journey.receipts import receipts

    some = islice((item for _, item in receipts()), 0, 40_000, 7)
    return [
        {"card": item.card, "store": item.store, "lines": [{"amount_minor": line.amount_minor} for line in item.lines]}
        for item in some
    ]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            sleep(0.1)
    raise RuntimeError("the server did not become ready")


if __name__ == "__main__":
    main()
