"""What staff write down of a reward, a batch of vouchers, an offer or a benefit, as doors hand it over."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

Name = Annotated[str, Meta(max_length=80)]
Text = Annotated[str, Meta(max_length=300)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Many = Annotated[int, Meta(ge=1, le=1_000_000)]
Instant = Annotated[datetime, Meta(tz=True)]


class TermsGiven(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Names in both languages, for whom, where, how often and when. Empty lists are everyone and everywhere."""

    name_fa: Name
    name_en: Name
    text_fa: Text = ""
    text_en: Text = ""
    tiers: tuple[str, ...] = ()
    segment: str = ""
    stores: tuple[str, ...] = ()
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    limit_count: Many | None = None
    limit_period: str = "lifetime"


class RewardGiven(TermsGiven, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """`units` is the price, `prices` another one by tier. `effect` and `condition` are the engine's, as plain data.
    `stock` and `budget_minor` null are without a limit. `pool_id` is the batch a partner's codes come from."""

    kind: str
    unit: str
    units: Count
    prices: dict[str, Count] = {}
    icon: str = ""
    effect: dict[str, Any] | None = None
    condition: dict[str, Any] | None = None
    value_minor: Count = 0
    cost_minor: Count | None = None
    worth_minor: Count = 0
    stock: Count | None = None
    budget_minor: Count | None = None
    pool_id: UUID | None = None
    handed: str = "branch"
    keep_days: Annotated[int, Meta(ge=1, le=3650)] = 14
    comes_back: bool = True


class BatchGiven(TermsGiven, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """`uses` is how often one code works; `limit_count` how often one member may use codes of the batch."""

    effect: dict[str, Any] | None = None
    condition: dict[str, Any] | None = None
    stacking: str = "common"
    priority: Annotated[int, Meta(ge=1, le=1000)] = 100
    uses: Many = 1
    budget_minor: Count | None = None
    comes_back: bool = True


class OfferGiven(TermsGiven, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    effect: dict[str, Any]
    condition: dict[str, Any] | None = None
    stacking: str = "common"
    priority: Annotated[int, Meta(ge=1, le=1000)] = 100
    group: Annotated[str, Meta(max_length=40)] = ""
    group_limit: Annotated[int, Meta(ge=1, le=100)] = 1
    assigned_only: bool = False
    budget_minor: Count | None = None


class BenefitGiven(TermsGiven, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """`capacity` is how many may be claimed in all; `limit_count` how many one member may in a period."""

    kind: str
    icon: str = ""
    effect: dict[str, Any] | None = None
    claimed: bool = False
    capacity: Count | None = None
