"""Every test on SQLite, then those that touch the database on PostgreSQL; the last line counts both."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools import chromium, postgres

ROOT = Path(__file__).resolve().parent.parent
ON_POSTGRESQL = (
    *("tests/rooms", "tests/laws", "tests/complaints", "tests/doors", "tests/insight", "tests/crash"),
    *(f"tests/server/test_{name}.py" for name in ("backup", "upgrade", "doctor", "workers")),
)
NOT_ON_POSTGRESQL = (
    *("tests/doors/look", "tests/doors/test_permissions.py", "tests/doors/api/test_openapi.py"),
    *("tests/doors/console/test_pages.py", "tests/doors/console/test_lake_reports.py"),
)
"""About pages, routes and their answers to rubbish, and reports of a lake once it is made: no database changes them."""
WORKERS = 2
# Read by tests/conftest.py: skips what was asked for, so that it is counted.
SKIP = "VAFA_TESTS_SKIPPED_BECAUSE"


@dataclass(frozen=True, slots=True)
class Result:
    database: str
    passed: int
    failed: int
    skipped: int
    exit_code: int

    def __str__(self) -> str:
        failed = f"{self.failed} failed, " if self.failed else ""
        return f"{self.database}: {self.passed} passed, {failed}{self.skipped} skipped"


def run(database: str, places: list[str], environment: Mapping[str, str]) -> Result:
    with tempfile.TemporaryDirectory(prefix="vafa-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--numprocesses={WORKERS}", "--dist=worksteal"]
        code = subprocess.call([*command, f"--junitxml={report}", *places], cwd=ROOT, env=dict(environment))
        return count(database, report, code)


def count(database: str, report: Path, exit_code: int) -> Result:
    """A run that died before it could report has failed, whatever it had passed."""
    if not report.exists():
        return Result(database, 0, 1, 0, exit_code or 1)
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    return Result(database, tests - failures - errors - skipped, failures + errors, skipped, exit_code)


def on_sqlite(environment: Mapping[str, str]) -> Result:
    return run("SQLite", ["tests"], {name: value for name, value in environment.items() if name != "DATABASE_URL"})


def on_postgresql(environment: Mapping[str, str]) -> Result:
    places = [place for place in ON_POSTGRESQL if (ROOT / place).exists()]
    if not places:
        return Result("PostgreSQL", 0, 0, 0, 0)
    try:
        with postgres.server() as url:
            left_out = [f"--ignore={place}" for place in NOT_ON_POSTGRESQL]
            return run("PostgreSQL", [*places, *left_out], {**environment, "DATABASE_URL": url})
    except postgres.Unavailable as reason:
        print(f"No PostgreSQL: {reason}", file=sys.stderr)
        if environment.get("CI") == "true":
            return Result("PostgreSQL", 0, 1, 0, 1)
        return run("PostgreSQL", places, {**environment, SKIP: f"no PostgreSQL: {reason}"})


def main() -> int:
    postgres.exit_on_sigterm()
    chromium.ensure()
    results = [on_sqlite(os.environ), on_postgresql(os.environ)]
    print("; ".join(map(str, results)), flush=True)
    return int(any(result.exit_code or result.failed for result in results))


if __name__ == "__main__":
    sys.exit(main())
