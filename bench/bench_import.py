"""A shop's own past from two CSV files, as `vafa import` does it, on the database of DATABASE_URL. Goals: 100,000
members and 500,000 receipts in at most 4 minutes and 1 GB on SQLite. The reference in the same run: the same files read
by `csv` and put into a bare SQLite table, which knows nothing of members or money.

`VAFA_BENCH_MEMBERS` and `VAFA_BENCH_RECEIPTS` make smaller files.
"""

import csv
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random
from time import perf_counter

import django

MEMBERS = int(os.environ.get("VAFA_BENCH_MEMBERS", "100000"))
RECEIPTS = int(os.environ.get("VAFA_BENCH_RECEIPTS", "500000"))
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def main() -> None:
    folder = Path(os.environ["VAFA_DATA"])
    open_club()
    members, receipts = folder / "members.csv", folder / "receipts.csv"
    write_members(members)
    write_receipts(receipts)
    reference = bare(folder, [members, receipts])
    took = sum(imported(path, kind) for path, kind in ((members, "members"), (receipts, "receipts")))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"import: {MEMBERS:,} members and {RECEIPTS:,} receipts in {took:.1f} s (goal ≤ 240), {memory:.0f} MB")
    print(f"the same files into a bare table: {reference:.1f} s, ratio {took / reference:.1f}")


def open_club() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from vafa.base.clock import now
    from vafa.engine.earning.words import Name
    from vafa.opening.actions import open_shop
    from vafa.opening.answers import Answers

    cafe = Name("کافه", "Cafe")
    answers = Answers(
        "fa", cafe, "IR", "jalali", "Asia/Tehran", "IRR", "toman", (Name("مرکزی", "Centre"),), "points", "Sara",
        "sara@vafa.example", "a long bench password",
    )  # fmt: skip
    open_shop(answers=answers, now=now())


def phone(number: int) -> str:
    return f"0912{number:07d}"


def write_members(path: Path) -> None:
    """One row in a hundred is rubbish, one in three in Persian digits."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(("نام مشتری", "موبایل", "تاریخ تولد", "امتیاز", "شعبه", "پیامک", "تاریخ عضویت"))
        for each in range(MEMBERS):
            shown = "0912 44" if each % 100 == 99 else phone(each)
            written = shown.translate(PERSIAN) if each % 3 == 0 else shown
            born, joined = f"13{60 + each % 40}/{1 + each % 12}/{1 + each % 29}", f"14{each % 4:02d}/0{1 + each % 9}/12"
            sms = ("بله", "خیر", "")[each % 3]
            out.writerow((f"عضو {each}", written, born, each * 37 % 3000, "مرکزی", sms, joined))


def write_receipts(path: Path) -> None:
    random = Random(1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(("شماره فاکتور", "موبایل", "تاریخ", "ساعت", "مبلغ", "شعبه"))
        for each in range(RECEIPTS):
            buyer = random.randrange(MEMBERS)
            day = f"14{2 + each % 3:02d}/{1 + each % 12}/{1 + each % 29}"
            amount = f"{(each % 90 + 5) * 10}٬000"
            out.writerow(
                (each + 1, phone(buyer - (buyer % 100 == 99)), day, f"{each % 24}:{each % 60:02d}", amount, "")
            )


def bare(folder: Path, paths: list[Path]) -> float:
    start = perf_counter()
    table = sqlite3.connect(folder / "bare.sqlite3")
    for number, path in enumerate(paths):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            columns = ", ".join(f"c{place}" for place in range(len(next(rows))))
            table.execute(f"CREATE TABLE t{number} ({columns})")
            table.executemany(f"INSERT INTO t{number} VALUES ({', '.join('?' * (columns.count(',') + 1))})", rows)
        table.commit()
    table.close()
    return perf_counter() - start


def imported(path: Path, kind: str) -> float:
    start = perf_counter()
    command = [sys.executable, "-m", "vafa.cli", "import", str(path), "--kind", kind, "--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took = perf_counter() - start
    print(f"{kind}: {took:.1f} s; {done.stdout.strip().splitlines()[-1]}", flush=True)
    return took


if __name__ == "__main__":
    main()
