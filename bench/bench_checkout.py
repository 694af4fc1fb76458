"""Spending. Goals: a quote of a basket of 20 lines with 30 live offers in at most 3 ms of our own time (the database's
time is told beside it); a million codes in at most 60 s and 500 MB, none twice. The references in the same run:
decoding the same basket, and a million random numbers put into a bare SQLite table.

`VAFA_BENCH_CODES` makes fewer codes.
"""

import os
import resource
import secrets
import sqlite3
from pathlib import Path
from statistics import median
from time import perf_counter

import django

CODES = int(os.environ.get("VAFA_BENCH_CODES", "1000000"))
QUOTES = 200


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    quote()
    codes()


def quote() -> None:
    import msgspec
    from django.db import connection

    from tests.people import TILL
    from tests.rooms.shop import Shop, off, percent, points
    from vafa.activities.actions import paying
    from vafa.checkout.shapes import BasketLine, Order

    shop = Shop()
    shop.cast.buys("sara", 100_000)
    for number in range(30):
        effect = percent(100 + number, lines={"categories": [f"c{number % 7}"]}) if number % 2 else off(50 + number)
        least = {"type": "amount_at_least", "minor": 1_000 * number}
        shop.offer(effect, name_en=f"Offer {number}", condition=least, priority=number + 1)
    lines = [BasketLine(1_000 + number, category=f"c{number % 7}", tax_basis_points=900) for number in range(20)]
    order = shop.order("sara", *lines, pay=[points(20)])
    house = shop.cast.house
    spent: list[float] = []

    def timed(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        start = perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            spent.append(perf_counter() - start)

    whole, database = [], []
    with connection.execute_wrapper(timed):
        for _ in range(QUOTES):
            spent.clear()
            start = perf_counter()
            told = paying.quote(house=house, source=TILL, order=order)
            whole.append(perf_counter() - start)
            database.append(sum(spent))
    own = median(each - theirs for each, theirs in zip(whole, database, strict=True)) * 1000
    plain = msgspec.json.encode(order)
    start = perf_counter()
    for _ in range(1000):
        msgspec.json.decode(plain, type=Order)
    decode = (perf_counter() - start) * 1000 / 1000
    print(
        f"quote, 20 lines, 30 offers ({len(told.bill.used)} used): {own:.2f} ms of our own (goal ≤ 3), "
        f"{median(database) * 1000:.2f} ms in the database; {own / decode:.0f} × decoding the basket"
    )


def codes() -> None:
    from tests.rooms.shop import off
    from vafa.base.models import Club
    from vafa.rewards.actions import batches
    from vafa.rewards.models import Voucher
    from vafa.rewards.shapes import BatchGiven

    club = Club.objects.get()
    given = BatchGiven(name_fa="بن", name_en="Voucher", effect=off(100))
    batch = batches.open_batch(club=club, given=given, origin="made", now=club.created_at)
    start = perf_counter()
    batches.make_codes(club=club, batch=batch, count=CODES)
    took = perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert Voucher.objects.filter(batch_id=batch.id).count() == CODES
    bare = _bare(Path(os.environ["VAFA_DATA"]) / "bare.sqlite3")
    print(
        f"{CODES:,} codes in {took:.1f} s (goal ≤ 60), {memory:.0f} MB (goal ≤ 500); {took / bare:.1f} × a bare table"
    )


def _bare(path: Path) -> float:
    start = perf_counter()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE code (value TEXT PRIMARY KEY)")
    for _ in range(0, CODES, 10_000):
        with connection:
            rows = ((f"{secrets.randbits(60):015x}",) for _ in range(min(10_000, CODES)))
            connection.executemany("INSERT INTO code VALUES (?)", rows)
    return perf_counter() - start


if __name__ == "__main__":
    main()
