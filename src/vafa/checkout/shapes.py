"""What comes to a checkout and what comes out of it, as doors hand it over and as it is stored."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from vafa.base.shapes import Code, Line, Minor, Short
from vafa.engine.checkout.tenders import PointsRate

Means = Literal["points", "wallet", "gift_card"]
BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]


class BasketLine(Line, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line with the tax that comes on top of its net, in hundredths of a percent."""

    tax_basis_points: BasisPoints = 0


class PayWith(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A way to pay: so many points, so much of the wallet or of a gift card; nothing said is as much as may be."""

    means: Means
    code: Code = ""
    units: Annotated[int, Meta(ge=1)] | None = None


class Order(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A basket that is about to be paid. Who: a card as shown, or the member's id. `codes` are vouchers, `rewards` are
    taken for units and used on this basket, `without` names offers that the member does not want. `proof` is
    the member's PIN or the fresh code of their page."""

    lines: Annotated[tuple[BasketLine, ...], Meta(max_length=1000)]
    card: str = ""
    member: UUID | None = None
    store: str = ""
    terminal: Code = ""
    channel: Short = ""
    currency: str = ""
    delivery_minor: Minor = 0
    codes: Annotated[tuple[Code, ...], Meta(max_length=10)] = ()
    rewards: Annotated[tuple[UUID, ...], Meta(max_length=10)] = ()
    pay: Annotated[tuple[PayWith, ...], Meta(max_length=10)] = ()
    without: Annotated[tuple[Code, ...], Meta(max_length=50)] = ()
    proof: Annotated[str, Meta(max_length=12)] = ""


class Used(Struct, frozen=True, omit_defaults=True):
    """An offer that the basket uses. `kind` is offer, voucher, reward or benefit; `units` is what a reward costs."""

    id: str
    kind: str
    what: UUID
    name_fa: str
    name_en: str
    minor: int
    lines: tuple[tuple[int, int], ...] = ()
    delivery_minor: int = 0
    code: str = ""
    unit: str = ""
    units: int = 0
    comes_back: bool = True
    counters: tuple[tuple[UUID, int], ...] = ()


class Unused(Struct, frozen=True, omit_defaults=True):
    """An offer that the basket does not use, and why: a stable code, and what is in its way."""

    id: str
    code: str
    by: str = ""


class Part(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Units that a checkout takes from one account: a tender that pays `minor`, or the price of a reward. `granted`
    is the money in it that was given and not bought. The owner of the account is the member or a gift card's holder."""

    means: str
    owner: UUID
    unit: str
    units: int
    minor: int = 0
    granted_minor: int = 0
    code: str = ""
    rate: tuple[int, int] = (1, 1)
    hold: UUID | None = None
    movement: UUID | None = None


class Bill(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A priced order: lines with their discounts, what was used and what not, how it is paid, and what is left to pay
    in cash or by card."""

    lines: tuple[BasketLine, ...]
    delivery_minor: int
    tax_minor: int
    payable_minor: int
    rounded_off_minor: int = 0
    used: tuple[Used, ...] = ()
    unused: tuple[Unused, ...] = ()
    parts: tuple[Part, ...] = ()
    refused_tenders: tuple[Unused, ...] = ()

    @property
    def rest_minor(self) -> int:
        return self.payable_minor - sum(part.minor for part in self.parts)


class Held(Struct, frozen=True, kw_only=True):
    """A checkout as it stands at an instant."""

    id: UUID
    member: UUID
    state: str
    placed_at: datetime
    ends_at: datetime
    bill: Bill


def rate_of(part: Part) -> PointsRate:
    return PointsRate(*part.rate)
