"""Recording a past as it happened: each batch is booked at the instant its last receipt arrived."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import msgspec

from vafa.activities.actions.recording import HISTORY_AT_ONCE, record
from vafa.activities.shapes import Item, Source
from vafa.base.collecting import few_collections
from vafa.base.models import Club, Reference
from vafa.partners.house import House, house_of

SOURCE = "demo"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Arrival = tuple[int, Item]
"""Microseconds since 1970 at which it arrived, and what."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a club holds when it is whole; `net_minor` is of its purchases, before returns."""

    members: int
    receipts: int
    returns: int
    net_minor: int


def instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


class Unexpected(RuntimeError):
    """A receipt of a demo was refused: the demo or the rules are wrong."""


def replay(
    club: Club, arrivals: Iterable[Arrival], told: Callable[[int], None],
    meanwhile: Callable[[datetime, int], None] = lambda now, done: None,
) -> None:  # fmt: skip
    """In: everything that arrived, in order. Out: all of it booked; `told` hears how many are, and `meanwhile` is what
    else happens in the club after each batch, at its instant. What an earlier run booked is skipped: batches are whole,
    so the booked ones are the first."""
    done = Reference.objects.filter(club_id=club.id, source=SOURCE).count()
    told(done)
    house = house_of(club)
    with few_collections():
        for now, count in _book(club, house, islice(arrivals, done, None), done):
            meanwhile(now, count)
            told(count)


def unpacked(batches: Iterable[bytes]) -> Iterator[Arrival]:
    for batch in batches:
        yield from msgspec.msgpack.decode(batch, type=list[Arrival])


def _book(club: Club, house: House, arrivals: Iterable[Arrival], done: int) -> Iterator[tuple[datetime, int]]:
    for batch in _batches(arrivals):
        here = replace(house, now=instant(batch[-1][0]))
        outcomes = record(house=here, source=Source(name=SOURCE, history=True), items=[item for _, item in batch])
        for outcome in outcomes:
            if outcome.status != "booked":
                raise Unexpected(f"{club.slug} {outcome.reference}: {outcome.status} {outcome.refusal!r}")
        done += len(batch)
        yield here.now, done


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    rest = iter(arrivals)
    while batch := list(islice(rest, HISTORY_AT_ONCE)):
        yield batch
