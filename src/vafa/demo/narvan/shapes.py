"""What the generator hands out: plain frozen values, money in Rial, instants in UTC."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Gender = Literal["female", "male"]
JoinChannel = Literal["counter", "portal", "referral"]
ReceiptChannel = Literal["counter", "online"]
ConsentChannel = Literal["sms", "email", "any"]
Purpose = Literal["marketing", "partner_sharing"]
Means = Literal["card", "cash", "online"]


@dataclass(frozen=True, slots=True)
class Store:
    code: str
    name_fa: str
    name_en: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    name_fa: str
    name_en: str
    category: str
    brand: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentSeed:
    """One word of a member. Sharing with partners is no channel's matter: its channel is `any`."""

    channel: ConsentChannel
    purpose: Purpose
    granted: bool
    at: datetime
    proof: str


@dataclass(frozen=True, slots=True)
class MemberSeed:
    key: str
    given_name: str
    family_name: str
    phone: str
    gender: Gender
    birthday: date | None
    joined_at: datetime
    join_channel: JoinChannel
    home_store: str
    consents: tuple[ConsentSeed, ...]
    card_number: str | None


@dataclass(frozen=True, slots=True)
class LineSeed:
    """`amount_minor` and `cost_minor` are of the whole line, without tax; the amount is before the discount."""

    sku: str
    category: str
    brand: str
    tags: tuple[str, ...]
    quantity: int
    amount_minor: int
    discount_minor: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptSeed:
    """`tax_minor` comes on top of the lines; `delivery_minor` is untaxed and comes on top of both."""

    reference: str
    member_key: str
    store: str
    terminal: str
    cashier: str
    channel: ReceiptChannel
    means: Means
    happened_at: datetime
    arrives_at: datetime
    lines: tuple[LineSeed, ...]
    tax_minor: int
    delivery_minor: int


@dataclass(frozen=True, slots=True)
class ReturnSeed:
    """`lines` holds (line number from 1, quantity); None is the whole receipt. It arrives when it happens."""

    reference: str
    receipt_reference: str
    happened_at: datetime
    lines: tuple[tuple[int, int], ...] | None


Event = ReceiptSeed | ReturnSeed


@dataclass(frozen=True, slots=True)
class Totals:
    """Control totals over all receipts, before returns."""

    members: int
    receipts: int
    lines: int
    returns: int
    sales_net_minor: int
    discount_minor: int
    tax_minor: int
    delivery_minor: int
    cost_minor: int
