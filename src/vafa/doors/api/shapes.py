"""What goes in and out beside the items of activities/shapes.py: one declaration decodes, encodes and is the schema."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from vafa.activities.shapes import Awarded, Code, Instant, Item, Line, Minor, Payment, Short, TakenBack
from vafa.activities.shapes import Tender as TenderBack
from vafa.doors.api.answers import Problem

ITEMS_AT_ONCE = 10_000

Reason = Annotated[str, Meta(max_length=300)]
PartOfName = Annotated[str, Meta(max_length=80)]
Email = Annotated[str, Meta(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]
CardValue = Annotated[str, Meta(min_length=1, max_length=40)]
Tags = Annotated[tuple[Code, ...], Meta(max_length=50)]
Language = Literal["", "fa", "en"]
Reference = Annotated[str, Meta(max_length=120)]


# Activities


class Recorded(Struct, kw_only=True):
    """What became of one item; a refused one changed nothing and says why in `problem`."""

    reference: str
    status: Literal["booked", "replayed", "parked", "refused", "estimate"]
    activity: UUID | None = None
    member: UUID | None = None
    version: int = 0
    awards: tuple[Awarded, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    tenders: tuple[TenderBack, ...] = ()
    tier: str = ""
    waits_until: datetime | None = None
    problem: Problem | None = None


class Counts(Struct, kw_only=True):
    booked: int = 0
    replayed: int = 0
    parked: int = 0
    refused: int = 0


class RecordedBatch(Struct):
    """Outcomes stand in the order of the items."""

    counts: Counts
    outcomes: list[Recorded]


class ItemBatch(Struct, forbid_unknown_fields=True):
    """Each item is judged by itself: one that is malformed or refused leaves the others as they are."""

    items: Annotated[list[Item], Meta(max_length=ITEMS_AT_ONCE)]


class ActivityRead(Struct, kw_only=True):
    id: UUID
    member: UUID
    kind: str
    source: str
    reference: str
    happened_at: datetime
    booked_at: datetime
    store: str
    terminal: str
    channel: str
    version: int
    net_minor: int
    discount_minor: int
    payable_minor: int
    original: UUID | None
    lines: tuple[Line, ...]
    payments: tuple[Payment, ...]
    tax_minor: int
    delivery_minor: int
    awards: tuple[Awarded, ...]
    taken_back: tuple[TakenBack, ...]
    tenders: tuple[TenderBack, ...]
    unit: str
    units: int


class Because(Struct):
    """One message of an explanation: its stable English form and the values in it."""

    message: str
    values: dict[str, Any]


class ExplainedAward(Struct, kw_only=True):
    award: UUID
    rule: str
    unit: str
    units: int
    pending: bool
    sentence: str
    reasons: list[Because]


class Explanation(Struct):
    activity: UUID
    language: Literal["fa", "en"]
    awards: list[ExplainedAward]


class Step(Struct, forbid_unknown_fields=True):
    """A step that awards wait for came, such as paid or delivered. Receipt and step make a retry safe."""

    receipt: Annotated[str, Meta(min_length=1, max_length=120)]
    step: Annotated[str, Meta(min_length=1, max_length=40)]
    happened_at: Instant | None = None


class StepTold(Struct):
    receipt: str
    step: str
    units_started: int


class Adjustment(Struct, kw_only=True, forbid_unknown_fields=True):
    """Units to add, or to take off below zero; the reason is kept."""

    member: UUID
    unit: Short
    units: Minor
    reason: Reason
    reference: Reference


class Adjusted(Struct):
    activity: UUID
    reference: str
    status: Literal["booked", "replayed"]


# Units


class EndingUnits(Struct):
    at: datetime
    units: int


class UnitRead(Struct, kw_only=True):
    """Units by state. `spendable` is active less owed."""

    unit: str
    name: str
    active: int
    pending: int
    held: int
    spent: int
    expired: int
    owed: int
    spendable: int
    endings: list[EndingUnits]


class UnitsRead(Struct):
    member: UUID
    at: datetime
    units: list[UnitRead]


class BalanceRead(Struct):
    unit: str
    balance: int


class BalancesRead(Struct):
    """Sums of the movements that had happened by `effective` and were booked by `known`."""

    member: UUID
    effective: datetime
    known: datetime
    balances: list[BalanceRead]


class MovementRead(Struct, kw_only=True):
    id: UUID
    seq: int
    kind: str
    units: int
    happened_at: datetime
    booked_at: datetime
    store: str
    source: str
    reference: str
    reverses: UUID | None
    transfer: UUID | None
    award: UUID | None
    hash: str


class MovementsRead(Struct):
    """Newest first; `next` is the cursor of the following page."""

    member: UUID
    unit: str
    movements: list[MovementRead]
    next: str | None


# Members


class CardGiven(Struct, forbid_unknown_fields=True):
    kind: Literal["phone", "card", "qr", "barcode", "bank", "code"]
    value: CardValue


class ConsentGiven(Struct, forbid_unknown_fields=True):
    """A word given or taken back for one channel and purpose, and what proves it."""

    channel: Annotated[str, Meta(min_length=1, max_length=20)]
    purpose: Annotated[str, Meta(min_length=1, max_length=20)]
    granted: bool
    proof: Annotated[str, Meta(min_length=1, max_length=200)]


class Person(Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One person who joins, found by a phone or another card."""

    phone: Annotated[str, Meta(max_length=40)] = ""
    cards: Annotated[tuple[CardGiven, ...], Meta(max_length=10)] = ()
    given_name: PartOfName = ""
    family_name: PartOfName = ""
    gender: Literal["", "f", "m", "o"] = ""
    birthday: date | None = None
    email: Email = ""
    language: Language = ""
    tags: Tags = ()
    home_store: Code = ""
    joined_at: Instant | None = None
    channel: Short = "api"
    consents: Annotated[tuple[ConsentGiven, ...], Meta(max_length=20)] = ()


class PersonBatch(Struct, forbid_unknown_fields=True):
    """Each person is judged alone."""

    items: Annotated[list[Person], Meta(max_length=ITEMS_AT_ONCE)]


class Joined(Struct, kw_only=True):
    status: Literal["joined", "replayed", "refused"]
    member: UUID | None = None
    problem: Problem | None = None


class JoinedCounts(Struct):
    joined: int
    refused: int


class JoinedBatch(Struct):
    counts: JoinedCounts
    outcomes: list[Joined]


class ProfileChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    given_name: PartOfName | None = None
    family_name: PartOfName | None = None
    birthday: date | None = None
    email: Email | None = None
    language: Language | None = None
    tags: Tags | None = None


class ProfileChanged(Struct):
    member: UUID
    changed: list[str]


class CardRead(Struct):
    id: UUID
    kind: str
    value: str
    added_at: datetime


class ConsentRead(Struct):
    channel: str
    purpose: str
    granted: bool
    at: datetime
    proof: str


class ConsentsRead(Struct):
    """The latest word for each channel and purpose."""

    member: UUID
    consents: list[ConsentRead]


class MemberRead(Struct, kw_only=True):
    id: UUID
    given_name: str
    family_name: str
    gender: str
    birthday: date | None
    email: str
    language: str
    tags: list[str]
    home_store: str
    joined_at: datetime
    channel: str
    tier: str
    cards: list[CardRead]
    merged_into: UUID | None
    left_at: datetime | None


class MergeGiven(Struct, forbid_unknown_fields=True):
    """The member that is taken into the one of the address, and why."""

    absorbed: UUID
    reason: Reason


class Merged(Struct):
    merge: UUID
    status: Literal["merged", "undone", "replayed"]


class UndoGiven(Struct, forbid_unknown_fields=True):
    reason: Reason


# The club and the key


class ProgrammeRead(Struct):
    """The version in force, as plain values: units, rules, caps."""

    version: int
    programme: dict[str, Any]


class Me(Struct, kw_only=True):
    client: UUID
    name: str
    key: str
    scopes: list[str]
    store: str
    club: str
    currency: str
    time_zone: str
    expires_at: datetime | None
