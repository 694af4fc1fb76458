"""What the lake takes from the database: which days it lacks something of, and rows in bites of a bounded size."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q

from vafa.base import reads
from vafa.insight.lake.manifest import Day
from vafa.insight.statements import id_text, statement
from vafa.ledger.models import Account, Movement
from vafa.members.models import Member
from vafa.segments.models import Membership
from vafa.tiers.models import Standing

BITE: Final = 25_000
"""Rows at once: a supermarket's receipts with their lines are some 25 MB."""
ACCOUNTS_AT_ONCE: Final = 2_000
ROWS: Final = (
    "id_text", "member_text", "kind", "day_text", "happened_text", "booked_text", "store_text", "terminal", "channel",
    "net_minor", "discount_minor", "cost_minor", "purchases", "original_text", "body_text", "facts_text", "awards_text",
)  # fmt: skip
MOVEMENTS: Final = (
    "id", "member_id", "account_id", "seq", "kind", "system", "units", "happened_at", "booked_at", "partner_id",
    "store_id", "source", "award", "reverses",
)  # fmt: skip
KNOWN: Final = ("given_name", "gender", "birthday", "email")
"""Of a profile; the lake holds how many of them are filled, and what stands there stays here."""
ACCOUNTS: Final = ("id", "member_id", "unit", "seq")
PEOPLE: Final = (
    "id", "merged_into", "joined_at", "join_channel", "home_store_id", "left_at", *KNOWN,
)  # fmt: skip
Row = tuple[Any, ...]


def days(club_id: UUID) -> dict[str, Day]:
    """Out: by business date how many activities the database has of it, and what they add up to."""
    with connection.cursor() as cursor:
        cursor.execute(statement("lake_days"), [id_text(club_id)])
        return {day: Day(activities, int(net)) for day, activities, net in cursor}


def bites(wanted: Iterable[str], counts: Mapping[str, Day]) -> list[tuple[date, date]]:
    """In: business dates, and how much there is of each. Out: spans of them, half open, each of at most a bite of rows
    where a day alone is not more."""
    spans: list[tuple[date, date]] = []
    rows = 0
    for day in sorted(map(date.fromisoformat, wanted)):
        count = counts[day.isoformat()].activities
        if spans and spans[-1][1] == day and rows + count <= BITE:
            spans[-1], rows = (spans[-1][0], day + timedelta(days=1)), rows + count
        else:
            spans.append((day, day + timedelta(days=1)))
            rows = count
    return spans


def activities(club_id: UUID, start: date, end: date) -> list[Row]:
    """In: business dates, half open. Out: everything that happened on them, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(statement("lake_rows"), [id_text(club_id), start, end])
        found: list[Row] = cursor.fetchall()
    return found


def accounts(club_id: UUID) -> Sequence[Row]:
    """Out: every account with the number of its last movement; ids and instants as the database has them."""
    return reads.select(Account, ACCOUNTS, {"club_id": club_id}, as_text=ACCOUNTS)


def movements(behind: Sequence[tuple[UUID, UUID, int, int]]) -> Iterator[Sequence[Row]]:
    """In: accounts as (member, account, the last movement the lake has, the last there is). Out: the movements since,
    in bites, with some that the lake has too."""
    ordered = sorted(behind, key=lambda each: (each[2], each[0].int))
    ends, rows = [0], 0
    for place, (_, _, known, last) in enumerate(ordered):
        if rows + last - known > BITE or place - ends[-1] >= ACCOUNTS_AT_ONCE:
            ends.append(place)
            rows = 0
        rows += last - known
    for start, end in pairwise([*ends, len(ordered)]):
        if bite := ordered[start:end]:
            where = {"member_id__in": {each[0] for each in bite}, "account_id__in": {each[1] for each in bite}}
            yield reads.select(Movement, MOVEMENTS, where | {"seq__gt": bite[0][2]}, as_text=MOVEMENTS)


def people_token(club_id: UUID) -> str:
    """Changes when somebody joins, leaves or is merged, when a profile is filled or a home store is moved, and when a
    standing or a segment is judged anew."""
    everybody = Member.objects.filter(club_id=club_id)
    filled = {
        name: Count("id", filter=Q(birthday__isnull=False) if name == "birthday" else ~Q(**{name: ""}))
        for name in KNOWN
    }  # fmt: skip
    joined = everybody.aggregate(Count("id"), Count("merged_into"), Count("left_at"), Max("joined_at"), **filled)
    homes = everybody.order_by("home_store_id").values_list("home_store_id").annotate(Count("id"))
    stood = Standing.objects.filter(club_id=club_id).aggregate(Count("id"), Max("since"))
    grouped = Membership.objects.filter(club_id=club_id).aggregate(Count("id"), Max("since"), Max("as_of"))
    told = (*joined.values(), *stood.values(), *grouped.values(), *(each for home in homes for each in home))
    return " ".join(map(str, told))


def people(club_id: UUID) -> Iterator[Row]:
    """Out: (member, whose membership it is now, when they joined, by which channel, home store, when they left, tier,
    how much of their profile is filled, from 0 to 4); no name, no phone, no birthday."""
    tiers = dict(reads.select(Standing, ("member_id", "tier"), {"club_id": club_id}))
    rows = reads.select(Member, PEOPLE, {"club_id": club_id}, as_text=KNOWN)
    into = {row[0]: row[1] for row in rows if row[1] is not None}
    for member, _, joined_at, channel, store, left_at, *profile in rows:
        holder = member
        while holder in into:
            holder = into[holder]
        known = sum(1 for each in profile if each)
        yield member, holder, joined_at, channel, store, left_at, tiers.get(holder, ""), known


def groups(club_id: UUID) -> Sequence[Row]:
    """Out: (member, segment) of everybody who is in one."""
    return reads.select(Membership, ("member_id", "segment"), {"club_id": club_id})
