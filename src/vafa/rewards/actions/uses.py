"""Uses: reserved by a hold, then used, let go, or given back with the basket. Budgets and codes go along."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F

from vafa.base import counters, sql
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine.calendar.periods import local_date
from vafa.rewards.models import Batch, Use, Voucher

_COLUMNS = ("member_id", "id", "club_id", "what", "code", "checkout_id", "state", "ends_at", "minor", "at", "day")


class Wanted(NamedTuple):
    """Something to be used: what, by which code, for how much money, and out of which counters (id, how many)."""

    what: UUID
    code: str
    minor: int
    counters: tuple[tuple[UUID, int], ...]


class Gone(Exception):
    """Somebody else took the last of it between our look and our hand."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted


@transaction.atomic
def reserve(
    *, club: Club, member: UUID, checkout: UUID, wanted: Sequence[Wanted], now: datetime, ends_at: datetime
) -> None:
    """In: what a hold uses. Raises Gone for the first that is not there any more; then nothing was reserved."""
    for each in wanted:
        if not all(counters.reserve(counter, count) for counter, count in each.counters):
            raise Gone(each)
        if each.code and not _take_code(club.id, each.code):
            raise Gone(each)
    day = local_date(now, club.zone)
    rows = [
        (member, new_id(), club.id, each.what, each.code, checkout, "reserved", ends_at, each.minor, now, day)
        for each in wanted
    ]
    sql.insert(Use, _COLUMNS, rows)


def _take_code(club_id: UUID, code: str) -> bool:
    """One use of the code, if one is left; its batch says how many it has."""
    voucher = Voucher.objects.filter(club_id=club_id, code=code, ended_at=None)
    batch = voucher.values_list("batch_id", flat=True).first()
    if batch is None:
        return False
    uses = Batch.objects.values_list("uses", flat=True).get(id=batch)
    return voucher.filter(taken__lt=uses).update(taken=F("taken") + 1) == 1


def use(*, member: UUID, checkout: UUID, wanted: Sequence[Wanted]) -> None:
    """What a hold had reserved is used by its capture."""
    Use.objects.filter(member_id=member, checkout_id=checkout, state="reserved").update(state="used", ends_at=None)
    for each in wanted:
        for counter, count in each.counters:
            counters.use(counter, count, count)


def let_go(*, club: Club, member: UUID, checkout: UUID, wanted: Sequence[Wanted]) -> None:
    """What a hold had reserved is free again."""
    Use.objects.filter(member_id=member, checkout_id=checkout, state="reserved").update(state="let_go", ends_at=None)
    for each in wanted:
        for counter, count in each.counters:
            counters.use(counter, count, 0)
        _code_back(club.id, each.code)


def give_back(*, club: Club, member: UUID, checkout: UUID, wanted: Sequence[Wanted]) -> None:
    """The basket is back, and these come back with it: limits, codes and budgets are as before."""
    for each in wanted:
        rows = Use.objects.filter(member_id=member, checkout_id=checkout, what=each.what, code=each.code, state="used")
        if not rows.update(state="given_back"):
            continue
        for counter, count in each.counters:
            counters.refill(counter, count)
        _code_back(club.id, each.code)


def _code_back(club_id: UUID, code: str) -> None:
    if code:
        Voucher.objects.filter(club_id=club_id, code=code, taken__gt=0).update(taken=F("taken") - 1)
