"""Units of all members at several instants, from one look at the lots that are due."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from vafa.insight.statements import id_text, statement
from vafa.ledger.models import Account

Three = tuple[datetime, datetime, datetime]


def outstanding_at(club_id: UUID, instants: Three) -> dict[str, list[int]]:
    """In: a club and three instants, ascending. Out: by unit, what is out at each if nothing happens until then: the
    same as `ledger.queries.across.outstanding`, which reads every lot for each. Balances, less what has ended by then
    without having been swept: a balance is what lots have left, less what is owed."""
    ended = _ended(club_id, instants)
    return {
        unit: [balance - ended[unit, place] for place in range(len(instants))]
        for unit, balance in balances(club_id).items()
    }


def balances(club_id: UUID) -> dict[str, int]:
    """Out: by unit the sum of all balances, swept or not."""
    rows = Account.objects.filter(club_id=club_id).values_list("unit").annotate(total=Sum("balance"))
    return dict(rows.values_list("unit", "total"))


def moved(club_id: UUID, start: datetime, end: datetime) -> dict[str, list[tuple[str, str, int, int]]]:
    """In: a club and a half-open span of booked time. Out: by unit rows of (kind, system account, units booked before
    it, units booked in it), signed from the members' side."""
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    first, last = _time(start), _time(end)
    for unit, kind, system, before, within in _rows("units_moved", [first, first, id_text(club_id), last]):
        found.setdefault(unit, []).append((kind, system, before, within))
    return found


class Earned(NamedTuple):
    """Units that were earned in a minute, and how many of them are left."""

    at: datetime
    units: int
    left: int


class Gone(NamedTuple):
    """Units that were earned in one minute and left in another: `spent`, or ended, taken back, cancelled."""

    earned_at: datetime
    at: datetime
    units: int
    spent: bool


def lots(club_id: UUID) -> dict[str, list[Earned]]:
    """Out: by unit what was earned of it, wherever it is now."""
    found: dict[str, list[Earned]] = {}
    for unit, born, units, left in _rows("units_lots", [id_text(club_id)] * 2, begins="units_earned"):
        found.setdefault(unit, []).append(Earned(_minute(born), int(units), int(left)))
    return found


def drawn(club_id: UUID) -> dict[str, list[Gone]]:
    """Out: by unit what became of it once it was earned; a move to another account is no leaving."""
    found: dict[str, list[Gone]] = {}
    for unit, born, gone, spent, units in _rows("units_drawn", [id_text(club_id)] * 2, begins="units_earned"):
        found.setdefault(unit, []).append(Gone(_minute(born), _minute(gone), int(units), bool(spent)))
    return found


def _minute(text: str) -> datetime:
    """As both databases write one, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _ended(club_id: UUID, instants: Three) -> Counter[tuple[str, int]]:
    club, times = id_text(club_id), [_time(each) for each in instants]
    ended: Counter[tuple[str, int]] = Counter()
    sliding = set()
    for unit, days, *units in _rows(
        "units_ended", [*(time for each in times for time in (each, each)), club, times[-1]]
    ):
        ended.update({(unit, place): count for place, count in enumerate(units)})
        sliding |= {days} - {None}
    for days in sorted(sliding):
        for place, instant in enumerate(instants):
            since, at = _time(instant - timedelta(days=days)), _time(instant)
            for unit, count in _rows("units_ended_sliding", [since, at, since, at, club, days, at]):
                ended[unit, place] += count
    return ended


def _rows(name: str, parameters: Sequence[Any], begins: str = "") -> list[tuple[Any, ...]]:
    text = (statement(begins) if begins else "") + statement(name)
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _time(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)
