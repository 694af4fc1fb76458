"""Counters with a ceiling: every change is one conditional update, so that whoever comes too late gets nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from vafa.base import reads, sql
from vafa.base.ids import new_id
from vafa.base.models import Club, Counter


def make(club: Club, most: int | None) -> Counter:
    return Counter.objects.create(id=new_id(), club=club, most=most)


def reserve(counter: UUID, count: int) -> bool:
    """Out: were there so many left? Then they are set aside."""
    room = Q(most__isnull=True) | Q(most__gte=F("reserved") + F("used") + count)
    return Counter.objects.filter(room, id=counter).update(reserved=F("reserved") + count) == 1


def use(counter: UUID, reserved: int, used: int) -> None:
    """Of so many reserved so many were used, never more; the rest is free again."""
    assert 0 <= used <= reserved
    Counter.objects.filter(id=counter).update(reserved=F("reserved") - reserved, used=F("used") + used)


@dataclass(slots=True)
class Locked:
    """A counter nobody else changes until the transaction ends."""

    most: int | None
    reserved: int
    used: int

    def take(self, count: int) -> bool:
        """Out: were there so many left? Then they are used."""
        if self.most is not None and self.reserved + self.used + count > self.most:
            return False
        self.used += count
        return True


def lock(counters: Collection[UUID]) -> dict[UUID, Locked]:
    """In a transaction: counters that many take from at once, locked in the order of their ids; `write` ends it."""
    columns = ("id", "most", "reserved", "used")
    rows = reads.select(Counter, columns, {"id__in": set(counters)}, order=("id",), lock=True)
    return {id: Locked(*figures) for id, *figures in rows}


def write(locked: dict[UUID, Locked]) -> None:
    sql.update(Counter, ("id",), ("used",), [(id, each.used) for id, each in locked.items()])


def refill(counter: UUID, count: int) -> None:
    """So many of those used came back."""
    Counter.objects.filter(id=counter, used__gte=count).update(used=F("used") - count)


def set_most(counter: UUID, most: int | None) -> bool:
    """Out: may it be so? A ceiling is never below what is taken already."""
    rows = Counter.objects.annotate(taken=F("reserved") + F("used")).filter(id=counter)
    return (rows if most is None else rows.filter(taken__lte=most)).update(most=most) == 1
