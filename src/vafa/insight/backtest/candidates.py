"""Awards that stand under budgets in a replay, until the pass over all members gives or withholds them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Room(NamedTuple):
    """A budget in a period, and how many units it has."""

    budget: str
    period: date
    units: int


class Back(NamedTuple):
    """A return of some of the award; `rooms` are those whose period still ran."""

    at: datetime
    units: int
    rooms: tuple[Room, ...]


@dataclass(slots=True)
class Candidate:
    """An award under budgets. Money in minor units, of its receipt; `member` is a place in the totals' members;
    `pending` and `waiting` are as in `Units`."""

    at: datetime
    rooms: tuple[Room, ...]
    rule: str
    unit: str
    units: int
    store: str
    segments: frozenset[str]
    net_minor: int
    cost_minor: int | None
    counted: bool
    member: int = 0
    backs: list[Back] = field(default_factory=list)
    pending: int = 0
    waiting: int = 0

    @property
    def taken_back(self) -> int:
        return sum(back.units for back in self.backs)
