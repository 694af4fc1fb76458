"""A club's history judged again. Goals: 100,000 receipts a second and core, at most 1 GB, totals equal to what was
booked; a year of Journey in at most 5 s.

Receipts of three to eight lines, ten rules with caps and tiers; the reference, interleaved in the same run, is msgspec
decoding the bodies of the same receipts. `VAFA_BENCH_JOURNEY=1` replays a year of completejourney too, which takes a
minute and a half to book.
"""

import os
import resource
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import django

MEMBERS, RECEIPTS, YEAR, ROUNDS = 1_000, 20_000, 365, 5


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    tell("ten rules, 3 to 8 lines", small())
    if os.environ.get("VAFA_BENCH_JOURNEY"):
        tell("a year of completejourney", journey())
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if memory:
        print(f"  {memory:.0f} MB at most in a process of the backtest (goal ≤ 1,000)")


def small() -> Any:
    from bench.bench_engine import CAPS, RULES
    from bench.hot_world import CATEGORIES, phone
    from tests.laws.club import LADDER
    from tests.people import IMPORT, POINTS, make_cast
    from vafa.activities.shapes import Line, Purchase
    from vafa.base.clock import now
    from vafa.engine.earning.programme import Programme
    from vafa.members.actions.joining import Joining, join

    began = now() - timedelta(days=YEAR)
    cast, random = make_cast(Programme(1, (POINTS,), RULES, CAPS), ladder=LADDER), Random(1)
    cast.now = now()
    for start in range(0, MEMBERS, 500):
        people = [Joining(began, "counter", phone=phone(each)) for each in range(start, start + 500)]
        join(club=cast.club, people=people, now=cast.now)

    def receipt(number: int) -> Purchase:
        lines = tuple(
            Line(random.randint(100, 3_000), f"s{random.randint(1, 40)}", category=random.choice(CATEGORIES))
            for _ in range(random.randint(3, 8))
        )
        at = began + timedelta(days=YEAR * number / RECEIPTS)
        return Purchase(f"R{number}", lines, card=phone(random.randrange(MEMBERS)), store="centre", happened_at=at)

    for start in range(0, RECEIPTS, 2_000):
        done = cast.record(*(receipt(start + each) for each in range(2_000)), source=IMPORT)
        assert all(outcome.status == "booked" for outcome in done)
    return cast.club


def journey() -> Any:
    from vafa.demo import ahead, progress
    from vafa.demo.journey import club as year
    from vafa.demo.replay import replay, unpacked

    club = year.make()
    progress.plan({year.SLUG: year.TOTALS})
    replay(club, unpacked(ahead.arrivals("vafa.demo.journey.club:arrivals")), lambda done: None)
    return club


def tell(what: str, club: Any) -> None:
    from vafa.activities.models import Activity
    from vafa.base.clock import club_now
    from vafa.insight.backtest import running
    from vafa.insight.backtest.in_force import in_force
    from vafa.insight.backtest.rows import sold_in
    from vafa.insight.backtest.running import Span

    now = club_now(club)
    bodies = [row["body"] for row in _texts(club)]
    figures: dict[str, list[float]] = {"decoding": [], "one core": [], "all cores": [], "as booked": []}
    for _ in range(ROUNDS):
        start = perf_counter()
        for body in bodies:
            sold_in(body)
        figures["decoding"].append(len(bodies) / (perf_counter() - start))
        for name, cores in (("one core", 1), ("all cores", None)):
            start = perf_counter()
            (totals,) = running.backtest(club, [in_force(club, now)], Span(None, now), cores=cores)
            figures[name].append(totals.receipts / (perf_counter() - start))
        start = perf_counter()
        assert running.replay(club, cores=1) == []
        figures["as booked"].append(totals.receipts / (perf_counter() - start))
    booked = sum(award["units"] for row in Activity.objects.filter(club_id=club.id) for award in row.awards)
    rates = {name: median(each) for name, each in figures.items()}
    print(f"{what}: {totals.receipts:,} receipts")
    for name, rate in rates.items():
        print(f"  {name}: {rate:,.0f}/s, {rate / rates['decoding']:.2f} of decoding their bodies")
    print(
        f"  one core took {totals.receipts / rates['one core']:.1f} s, all {totals.receipts / rates['all cores']:.1f} s"
    )
    given = sum(units.given for units in totals.units.values())
    print(f"  {given:,} units, {booked:,} were booked")


def _texts(club: Any) -> Any:
    from vafa.activities.models import Activity
    from vafa.base import reads

    rows = reads.select(Activity, ("body",), {"club_id": club.id, "kind": "purchase"}, as_text=("body",))
    return [{"body": body} for (body,) in rows]


if __name__ == "__main__":
    main()
