"""What comes in: items as a door hands them over, normalised (digits, zones), and what comes out of recording them.

One declaration serves decoding, the content hash, storage and the API's schema.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vafa.base.errors import Refusal


class Line(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One product row; `amount_minor` is for the whole quantity, before its discount and without tax."""

    amount_minor: int
    sku: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    quantity: int = 1
    discount_minor: int = 0
    cost_minor: int | None = None


class Payment(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """`granted` marks value that was given and not bought (points, promotional cards, cashback): it earns nothing."""

    means: str
    amount_minor: int
    granted: bool = False


class Purchase(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", tag="purchase"):
    """A receipt. Who: a card as shown, or the member's id."""

    reference: str
    lines: tuple[Line, ...]
    card: str = ""
    member: UUID | None = None
    happened_at: datetime | None = None
    store: str = ""
    terminal: str = ""
    channel: str = ""
    currency: str = ""
    tax_minor: int = 0
    delivery_minor: int = 0
    payments: tuple[Payment, ...] = ()


class ReturnedLine(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line of the receipt by its number from 1, and how many of it come back (all that is left if not said)."""

    line: int
    quantity: int | None = None


class Return(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", tag="return"):
    """Names the receipt by its reference and lines with quantities, or an amount out of the lines; or all of it."""

    reference: str
    receipt: str
    happened_at: datetime | None = None
    lines: tuple[ReturnedLine, ...] = ()
    amount_minor: int | None = None


class Happening(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", tag="activity"):
    """Anything else a member did: a visit, a review, a birthday, a sign-up."""

    reference: str
    kind: str
    card: str = ""
    member: UUID | None = None
    happened_at: datetime | None = None
    store: str = ""
    channel: str = ""


Item = Purchase | Return | Happening


class Awarded(Struct, frozen=True, omit_defaults=True):
    """An award as stored with its activity: the engine's award and the id that movements and lots carry."""

    id: UUID
    rule: str
    unit: str
    units: int
    exact: tuple[int, int]
    counted: tuple[int, int]
    lines: tuple[int, ...] = ()
    factors: tuple[tuple[str, int, int], ...] = ()
    rounded: int = 0
    trims: tuple[tuple[str, int, int], ...] = ()
    silenced: str = ""
    rival: str = ""
    pending: bool = False


class TakenBack(Struct, frozen=True, omit_defaults=True):
    """Units of one award that a return asked back, by how they came."""

    award: UUID
    unit: str
    units: int
    collected: int = 0
    ended: int = 0
    claimed: int = 0
    owed: int = 0
    waived: int = 0


class Tender(Struct, frozen=True):
    means: str
    amount_minor: int


class Outcome(Struct, kw_only=True):
    """What became of one item. A refused one changed nothing."""

    reference: str
    status: str
    activity: UUID | None = None
    member: UUID | None = None
    version: int = 0
    awards: tuple[Awarded, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    tenders: tuple[Tender, ...] = ()
    tier: str = ""
    refusal: Refusal | None = None
    waits_until: datetime | None = None


class Source(Struct, frozen=True, kw_only=True):
    """Who tells: the name its references are unique under, the store it is bound to, and how late it may be."""

    name: str
    store: str = ""
    history: bool = False
    staff_id: UUID | None = None
