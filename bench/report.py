"""What was measured, as a table and a picture in bench/results/, with what the machine is."""

import os
import platform
import sqlite3
from html import escape
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
LEFT, BAR, WIDTH, ROW = 360, 300, 760, 26


def tell(database: str, how: str, reference: str, measured: dict[str, dict[str, float]]) -> None:
    """In: by name medians of a_second and the percentiles, the reference among them. Out: both files, and the table on
    the terminal."""
    limit = measured[reference]["a_second"]
    table = "\n".join(_row(name, each, limit) for name, each in measured.items())
    text = (
        f"# {database}: {how}\n\n{machine()}\n\n"
        f"| | a second | of the reference | p50 | p95 | p99 | p99 / p50 |\n|---|---|---|---|---|---|---|\n{table}\n\n"
        f"![the same as bars](hot-{database}.svg)\n"
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"hot-{database}.md").write_text(text)
    (RESULTS / f"hot-{database}.svg").write_text(_picture(database, how, measured, limit))
    print(text)


def machine() -> str:
    """Model and count of cores, memory, and what runs on them."""
    model = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )  # fmt: skip
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return (
        f"{os.cpu_count()} cores ({model}), {memory / 2**20:.0f} GB, {platform.system()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}{_postgresql()}. Clients, server and "
        "database share the cores."
    )


def _postgresql() -> str:
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f", PostgreSQL {cursor.fetchone()[0]}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def _row(name: str, each: dict[str, float], limit: float) -> str:
    percentiles = [f"{each[which]:.0f} ms" if which in each else "" for which in ("p50_ms", "p95_ms", "p99_ms")]
    spread = f"{each['p99_ms'] / each['p50_ms']:.1f}" if "p50_ms" in each else ""
    share = "" if name.startswith("pages") else f"{each['a_second'] / limit:.2f}"
    return f"| {name} | {each['a_second']:,.0f} | {share} | {' | '.join(percentiles)} | {spread} |"


def _picture(database: str, how: str, measured: dict[str, dict[str, float]], limit: float) -> str:
    most = max(each["a_second"] for each in measured.values())
    bars = [_bar(place, name, each, limit, most) for place, (name, each) in enumerate(measured.items())]
    height = ROW * (len(measured) + 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-size="13"'
        ' font-family="sans-serif">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<text x="10" y="20" font-weight="bold">{escape(f"{database}: {how}")}</text>{"".join(bars)}</svg>\n'
    )


def _bar(place: int, name: str, each: dict[str, Any], limit: float, most: float) -> str:
    y, long = ROW * (place + 1) + 6, BAR * each["a_second"] / most
    share = "" if name.startswith("pages") else f" ({each['a_second'] / limit:.2f})"
    return (
        f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{y + 2}" width="{long:.1f}" height="16" fill="{"#888" if place == 0 else "#2a7"}"/>'
        f'<text x="{LEFT + long + 6:.1f}" y="{y + 14}">{each["a_second"]:,.0f}{share}</text>'
    )
