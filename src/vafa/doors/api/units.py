"""Units: by state at present, as sums at two times, and the movements they came from."""

from typing import Annotated
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from ninja import Query

from vafa.activities.errors import UnknownUnit
from vafa.base import clock
from vafa.doors.api import bodies
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of, language
from vafa.doors.api.errors import WrongCursor
from vafa.doors.api.shapes import (
    BalanceRead,
    BalancesRead,
    EndingUnits,
    MovementRead,
    MovementsRead,
    UnitRead,
    UnitsRead,
)
from vafa.earning.queries import Judges
from vafa.ledger.models import Movement
from vafa.ledger.queries import states
from vafa.ledger.queries.history import movements as movements_of

LIMIT, LIMIT_MAX = 50, 200
_SALT = "vafa.api.movements"


@operation("GET", "/members/{uuid:member}/units", "units", "A member's units by state", {200: UnitsRead})
def units(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    id = caller.member(member)
    judges = Judges(caller.club)
    names = {unit.code: unit.name for unit in judges.on(caller.now).programme.units}
    read = []
    for unit in states.units_of(id, judges.units(), caller.now):
        name = names.get(unit.unit)
        read.append(
            UnitRead(
                unit=unit.unit,
                name=getattr(name, language()) if name else unit.unit,
                active=unit.active,
                pending=unit.pending,
                held=unit.held,
                spent=unit.spent,
                expired=unit.expired,
                owed=unit.owed,
                spendable=unit.spendable,
                endings=[EndingUnits(each.at, each.units) for each in unit.endings],
            )
        )
    return answer(UnitsRead(id, caller.now, read))


@operation(
    "GET",
    "/members/{uuid:member}/balances",
    "balances",
    "Sums of movements as of one time, as known at another",
    {200: BalancesRead},
)
def balances(
    request: HttpRequest,
    member: UUID,
    effective: Annotated[
        str, Query(format="date-time", description="An instant with its zone; the present, if left out")
    ] = "",
    known: Annotated[
        str, Query(format="date-time", description="An instant with its zone; the present, if left out")
    ] = "",
) -> HttpResponse:
    caller = caller_of(request)
    id = caller.member(member)
    happened_by = bodies.instant(effective, "effective") if effective else caller.now
    # a club that stands still books at its own present, which may be before or after the clock's
    known_by = bodies.instant(known, "known") if known else max(caller.now, clock.now())
    read = [
        BalanceRead(unit, states.balance_as_of(id, unit, happened_by, known_by)) for unit in Judges(caller.club).units()
    ]
    return answer(BalancesRead(id, happened_by, known_by, read))


@operation(
    "GET",
    "/members/{uuid:member}/movements",
    "movements",
    "Movements of one unit, newest first",
    {200: MovementsRead},
)
def movements(
    request: HttpRequest,
    member: UUID,
    unit: str,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT,
    cursor: str = "",
) -> HttpResponse:
    caller = caller_of(request)
    id = caller.member(member)
    if unit not in Judges(caller.club).units():
        raise UnknownUnit(unit=unit)
    before = _behind(cursor, id, unit) if cursor else None
    rows = movements_of(id, unit, before_seq=before, limit=limit + 1)
    more = len(rows) > limit
    following = signing.dumps([str(id), unit, rows[limit - 1].seq], salt=_SALT) if more else None
    page = MovementsRead(id, unit, [_read(caller, row) for row in rows[:limit]], following)
    if following is None:
        return answer(page)
    query = urlencode({"unit": unit, "limit": str(limit), "cursor": following})
    link = f'<{reverse("api:movements", kwargs={"member": member})}?{query}>; rel="next"'
    return answer(page, headers={"Link": link})


def _behind(cursor: str, member: UUID, unit: str) -> int:
    """The sequence number behind which a page begins. Refused: a cursor of another list, or none of ours."""
    try:
        of, named, seq = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise WrongCursor from None
    if (of, named) != (str(member), unit):
        raise WrongCursor
    return int(seq)


def _read(caller: Caller, row: Movement) -> MovementRead:
    return MovementRead(
        id=row.id, seq=row.seq, kind=row.kind, units=row.units, happened_at=row.happened_at, booked_at=row.booked_at,
        store=caller.store_code(row.store_id), source=row.source, reference=row.reference, reverses=row.reverses,
        transfer=row.transfer, award=row.award, hash=bytes(row.hash).hex(),
    )  # fmt: skip
