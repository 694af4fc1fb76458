"""Uses: reserved by a hold, then used, let go, or given back with the basket. Budgets and codes go along."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
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


def _counted(wanted: Sequence[Wanted]) -> list[tuple[UUID, int, Wanted]]:
    """Counters in the order of their ids: two baskets that meet the same ones take them in one order and never wait for
    each other in a ring."""
    parts = [(counter, count, each) for each in wanted for counter, count in each.counters]
    return sorted(parts, key=lambda part: part[0])


def _coded(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Codes in one order too, and after the counters."""
    return sorted((each for each in wanted if each.code), key=lambda each: each.code)


@transaction.atomic
def reserve(
    *, club: Club, member: UUID, checkout: UUID, wanted: Sequence[Wanted], now: datetime, ends_at: datetime
) -> None:
    """In: what a hold uses. Raises Gone for the first that is not there any more; then nothing was reserved."""
    for counter, count, each in _counted(wanted):
        if not counters.reserve(counter, count):
            raise Gone(each)
    for each in _coded(wanted):
        if not _take_code(club.id, each.code):
            raise Gone(each)
    day = local_date(now, club.zone)
    keep(
        (member, new_id(), club.id, each.what, each.code, checkout, "reserved", ends_at, each.minor, now, day)
        for each in wanted
    )


def keep(rows: Iterable[tuple[Any, ...]]) -> None:
    """In: member, id, club, what was used, its code, the checkout or redemption, state, end, money, instant and day."""
    sql.insert(Use, _COLUMNS, list(rows))


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
    for counter, count, _ in _counted(wanted):
        counters.use(counter, count, count)


def let_go(*, club: Club, member: UUID, checkout: UUID, wanted: Sequence[Wanted]) -> None:
    """What a hold had reserved is free again."""
    Use.objects.filter(member_id=member, checkout_id=checkout, state="reserved").update(state="let_go", ends_at=None)
    for counter, count, _ in _counted(wanted):
        counters.use(counter, count, 0)
    _codes_back(club.id, wanted)


def give_back(*, club: Club, member: UUID, checkout: UUID, wanted: Sequence[Wanted]) -> None:
    """The basket is back, and these come back with it: limits, codes and budgets are as before."""
    rows = Use.objects.filter(member_id=member, checkout_id=checkout, state="used")
    back = [each for each in wanted if rows.filter(what=each.what, code=each.code).update(state="given_back")]
    for counter, count, _ in _counted(back):
        counters.refill(counter, count)
    _codes_back(club.id, back)


def _codes_back(club_id: UUID, wanted: Sequence[Wanted]) -> None:
    for each in _coded(wanted):
        Voucher.objects.filter(club_id=club_id, code=each.code, taken__gt=0).update(taken=F("taken") - 1)
