"""What goes in and out of spending, beside the shapes of checkout and rewards themselves."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from vafa.activities.shapes import Awarded
from vafa.base.shapes import Code, Instant, Short
from vafa.checkout.shapes import Bill, Order
from vafa.rewards.shapes import BatchGiven, BenefitGiven, Count, OfferGiven, RewardGiven

Reference = Annotated[str, Meta(max_length=120)]
Reason = Annotated[str, Meta(min_length=1, max_length=300)]
Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]


class BasketQuote(Struct):
    """An estimate. `rest_minor` is left to pay in cash or by card."""

    member: UUID
    version: int
    bill: Bill
    rest_minor: int
    awards: tuple[Awarded, ...]


class HoldGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """The basket, and for how many minutes it is held: a week at most."""

    reference: Reference
    order: Order
    minutes: Annotated[int, Meta(ge=1, le=10_080)] = 15


class PartTaken(Struct, forbid_unknown_fields=True):
    """So many units of the part at this place of the bill, from 0."""

    part: Annotated[int, Meta(ge=0, le=20)]
    units: Count


class CaptureGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """All of it, or so many units of some parts; final, unless more follows."""

    reference: Reference
    take: Annotated[tuple[PartTaken, ...], Meta(max_length=20)] | None = None
    more_follows: bool = False


class ReferenceGiven(Struct, forbid_unknown_fields=True):
    reference: Reference


class ReasonGiven(Struct, forbid_unknown_fields=True):
    reason: Reason


class RedeemGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    reference: Reference
    member: UUID
    reward: UUID
    store: Code = ""
    proof: Annotated[str, Meta(max_length=12)] = ""


class RedemptionRead(Struct, kw_only=True):
    """`code` names it at the counter; `gives` is the voucher, gift card or partner's code that it became."""

    id: UUID
    member: UUID
    reward: UUID
    code: str
    unit: str
    units: int
    state: str
    gives: str
    store: str
    taken_at: datetime
    keep_until: datetime | None


class GiftCardGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """`bought` money earns like cash when it is spent; money that the club gave does not."""

    reference: Reference
    amount_minor: Amount
    bought: bool = True
    expires_at: Instant | None = None


class GiftCardIssued(Struct):
    code: str
    amount_minor: int
    bought: bool
    expires_at: datetime | None


class CodeGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    code: Code
    terminal: Code = ""


class GiftCardRead(Struct):
    code: str
    left_minor: int
    held_minor: int
    bought: bool
    expires_at: datetime | None
    ended_at: datetime | None


class MoneyGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    reference: Reference
    code: Code
    amount_minor: Amount


class TopUpGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    reference: Reference
    member: UUID
    amount_minor: Amount


class TransferGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    reference: Reference
    member: UUID
    to: UUID
    unit: Short
    units: Amount


class Moved(Struct):
    """The movement or transfer that came of it."""

    id: UUID
    reference: str


class DisputeGiven(Struct, forbid_unknown_fields=True):
    """The movement that spent, and what the member says about it."""

    movement: UUID
    text: Annotated[str, Meta(max_length=300)] = ""


class DisputeDecision(Struct, forbid_unknown_fields=True):
    """`right`: what was spent goes back. The member reads the answer."""

    right: bool
    answer: Reason


class DisputeRead(Struct, kw_only=True):
    """`state`: open, given_back or refused."""

    id: UUID
    member: UUID
    movement: UUID
    unit: str
    units: int
    text: str
    opened_at: datetime
    state: str
    answer: str
    decided_at: datetime | None


class DisputesRead(Struct):
    disputes: tuple[DisputeRead, ...]


class RewardRead(Struct, kw_only=True):
    """`left` is null without a limit. `price` and `why_not` are one member's, where one is asked for."""

    id: UUID
    state: str
    reward: RewardGiven
    left: int | None
    price: int | None = None
    why_not: str = ""
    pictures: dict[str, str] = {}
    """By language, the address of its picture."""


class PictureGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """`content` is a JPEG, PNG, WebP or AVIF in Base64; null takes the picture off."""

    language: Literal["fa", "en"]
    content: bytes | None


class RewardsRead(Struct):
    rewards: list[RewardRead]


class BenefitRead(Struct):
    """Of one that is claimed by the piece: how often the member may still in its period (null without a limit), and why
    not now."""

    id: UUID
    benefit: BenefitGiven
    left: int | None = None
    why_not: str = ""


class BenefitsRead(Struct):
    benefits: list[BenefitRead]


class ClaimGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    reference: Reference
    benefit: UUID
    store: Code = ""


class ClaimRead(Struct):
    """`state` is claimed or put_back."""

    id: UUID
    member: UUID
    benefit: UUID
    claimed_at: datetime
    state: str


class HouseholdGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class PlaceGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """`draws` lets the member spend of the others'; `proof` is their PIN or the fresh code of their page."""

    member: UUID
    draws: bool = True
    proof: Annotated[str, Meta(max_length=12)] = ""


class DrawsGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    draws: bool


class PlaceRead(Struct):
    member: UUID
    draws: bool


class HouseholdRead(Struct):
    """`spendable` is what the member it was asked of can spend now, by unit, with what they may draw on."""

    id: UUID
    name: str
    members: list[PlaceRead]
    spendable: dict[str, int]


class VoucherRead(Struct, kw_only=True):
    code: str
    name_fa: str
    name_en: str
    ends_at: datetime | None


class VouchersRead(Struct):
    vouchers: list[VoucherRead]


class OfferRead(Struct, kw_only=True):
    id: UUID
    state: str
    offer: OfferGiven
    used: int
    minor: int


class OffersRead(Struct):
    offers: list[OfferRead]


class AssignGiven(Struct, kw_only=True, forbid_unknown_fields=True):
    """Members who may use the offer; the same reference gives it once."""

    reference: Reference
    members: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=10_000)]
    ends_at: Instant | None = None


class BatchMade(Struct, kw_only=True, forbid_unknown_fields=True):
    """The terms, and how many codes are made at once."""

    reference: Reference
    terms: BatchGiven
    count: Annotated[int, Meta(ge=1, le=100_000)] = 1


class PoolBrought(Struct, kw_only=True, forbid_unknown_fields=True):
    """A partner's codes."""

    reference: Reference
    terms: BatchGiven
    codes: Annotated[tuple[str, ...], Meta(min_length=1, max_length=100_000)]


class LeftOut(Struct):
    line: int
    code: str
    why: str


class BatchRead(Struct, kw_only=True):
    id: UUID
    origin: str
    terms: BatchGiven
    count: int
    given_out: int
    used: int
    minor: int
    ended_at: datetime | None
    left_out: tuple[LeftOut, ...] = ()


class BatchesRead(Struct):
    batches: list[BatchRead]


class CodesRead(Struct):
    """In their order; `next` is the code behind which the following page begins."""

    codes: list[str]
    next: str | None


class PinGiven(Struct, forbid_unknown_fields=True):
    pin: Annotated[str, Meta(min_length=4, max_length=4)]


class PinChosen(Struct):
    member: UUID
