"""`make bench`: every bench in a process of its own, one after the other. A figure counts beside its reference."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    chosen = sys.argv[1:]
    failed = 0
    for script in sorted(HERE.glob("bench_*.py")):
        if chosen and script.stem.removeprefix("bench_") not in chosen:
            continue
        print(f"\n== {script.stem.removeprefix('bench_')}", flush=True)
        with tempfile.TemporaryDirectory(prefix="vafa-bench-") as folder:
            environment = os.environ | {
                "VAFA_DATA": folder,
                "DATABASE_URL": f"sqlite://{folder}/vafa.sqlite3",
                "DJANGO_SETTINGS_MODULE": "vafa.settings",
                "PYTHONPATH": str(HERE.parent),
            }
            failed += subprocess.run([sys.executable, str(script)], env=environment, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
