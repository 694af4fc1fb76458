"""The long run of tests/crash: on each database a hundred kills and a storm of 10,000 requests, each sent one to twenty
times; the figures are printed."""

import os
import subprocess
import sys

from tools import postgres
from tools.suites import ROOT

LONG = {"VAFA_KILLS": "100", "VAFA_CLIENTS": "32", "VAFA_STORM": "10000"}


def run(environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "tests/crash"]
    return subprocess.call(command, cwd=ROOT, env=LONG | environment)


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
