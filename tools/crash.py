"""The long run of tests/crash: a hundred kills on SQLite, then a hundred on PostgreSQL; the figures are printed."""

import os
import subprocess
import sys

from tools import postgres
from tools.suites import ROOT

KILLS, CLIENTS = "100", "32"


def run(environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "tests/crash"]
    return subprocess.call(command, cwd=ROOT, env={"VAFA_KILLS": KILLS, "VAFA_CLIENTS": CLIENTS} | environment)


def main() -> int:
    postgres.exit_on_sigterm()
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    print("SQLite", flush=True)
    failed = run(plain)
    with postgres.server() as url:
        print("PostgreSQL", flush=True)
        failed |= run(plain | {"DATABASE_URL": url})
    return failed


if __name__ == "__main__":
    sys.exit(main())
