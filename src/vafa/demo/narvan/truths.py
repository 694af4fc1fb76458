"""The shape of what was planted: who, where, when and how much, for later work to be measured against."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

SilenceReason = Literal["staff", "price", "moved", "variety", "missing_service"]


@dataclass(frozen=True, slots=True)
class SilentMember:
    member_key: str
    store: str
    reason: SilenceReason
    since: date
    last_visit_on: date


@dataclass(frozen=True, slots=True)
class Silence:
    """Planted members, and how many the plain definition finds in all: more than `visit_days_over` visit days, mean
    gap of at most `mean_gap_days_max`, silent for more than `silent_days_over` days at the end."""

    planted: tuple[SilentMember, ...]
    harsh_cashier: str
    harsh_since: date
    visit_days_over: int
    mean_gap_days_max: int
    silent_days_over: int
    lapsed_loyal: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """The arms follow from SHA-256 of `salt|member key` in hexadecimal: of the eligible, the `held_out` smallest are
    held out and the next are treated. A receipt in `made_receipts` would not exist without the campaign, so
    made / (treated receipts − made) is the true lift."""

    code: str
    salt: str
    starts_at: datetime
    ends_at: datetime
    eligible: int
    treated: tuple[str, ...]
    held_out: tuple[str, ...]
    planted_lift_percent: int
    made_receipts: tuple[str, ...]
    treated_receipts: int
    held_out_receipts: int


@dataclass(frozen=True, slots=True)
class OwnCard:
    store: str
    cashier: str
    terminal: str
    member_key: str
    since: date
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LentCard:
    """Each pair is the lender's receipt and the borrower's, minutes later at the other branch, on the same card."""

    lender_key: str
    borrower_key: str
    since: date
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QuickReturns:
    """Each pair is a receipt and the return of the whole of it."""

    member_key: str
    store: str
    cashier: str
    since: date
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MarginMonth:
    store: str
    year: int
    month: int
    gross_minor: int
    discount_minor: int
    cost_minor: int

    def discount_share(self) -> float:
        return self.discount_minor / self.gross_minor

    def margin(self) -> float:
        net = self.gross_minor - self.discount_minor
        return (net - self.cost_minor) / net


@dataclass(frozen=True, slots=True)
class MarginFall:
    """The planted share of till discounts runs in a straight line over the days from `starts_on` to the end. The
    months are those of every store, returns not taken off."""

    store: str
    starts_on: date
    planted_from_percent: float
    planted_to_percent: float
    months: tuple[MarginMonth, ...]


@dataclass(frozen=True, slots=True)
class PriceRise:
    """`wanted_units` would have been bought from `raised_on` to the end at the old price, `sold_units` were. Before
    and after are counted between the price lists on either side."""

    sku: str
    raised_on: date
    before_minor: int
    after_minor: int
    planted_elasticity: float
    wanted_units: int
    sold_units: int
    before_from: date
    after_until: date
    before_units: int
    before_receipts: int
    after_units: int
    after_receipts: int


@dataclass(frozen=True, slots=True)
class Association:
    """Cake with tea: how many receipts with and without tea, and how many of each with cake; in season (Mehr to
    Esfand) the planted ratio holds, out of season it is 1."""

    with_category: str
    bought_category: str
    months: tuple[int, ...]
    planted_ratio: float
    season: "Crossing"
    rest: "Crossing"


@dataclass(frozen=True, slots=True)
class Crossing:
    tea: int
    tea_and_cake: int
    no_tea: int
    no_tea_but_cake: int

    def ratio(self) -> float:
        return (self.tea_and_cake / self.tea) / (self.no_tea_but_cake / self.no_tea)


@dataclass(frozen=True, slots=True)
class Truths:
    silence: Silence
    campaign: Campaign
    own_card: OwnCard
    lent_card: LentCard
    quick_returns: QuickReturns
    margin_fall: MarginFall
    price_rise: PriceRise
    association: Association
