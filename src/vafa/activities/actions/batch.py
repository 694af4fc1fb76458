"""The working state of one batch: what was read for it, and the rows it will write."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from vafa.activities.shapes import Item, Outcome, Source
from vafa.activities.stored import Booked
from vafa.base.outbox import Event
from vafa.checkout.models import Checkout
from vafa.earning.queries import Judges
from vafa.engine import tiers
from vafa.ledger.queries.books import Books
from vafa.members.queries import Profile
from vafa.partners.house import House
from vafa.tiers.actions import Move


@dataclass(slots=True)
class Count:
    """A member's tally while the batch runs."""

    purchases: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    changed: bool = False


@dataclass(slots=True)
class BudgetCount:
    """What a budget has given in a period, and what staff were told of it."""

    used: int = 0
    told: int = 0
    changed: bool = False


CapKey = tuple[UUID, str, date]
BudgetKey = tuple[str, date]


@dataclass(slots=True)
class Batch:
    house: House
    source: Source
    judges: Judges
    ladder: tiers.Ladder | None
    items: Sequence[Item] = ()
    books: Books = field(default_factory=dict)
    profiles: dict[UUID, Profile] = field(default_factory=dict)
    segments: dict[UUID, frozenset[str]] = field(default_factory=dict)
    standings: dict[UUID, tiers.Standing] = field(default_factory=dict)
    stood: set[UUID] = field(default_factory=set)
    tallies: dict[UUID, Count] = field(default_factory=dict)
    absorbed: dict[UUID, list[UUID]] = field(default_factory=dict)
    cap_use: dict[CapKey, int] = field(default_factory=dict)
    caps_changed: set[CapKey] = field(default_factory=set)
    budgets: dict[BudgetKey, BudgetCount] = field(default_factory=dict)
    windows: dict[UUID, set[datetime | None]] = field(default_factory=dict)
    """By member the starts of the windows in which what was earned has been read."""
    measured: dict[tuple[UUID, datetime | None], int] = field(default_factory=dict)
    days: dict[tuple[UUID, datetime | None], set[date]] = field(default_factory=dict)
    booked: dict[tuple[str, str], Booked] = field(default_factory=dict)
    checkouts: dict[UUID, Checkout] = field(default_factory=dict)
    """By id, the checkouts whose receipts are in this batch."""
    activities: list[tuple[object, ...]] = field(default_factory=list)
    references: list[tuple[str, str, bytes, UUID | None, UUID]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    tier_changes: dict[UUID, list[tuple[datetime, str]]] = field(default_factory=dict)
    """By member, oldest first: when the tier changed, and what stood before."""
    moves: list[Move] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.house.now

    def tier(self, member: UUID) -> str:
        standing = self.standings.get(member)
        return standing.tier if standing else ""

    def tally(self, member: UUID) -> Count:
        """The membership's own row."""
        return self.tallies.setdefault(member, Count())

    def counted(self, member: UUID) -> tuple[int, datetime | None]:
        """Purchases and the last visit, with those of the memberships merged into this one."""
        rows = [self.tallies[each] for each in self.with_absorbed([member]) if each in self.tallies]
        visits = [row.last_at for row in rows if row.last_at]
        return sum(row.purchases for row in rows), max(visits, default=None)

    def cap_used(self, key: CapKey) -> int:
        return sum(self.cap_use.get((each, *key[1:]), 0) for each in self.with_absorbed([key[0]]))

    def budget_used(self, key: BudgetKey) -> int:
        return self.budgets[key].used if key in self.budgets else 0

    def with_absorbed(self, members: Collection[UUID]) -> list[UUID]:
        return [*members, *(other for member in members for other in self.absorbed.get(member, ()))]
