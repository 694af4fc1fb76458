"""A member's activities as the books have them, narrow and in C wherever millions of them are read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from vafa.activities.stored import PREPAID


class Row(NamedTuple):
    """One activity; `body`, `facts` and `awards` are JSON text as it is stored. `store` is a code, money is minor."""

    id: UUID
    kind: str
    happened_at: datetime
    day: date
    store: str
    channel: str
    version: int
    net_minor: int
    cost_minor: int | None
    original: UUID | None
    body: str
    facts: str | None
    awards: str = ""


@dataclass(frozen=True, slots=True)
class MemberRows:
    """A whole member, with those merged into it, in booking order."""

    id: UUID
    joined_at: datetime
    birthday: date | None
    rows: list[Row]


class SoldLine(Struct, array_like=True, gc=False):
    """A line of a stored receipt, decoded where it lies: it has what the engine asks of a line."""

    sku: str
    name: str
    category: str
    brand: str
    tags: tuple[str, ...]
    quantity: int
    amount_minor: int
    discount_minor: int
    cost_minor: int | None
    number: int = 0
    prepaid: bool = False

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.discount_minor


class Sold(Struct, gc=False):
    """The body of a stored purchase; every other activity has none of it."""

    lines: tuple[SoldLine, ...] = ()
    payments: tuple[tuple[str, int, bool], ...] = ()
    tax: int = 0
    delivery: int = 0


class Known(Struct, gc=False):
    """Of the facts that were stored with an activity, those that no replay can find again."""

    tier: str = ""
    segments: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


_sold = msgspec.json.Decoder(Sold)
_known = msgspec.json.Decoder(Known)
NOTHING_KNOWN = Known()


def sold_in(body: str) -> Sold:
    """In: a stored body. Out: what was sold, its lines numbered as on the receipt."""
    sold = _sold.decode(body)
    for number, line in enumerate(sold.lines, 1):
        line.number = number
        if line.tags:
            line.prepaid = not PREPAID.isdisjoint(line.tags)
    return sold


def known_in(facts: str | None) -> Known:
    """In: stored facts. Out: tier, segments and tags of then."""
    return _known.decode(facts) if facts else NOTHING_KNOWN
