"""What comes in: items as a door hands them over, normalised (digits, zones), and what comes out of recording them.

One declaration serves decoding, the content hash, storage and the API's schema.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vafa.base.errors import Refusal
from vafa.base.shapes import Code as Code
from vafa.base.shapes import Instant as Instant
from vafa.base.shapes import Line as Line
from vafa.base.shapes import Minor as Minor
from vafa.base.shapes import Quantity as Quantity
from vafa.base.shapes import Short as Short


class Payment(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """`granted` marks value that was given and not bought (points, promotional cards, cashback): it earns nothing."""

    means: Code
    amount_minor: Minor
    granted: bool = False


class Purchase(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", tag="purchase"):
    """A receipt. Who: a card as shown, or the member's id. The receipt of a `checkout` is its basket: who, lines and
    tenders are in it and are not sent again. `cashier` is the name the shop has for whoever took it, for reports."""

    reference: str
    lines: Annotated[tuple[Line, ...], Meta(max_length=1000)] = ()
    card: str = ""
    member: UUID | None = None
    happened_at: Instant | None = None
    store: str = ""
    terminal: Code = ""
    cashier: Code = ""
    channel: Short = ""
    currency: str = ""
    tax_minor: Minor = 0
    delivery_minor: Minor = 0
    payments: tuple[Payment, ...] = ()
    checkout: UUID | None = None


class ReturnedLine(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line of the receipt by its number from 1, and how many of it come back (all that is left if not said)."""

    line: Quantity
    quantity: Quantity | None = None


class Return(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", tag="return"):
    """Names the receipt by its reference and lines with quantities, or an amount out of the lines; or all of it."""

    reference: str
    receipt: Annotated[str, Meta(min_length=1, max_length=120)]
    happened_at: Instant | None = None
    lines: Annotated[tuple[ReturnedLine, ...], Meta(max_length=1000)] = ()
    amount_minor: Minor | None = None


class Happening(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type", tag="activity"):
    """Anything else a member did: a visit, a review, a birthday, a sign-up."""

    reference: str
    kind: Short
    card: str = ""
    member: UUID | None = None
    happened_at: Instant | None = None
    store: str = ""
    channel: Short = ""


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


class Tender(Struct, frozen=True, omit_defaults=True):
    """What a way of paying gives back; of points and the like also the units that came back to the account."""

    means: str
    amount_minor: int
    unit: str = ""
    units: int = 0


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
    """Who tells: the name its references are unique under, the store it is bound to, and how late it may be.

    An import of the past is `settled_after`: tiers and events come once at its end and not item by item. It earns
    nothing, or is judged by the version of its day, and by `version` for days on which nothing could be earned.
    """

    name: str
    store: str = ""
    history: bool = False
    staff_id: UUID | None = None
    settled_after: bool = False
    earns: bool = True
    version: int = 0
