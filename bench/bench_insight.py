"""The overview of a club as large as the Journey year: made the first time, after one more purchase, and again."""

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vafa.base.models import Club

MEMBERS, PURCHASES, ROUNDS, ROWS_AT_ONCE = 2_469, 155_848, 5, 5_000
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
NOW = datetime(2026, 1, 1, 4, tzinfo=UTC)
DAYS_SHOWN = (90, 365)
_MEMBER = (
    "id", "club_id", "given_name", "family_name", "search_name", "gender", "email", "language", "tags", "joined_at",
    "join_channel",
)  # fmt: skip
_ACTIVITY = (
    "member_id", "id", "club_id", "kind", "source", "reference", "happened_at", "booked_at", "counts_at", "day",
    "terminal", "channel", "version", "net_minor", "discount_minor", "cost_minor", "payable_minor", "purchases", "body",
    "awards",
)  # fmt: skip
_ACCOUNT = ("member_id", "id", "club_id", "unit", "balance", "seq", "head")
_LOT = (
    "member_id", "id", "club_id", "account_id", "movement_id", "owed", "units", "remaining", "partner_id", "graced",
    "born_at", "active_from", "expires_at", "bought", "due_at",
)  # fmt: skip


def main() -> None:
    """Prints milliseconds, the best and the middle of five; on DATABASE_URL, or else on an SQLite file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite://{Path(folder) / 'bench.sqlite3'}")
        os.environ |= {"VAFA_DATA": folder, "VAFA_SECRET_KEY": "bench", "DJANGO_SETTINGS_MODULE": "vafa.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        club = _club()
        for days in DAYS_SHOWN:
            _measure(club, days)


def _measure(club: "Club", days: int) -> None:
    from vafa.insight import remembering
    from vafa.insight.overview import overview
    from vafa.insight.queries import across
    from vafa.insight.shapes import Span

    end = LAST + timedelta(days=1)
    span = Span(end - timedelta(days=days), end)

    def forget() -> None:
        across.forget()
        remembering.forget()

    def show() -> None:
        overview(club, span, NOW)

    _report(f"overview of {days} days, first time in a process", show, forget)
    _report(f"overview of {days} days, after one more purchase", show, lambda: _buy_one(club))
    _report(f"overview of {days} days, again", show, lambda: None)


def _report(label: str, act: Callable[[], None], before: Callable[[], None]) -> None:
    taken = []
    for _ in range(ROUNDS):
        before()
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    print(f"{label}: {taken[0]:.0f} ms at best, {taken[ROUNDS // 2]:.0f} ms in the middle")


def _club() -> "Club":
    """Members come with very different appetites, as people do; half of what they earned is spent."""
    from django.db import transaction

    from vafa.activities.models import Activity
    from vafa.base import sql
    from vafa.base.ids import new_ids
    from vafa.ledger.models import Account, Lot
    from vafa.members.models import Member

    club, chance = _made(), random.Random(1405)
    members, accounts = new_ids(MEMBERS), new_ids(MEMBERS)
    joined = datetime.combine(FIRST, datetime.min.time(), UTC)
    weights = [chance.paretovariate(1.2) for _ in members]
    days = sorted(chance.randrange((LAST - FIRST).days + 1) for _ in range(PURCHASES))
    buyers = chance.choices(range(MEMBERS), weights, k=PURCHASES)
    with transaction.atomic():
        people = [(id, club.id, "", "", "", "", "", "", [], joined, "counter") for id in members]
        sql.insert(Member, _MEMBER, people)
        owned = [(m, a, club.id, "points", 0, 60, b"") for m, a in zip(members, accounts, strict=True)]
        sql.insert(Account, _ACCOUNT, owned)
        for start in range(0, PURCHASES, ROWS_AT_ONCE):
            part = range(start, min(PURCHASES, start + ROWS_AT_ONCE))
            ids, lots = new_ids(len(part)), []
            rows = [_purchase(club, members[buyers[n]], id, days[n], n) for n, id in zip(part, ids, strict=True)]
            sql.insert(Activity, _ACTIVITY, rows)
            for n, id in zip(part, ids, strict=True):
                lots.append(
                    _lot(club, members[buyers[n]], accounts[buyers[n]], id, joined + timedelta(days=days[n]), n)
                )
            sql.insert(Lot, _LOT, lots)
    return club


def _purchase(club: "Club", member: Any, id: Any, day: int, number: int) -> tuple[Any, ...]:
    at = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=15)
    net = 100 + number * 7919 % 6000
    body = {"lines": [["sku", "name", "category", "brand", [], 1, net, 0, net // 2]] * 6}
    return (
        member, id, club.id, "purchase", "till", str(number), at, at, at, at.date(), "", "", 1, net, net // 9, net // 2,
        net, 1, body, [],
    )  # fmt: skip


def _lot(club: "Club", member: Any, account: Any, id: Any, at: datetime, number: int) -> tuple[Any, ...]:
    ends, left = at + timedelta(days=400), number % 2 * 25
    return member, id, club.id, account, id, False, 50, left, club.id, False, at, at, ends, False, ends


def _buy_one(club: "Club") -> None:
    """With a movement in the books, as recording would write: figures of units are made again too."""
    from django.db.models import F

    from vafa.activities.models import Activity
    from vafa.base import sql
    from vafa.base.ids import new_id
    from vafa.ledger.models import Account
    from vafa.members.models import Member

    member = Member.objects.filter(club_id=club.id).values_list("id", flat=True)[0]
    sql.insert(Activity, _ACTIVITY, [_purchase(club, member, new_id(), (LAST - FIRST).days, 1)])
    Account.objects.filter(member_id=member).update(seq=F("seq") + 1)


def _made() -> "Club":
    from vafa.base.models import Club
    from vafa.earning.actions import publish
    from vafa.engine.earning.effects import UnitsPerMoney
    from vafa.engine.earning.programme import Programme, Rule, Unit
    from vafa.engine.earning.words import Name

    created = NOW - timedelta(days=400)
    club = Club.objects.create(
        slug=f"bench-{os.getpid()}", name_fa="آزمون", name_en="Bench", language="en", calendar="gregorian",
        time_zone="America/New_York", currency="USD", country="US", largest_receipt_minor=10**9, created_at=created,
    )  # fmt: skip
    points = Name("امتیاز", "points")
    rule = Rule("base", points, UnitsPerMoney("points", 1, 100))
    programme = Programme(1, (Unit("points", points, value_minor_per=(1, 1)),), (rule,))
    publish(club=club, programme=programme, starts_at=created, now=NOW)
    return club


if __name__ == "__main__":
    main()
