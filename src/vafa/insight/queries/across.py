"""The club's history from the database, kept in this process and brought up to date by what a cheap probe finds new.

Activities are only inserted, so a count says whether anything came, and counts by day say where: only those days are
read again. A merge changes whose a purchase is, so it reads all again.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum

from vafa.activities.models import Activity
from vafa.engine.lots.shapes import Kind
from vafa.insight.history import History, Row, days_of, history_of, of_members
from vafa.insight.remembering import paced, remembered
from vafa.insight.statements import id_text, statement
from vafa.ledger.models import Account, Movement
from vafa.members.models import Member

KEPT_AT_ONCE = 8
DAYS_AT_ONCE = 40
_ALL = (date.min, date.max)
Key = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A history, and a token that changes with it."""

    history: History
    token: int


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock
    fresh: Fresh | None = None
    merged: Mapping[UUID, UUID] | None = None


_kept: OrderedDict[Key, _Kept] = OrderedDict()
_guard = threading.Lock()
_tokens = iter(range(1, 2**62))


def history(club_id: UUID, store: UUID | None = None, within: frozenset[UUID] | None = None) -> Fresh:
    """In: a club, one of its stores or all, and some of its members or all. Out: their purchases, some seconds old
    where reading them is dear."""
    whole = paced(("history", club_id, store), lambda: _as_of_now(club_id, store))
    if within is None:
        return whole
    key = ("history within", club_id, store, whole.token, within)
    return remembered(key, lambda: Fresh(of_members(whole.history, within), next(_tokens)))


def _as_of_now(club_id: UUID, store: UUID | None) -> Fresh:
    kept = _place((club_id, store))
    with kept.lock:
        merged = _merged(club_id)
        if kept.fresh is None or kept.merged != merged:
            kept.fresh = Fresh(history_of(_rows(club_id, store, *_ALL), merged), next(_tokens))
            kept.merged = merged
        elif _purchases(club_id, store).count() != kept.fresh.history.read:
            kept.fresh = Fresh(_caught_up(kept.fresh.history, club_id, store), next(_tokens))
        return kept.fresh


def forget() -> None:
    """Nothing is kept any more, as in a process that has just started."""
    with _guard:
        _kept.clear()


def books_token(club_id: UUID) -> tuple[int, int]:
    """Changes with each movement in the club's books: accounts, and the sum of their sequence numbers."""
    found = Account.objects.filter(club_id=club_id).aggregate(accounts=Count("id"), movements=Sum("seq"))
    return found["accounts"], found["movements"] or 0


def units_spent(club_id: UUID, since: datetime, until: datetime) -> dict[str, int]:
    """In: a club and a half-open span of happened time. Out: by unit what members spent in it, less what came back."""
    units = dict(Account.objects.filter(club_id=club_id).values_list("unit", "unit").distinct())
    found = {}
    for unit in units:
        rows = Movement.objects.filter(
            club_id=club_id, kind__in=(Kind.REDEMPTION, Kind.GIVE_BACK), happened_at__gte=since, happened_at__lt=until,
            account_id__in=Account.objects.filter(club_id=club_id, unit=unit).values("id"),
        )  # fmt: skip
        found[unit] = -(rows.aggregate(total=Sum("units"))["total"] or 0)
    return found


def history_token(club_id: UUID) -> tuple[int, datetime | None]:
    """Changes with each activity of the club: how many there are, and when the last was booked."""
    found = Activity.objects.filter(club_id=club_id).aggregate(rows=Count("*"), last=Max("booked_at"))
    return found["rows"], found["last"]


def _place(key: Key) -> _Kept:
    with _guard:
        if key not in _kept:
            _kept[key] = _Kept(threading.Lock())
        _kept.move_to_end(key)
        while len(_kept) > KEPT_AT_ONCE:
            _kept.popitem(last=False)
        return _kept[key]


def _caught_up(known: History, club_id: UUID, store: UUID | None) -> History:
    counts = _purchases(club_id, store).values_list("day").annotate(rows=Count("*")).values_list("day", "rows")
    changed = [day for day, rows in counts if _read(known, day) != rows]
    if len(changed) > DAYS_AT_ONCE:
        return known.with_days(days_of(_rows(club_id, store, *_ALL), known.places))
    rows = (row for day in sorted(changed) for row in _rows(club_id, store, day, day + timedelta(days=1)))
    return known.with_days(days_of(rows, known.places))


def _read(known: History, day: date) -> int:
    of_day = known.days.get(day.toordinal())
    return of_day.read if of_day else 0


def _merged(club_id: UUID) -> dict[UUID, UUID]:
    rows = Member.objects.filter(club_id=club_id, merged_into__isnull=False).values_list("id", "merged_into")
    return {member: into for member, into in rows if into is not None}


def _purchases(club_id: UUID, store: UUID | None) -> QuerySet[Activity]:
    rows = Activity.objects.filter(club_id=club_id, kind__in=("purchase", "return"))
    return rows.filter(store_id=store) if store else rows


def _rows(club_id: UUID, store: UUID | None, start: date, end: date) -> Iterator[Row]:
    place = "" if store is None else id_text(store)
    with connection.cursor() as cursor:
        cursor.execute(statement("purchases"), [id_text(club_id), start, end, place, place])
        yield from cursor
