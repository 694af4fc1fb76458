"""The lake of the Journey year: made, refreshed, asked for its figures at once, ten and fifty times its size, and what
members will buy; beside pandas and implicit in the same run.

Goals (ANALYTICS): refresh ≤ 6 s; figures ≤ 1.5 s, 4 s, 20 s in 1 GB; buy again NDCG@10 ≥ .40, new HR@10 ≥ .30.
"""

import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

TIMES = (1, 10, 50)
END = date(2018, 1, 1)
NOW = datetime(2018, 1, 1, 4, 59, tzinfo=UTC)
MEMORY = "600MB"
_COLUMNS = (
    "member_id", "id", "club_id", "kind", "source", "reference", "happened_at", "booked_at", "counts_at", "day",
    "store_id", "terminal", "channel", "version", "net_minor", "discount_minor", "cost_minor", "payable_minor",
    "purchases", "original", "body", "facts", "awards",
)  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["figures"]:
        return figures(int(sys.argv[2]))
    if "DATABASE_URL" not in os.environ:
        folder = tempfile.mkdtemp(prefix="vafa-lake-")
        os.environ |= {"DATABASE_URL": f"sqlite://{folder}/bench.sqlite3", "VAFA_DATA": folder}
    os.environ |= {"VAFA_SECRET_KEY": "bench", "DJANGO_SETTINGS_MODULE": "vafa.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    club = filled()
    refreshes(club)
    for times in TIMES:
        larger(club, times)
        subprocess.run([sys.executable, __file__, "figures", str(times)], check=True)
    lists(club)
    return None


def filled():  # type: ignore[no-untyped-def]
    """The real receipts, as the books keep them."""
    from vafa.activities import stored
    from vafa.activities.models import Activity
    from vafa.base import sql
    from vafa.base.ids import new_id
    from vafa.base.models import Club
    from vafa.demo.journey.receipts import card, households, instant, receipts
    from vafa.engine.calendar.periods import local_date
    from vafa.members.models import Member

    club = Club.objects.create(
        slug="bench", name_fa="b", name_en="b", language="en", calendar="gregorian", time_zone="America/New_York",
        currency="USD", country="US", largest_receipt_minor=10**9, created_at=NOW - timedelta(days=900),
    )  # fmt: skip
    ids = {card(household): new_id() for household, _, _ in households()}
    Member.objects.bulk_create(
        [
            Member(id=id, club_id=club.id, joined_at=NOW - timedelta(days=800), join_channel="counter")
            for id in ids.values()
        ]
    )
    rows = []
    for at, receipt in receipts():
        when = instant(at)
        discount = sum(line.discount_minor for line in receipt.lines)
        net = sum(line.amount_minor for line in receipt.lines) - discount
        rows.append((
            ids[receipt.card], new_id(), club.id, "purchase", "bench", receipt.reference, when, when, when,
            local_date(when, club.zone), None, "", "till", 1, net, discount, None, net, 1, None,
            stored.body_of(receipt), {}, [],
        ))  # fmt: skip
        if len(rows) == 20_000:
            sql.insert(Activity, _COLUMNS, rows)
            rows = []
    sql.insert(Activity, _COLUMNS, rows)
    return club


def refreshes(club) -> None:  # type: ignore[no-untyped-def]
    from vafa.activities.models import Activity
    from vafa.base import sql
    from vafa.base.ids import new_id
    from vafa.insight.lake.reading import contents
    from vafa.insight.lake.refreshing import refresh

    import_pandas_now()
    first = refresh(club=club, now=NOW)
    rows = contents(club.id)
    size = sum(each[2] for each in rows.values()) / 2**20
    print(f"lake of {rows['lines'][1]:,} lines: {first.took_s:.1f} s (goal ≤ 6), {size:.0f} MB; "
          f"process at most {memory():.0f} MB")  # fmt: skip
    again = refresh(club=club, now=NOW)
    member = Activity.objects.filter(club_id=club.id).first().member_id
    sql.insert(Activity, _COLUMNS, [(
        member, new_id(), club.id, "purchase", "bench", "new", NOW, NOW, NOW, date(2017, 12, 31), None, "", "till", 1,
        100, 0, None, 100, 1, None, {"lines": [["x", "", "", "", [], 1, 100, 0, None]]}, {}, [],
    )])  # fmt: skip
    one = refresh(club=club, now=NOW)
    print(f"refresh with nothing new {again.took_s * 1000:.0f} ms, with one receipt more {one.took_s * 1000:.0f} ms")


def import_pandas_now() -> None:
    """DuckDB looks for pandas when it is handed columns; where it is installed its import would be counted."""
    import pandas  # noqa: F401


def memory() -> float:
    """The most that this process took, in MB; of what it was started by nothing counts."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


def larger(club, times: int) -> None:  # type: ignore[no-untyped-def]
    """The basket layer so many times, each time with members of its own."""
    import duckdb

    from vafa.insight.lake import manifest
    from vafa.insight.lake.places import folder_of

    source, target = folder_of(club.id), folder_of(UUID(int=times))
    known, made = manifest.read(source), manifest.Manifest(refreshed_at=NOW.isoformat())
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for part in known.parts["baskets"]:
            path = target / "baskets" / part.month / "all.parquet"
            path.parent.mkdir(parents=True)
            connection.read_parquet(str(source / part.file)).create_view("once", replace=True)
            connection.execute("CREATE OR REPLACE TABLE times AS SELECT range AS number FROM range(?)", [times])
            many = connection.sql(
                "SELECT once.* REPLACE ("
                "(lpad(to_hex(number), 8, '0') || right(replace(member::VARCHAR, '-', ''), 24))::UUID AS member,"
                " uuid() AS basket) FROM once, times ORDER BY day, basket"
            )
            many.write_parquet(str(path), compression="zstd")
            made.add("baskets", manifest.Part(
                f"baskets/{part.month}/all.parquet", part.month, part.rows * times, path.stat().st_size,
                manifest.digest(path),
            ))  # fmt: skip
    manifest.write(target, made)


def figures(times: int) -> None:
    """In a process of its own, so that its memory can be told; the second time, as on a running server."""
    os.environ["VAFA_LAKE_MEMORY"] = MEMORY
    import django

    django.setup()
    from vafa.engine.calendar.periods import GREGORIAN
    from vafa.insight.kpis import kpis, over_lake
    from vafa.insight.lake.reading import opened
    from vafa.insight.metrics.breakdown import Scope, choose
    from vafa.insight.shapes import Span

    took = []
    for _ in range(3):
        start = perf_counter()
        with opened(UUID(int=times)) as lake:
            choose(lake, Scope())
            found = kpis(over_lake(lake), Span(date(2017, 10, 1), END), END, GREGORIAN)
        took.append(perf_counter() - start)
    goal = {1: 1.5, 10: 4, 50: 20}[times]
    print(f"figures over {1.47 * times:.1f} M lines, {155_848 * times:,} baskets: {min(took):.2f} s, first "
          f"{took[0]:.2f} (goal ≤ {goal}), {memory():.0f} MB (goal ≤ 1,024); top fifth "
          f"{found.concentration.top_share:.4f}")  # fmt: skip
    if times == 1:
        beside_pandas(min(took))


def beside_pandas(ours: float) -> None:
    """RFM, cohorts, N·V·F·S, lapsed loyal and concentration once more, as one writes them with pandas."""
    import pandas as pd

    from vafa.insight.lake import manifest
    from vafa.insight.lake.places import folder_of

    folder = folder_of(UUID(int=1))
    start = perf_counter()
    frame = pd.concat([pd.read_parquet(folder / file) for file in manifest.read(folder).files("baskets")])
    frame["day"] = pd.to_datetime(frame["day"])
    late = frame[frame.day >= "2017-10-01"]
    buyers = late.groupby("member").agg(net=("net", "sum"), purchases=("purchases", "sum"))
    assert len(buyers) > 0
    year = frame.groupby("member").agg(last=("day", "max"), days=("day", "nunique"), net=("net", "sum"))
    for name in year:
        year[f"{name}_fifth"] = pd.qcut(year[name].rank(method="first"), 5, labels=False)
    frame["month"] = frame.day.dt.to_period("M")
    first = frame.groupby("member").month.min().rename("cohort")
    frame.join(first, on="member").groupby(["cohort", "month"]).member.nunique()
    visits = frame.drop_duplicates(["member", "day"]).sort_values(["member", "day"])
    visits.groupby("member").day.diff().dt.days.median()
    ranked = buyers.net.sort_values(ascending=False)
    ranked.head(-(-len(ranked) // 5)).sum()
    theirs = perf_counter() - start
    print(f"the same with pandas: {theirs:.2f} s; theirs by ours {theirs / ours:.1f}")


def lists(club) -> None:  # type: ignore[no-untyped-def]
    """Trained before 2017-12-01, tried on December; products with ten buyers or more."""
    from vafa.insight.actions import suggesting
    from vafa.insight.lake.reading import opened
    from vafa.insight.predicting import recommending

    with opened(club.id) as lake:
        bought = suggesting.bought_of(lake, END, 1, 0, hidden=31)
    start = perf_counter()
    trial = recommending.tried(bought, 31)
    print(f"buy again: NDCG@10 {trial.ndcg:.3f} (goal ≥ .40; what everybody buys {trial.ndcg_popular:.3f}) over "
          f"{trial.members_again:,}; new: HR@10 {trial.hit_rate:.3f} (goal ≥ .30; popular "
          f"{trial.hit_rate_popular:.3f}) over {trial.members_new:,}; {perf_counter() - start:.0f} s")  # fmt: skip
    beside_implicit(bought, recommending)


def beside_implicit(bought, recommending) -> None:  # type: ignore[no-untyped-def]
    from implicit.nearest_neighbours import BM25Recommender

    before, later = bought.since(31), bought.within(0, 31)
    counts = before.counted()
    start = perf_counter()
    model = BM25Recommender(K=200)
    model.fit(counts, show_progress=False)
    again, new = recommending._split(later, counts)
    counts = counts.tocsr()
    with_known, _ = model.recommend(range(counts.shape[0]), counts, N=10, filter_already_liked_items=False)
    without, _ = model.recommend(range(counts.shape[0]), counts, N=10, filter_already_liked_items=True)
    found = recommending.ndcg(with_known.tolist(), again), recommending.hit_rate(without.tolist(), new)
    print(f"implicit (BM25, 200 neighbours): NDCG@10 {found[0]:.3f}, HR@10 {found[1]:.3f}; "
          f"{perf_counter() - start:.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
