"""What an account is made of. Values are frozen; an Account is the working copy of one booking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """The kinds of movement; beside each, the system account at its other end."""

    ACCRUAL = "accrual"
    TAKE_BACK = "take_back"
    REDEMPTION = "redemption"
    GIVE_BACK = "give_back"
    ADJUSTMENT = "adjustment"
    EXPIRY = "expiry"
    CANCELLATION = "cancellation"
    REINSTATEMENT = "reinstatement"
    ACTIVATION = "activation"
    OWED_PAYMENT = "owed_payment"
    TRANSFER = "transfer"
    MERGE = "merge"
    COUNT = "count"


class System(StrEnum):
    ISSUANCE = "issuance"
    SPENT = "spent"
    ADJUSTMENTS = "adjustments"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    TRANSIT = "transit"


OTHER_END = {
    Kind.ACCRUAL: System.ISSUANCE,
    Kind.TAKE_BACK: System.ISSUANCE,
    Kind.REDEMPTION: System.SPENT,
    Kind.GIVE_BACK: System.SPENT,
    Kind.ADJUSTMENT: System.ADJUSTMENTS,
    Kind.EXPIRY: System.EXPIRED,
    Kind.CANCELLATION: System.CANCELLED,
    Kind.REINSTATEMENT: System.EXPIRED,
    Kind.ACTIVATION: System.ISSUANCE,
    Kind.OWED_PAYMENT: System.TRANSIT,
    Kind.TRANSFER: System.TRANSIT,
    Kind.MERGE: System.TRANSIT,
    Kind.COUNT: System.ISSUANCE,
}
SPENDING = frozenset({Kind.REDEMPTION, Kind.ADJUSTMENT, Kind.TRANSFER})
"""Debits that used the units up for something: what later pays for a returned award stands behind these."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why and when: both times, who asked, and where it happened. `partner` issued or redeemed."""

    happened_at: datetime
    booked_at: datetime
    partner: UUID
    store: UUID | None = None
    source: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a lot lives. `active_from` None waits for a step until `waits_until`, is then cancelled; `expires_at` None
    is never; `sliding_days` moves the end with the account's last counted activity (N × 24 hours)."""

    active_from: datetime | None
    waits_until: datetime | None = None
    expires_at: datetime | None = None
    sliding_days: int | None = None
    returnable_until: datetime | None = None
    bought: bool = False


@dataclass(slots=True)
class Lot:
    id: UUID
    units: int
    remaining: int
    partner: UUID
    store: UUID | None
    terms: Terms
    born_at: datetime
    award: UUID | None = None
    origin: UUID | None = None
    origin_member: UUID | None = None
    graced: bool = False
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """Units a debit took from a lot, or a payment from an owed lot; `behind` is the older draw it now stands behind."""

    id: UUID
    lot: UUID
    units: int
    behind: UUID | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    lot: UUID
    active_from: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class OldDraw:
    """A draw of an earlier debit: `covered` units of it already have another lot behind them or were given back."""

    id: UUID
    lot: UUID
    movement: UUID
    kind: Kind
    units: int
    covered: int
    happened_at: datetime
    behind: UUID | None = None
    pays: UUID | None = None
    """On a draw that pays an owed lot: the debit through transit that paid."""


@dataclass(slots=True)
class Hold:
    id: UUID
    ends_at: datetime
    lines: dict[UUID, int]
    """Units still held, by lot."""
    claims: dict[UUID, int] = field(default_factory=dict)
    """Units claimed by returned awards, by award."""
    ended_as: str = ""


@dataclass(slots=True)
class Movement:
    """Units are signed from the member's side; the other end is the system account of the kind."""

    id: UUID
    kind: Kind
    units: int
    cause: Cause
    happened_at: datetime
    draws: tuple[Draw, ...] = ()
    born: tuple[Lot, ...] = ()
    activations: tuple[Activation, ...] = ()
    reverses: UUID | None = None
    hold: UUID | None = None
    award: UUID | None = None
    award_digest: bytes = b""
    transfer: UUID | None = None
    other_member: UUID | None = None
    counts: int = 0
    """1 moves the sliding clock, -1 takes that of `reverses` back (then `keep_until` holds), 0 leaves it."""
    keep_until: datetime | None = None
    seq: int = 0
    hash: bytes = b""
    system: System = System.TRANSIT
    """The account at the other end."""


@dataclass(slots=True)
class Account:
    """The working copy: figures and lots as loaded, movements as added. `new_id` makes ids that sort in time."""

    member: UUID
    unit: str
    id: UUID
    new_id: Callable[[], UUID]
    balance: int = 0
    seq: int = 0
    head: bytes = b""
    last_counted_at: datetime | None = None
    keep_until: datetime | None = None
    lots: dict[UUID, Lot] = field(default_factory=dict)
    holds: dict[UUID, Hold] = field(default_factory=dict)
    old_draws: list[OldDraw] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    changed: set[UUID] = field(default_factory=set)
    """Lots whose remaining fell since."""
    counted: list[datetime] = field(default_factory=list)
    """Instants of counted activities booked before, where the whole account was loaded."""
    claimed: list[tuple[UUID, UUID, int]] = field(default_factory=list)
    """(hold, award, units) claimed since."""
