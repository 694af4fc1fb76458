"""What insight answers with: frozen values, money in minor units, days as club-local dates, shares from 0 to 1."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Literal
from uuid import UUID

from vafa.engine.earning.words import Message, Name


@dataclass(frozen=True, slots=True)
class Span:
    """Club-local days from `start` up to but without `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def before(self) -> "Span":
        """The span of equal length that ends where this one starts."""
        return Span(self.start - timedelta(days=self.days), self.start)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric is, as whole sentences a door translates; the values in them are the settings it was run with."""

    code: str
    sentences: tuple[Message, ...]


Mode = Literal["margin", "not_given_away"]


@dataclass(frozen=True, slots=True)
class Lever:
    """One factor. `value` and `before` are exact; None where nobody bought. `part` is its share of the change of the
    result in whole minor units: the four add up to it. `series` has ten values of the period, oldest first."""

    letter: Literal["N", "V", "F", "S"]
    value: Fraction | None
    before: Fraction | None
    series: tuple[float | None, ...]
    part: int | None = None

    @property
    def figure(self) -> float | None:
        return None if self.value is None else float(self.value)

    @property
    def change(self) -> float | None:
        """As a share of the value before; None where there was none."""
        return None if self.value is None or not self.before else float(self.value / self.before - 1)


@dataclass(frozen=True, slots=True)
class Levers:
    """N · V · F · S = result, exactly. Mode `margin`: the result is the gross margin and S the net sale. Mode
    `not_given_away` (some line has no cost): the result is net sales, V the share of the price not given away as
    discount, S the sale before discounts. Without parts `no_parts` says why."""

    mode: Mode
    n: Lever
    v: Lever
    f: Lever
    s: Lever
    result_minor: int
    result_before_minor: int
    net_minor: int
    net_before_minor: int
    no_parts: Message | None
    definition: Definition

    @property
    def in_order(self) -> tuple[Lever, Lever, Lever, Lever]:
        return self.n, self.v, self.f, self.s

    @property
    def change_minor(self) -> int:
        return self.result_minor - self.result_before_minor

    @property
    def change(self) -> float | None:
        before = self.result_before_minor
        return self.change_minor / before if before > 0 else None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `rate` is None of nobody."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Repeat:
    by_receipt: Share
    by_receipt_before: Share
    by_day: Share
    by_day_before: Share
    definition: Definition


@dataclass(frozen=True, slots=True)
class Average:
    """`yearly_*` are per buyer of the last `year_days` days before the end of the period: of 365, or of all days there
    are (`annualised`), scaled to 365; None with fewer than 28 days of data."""

    order_minor: Fraction | None
    order_before_minor: Fraction | None
    purchases_per_member: Fraction | None
    purchases_per_member_before: Fraction | None
    yearly_sales_minor: Fraction | None
    yearly_purchases: Fraction | None
    year_days: int
    annualised: bool
    definition: Definition


@dataclass(frozen=True, slots=True)
class UnitOut:
    """Units of the club that are out, what the club declares they are worth (rounded up to a minor unit), and how many
    end in the next 30 and 90 days if nothing happens."""

    unit: str
    name: Name
    outstanding: int
    value_minor: int
    ending_30: int
    ending_90: int
    ending_30_minor: int
    ending_90_minor: int


@dataclass(frozen=True, slots=True)
class UnitsOutstanding:
    """Money stays as it is declared per unit; `value_minor` is the sum over units."""

    units: tuple[UnitOut, ...]
    value_minor: int
    definition: Definition


class Stage(StrEnum):
    NEW = "new"
    ONE_TIME = "one_time"
    REPEAT = "repeat"
    LOYAL = "loyal"
    AT_RISK = "at_risk"
    LAPSED = "lapsed"
    WON_BACK = "won_back"


@dataclass(frozen=True, slots=True)
class LifecycleSettings:
    """When a member counts as what. Gaps are multiples of the usual gap: the longer of the shop's median and the
    member's own mean. `*_days_least` are floors in days."""

    loyal_visits_above: int = 3
    at_risk_gaps: int = 3
    at_risk_days_least: int = 30
    lapsed_gaps: int = 6
    lapsed_days_least: int = 70


@dataclass(frozen=True, slots=True)
class Flows:
    """Members who passed from one stage to the next within the period; who passed two counts in both."""

    new_to_one_time: int = 0
    one_time_to_repeat: int = 0
    repeat_to_loyal: int = 0
    loyal_to_at_risk: int = 0
    at_risk_to_lapsed: int = 0
    left_after_first: int = 0
    came_back: int = 0


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Counts at the end of the period and at its start, by stage (every stage has a key), and who moved between."""

    counts: dict[Stage, int]
    counts_before: dict[Stage, int]
    flows: Flows
    median_gap_days: float | None
    settings: LifecycleSettings
    definition: Definition
    lapsed_since: int = 0
    """Who had not lapsed at the start and has at the end."""

    @property
    def buyers(self) -> int:
        return sum(self.counts.values())

    @property
    def churn(self) -> Share:
        """Of those who had bought and not lapsed at the start, who has lapsed since."""
        there = sum(self.counts_before.values()) - self.counts_before[Stage.LAPSED]
        return Share(self.lapsed_since, there)

    @property
    def river(self) -> tuple[tuple[Stage, int, int], ...]:
        """The six stages of the river: (stage, who is in it, who came from the stage before); won back is repeat."""
        flows, counts = self.flows, self.counts
        return (
            (Stage.NEW, counts[Stage.NEW], 0),
            (Stage.ONE_TIME, counts[Stage.ONE_TIME], flows.new_to_one_time),
            (Stage.REPEAT, counts[Stage.REPEAT] + counts[Stage.WON_BACK], flows.one_time_to_repeat),
            (Stage.LOYAL, counts[Stage.LOYAL], flows.repeat_to_loyal),
            (Stage.AT_RISK, counts[Stage.AT_RISK], flows.loyal_to_at_risk),
            (Stage.LAPSED, counts[Stage.LAPSED], flows.at_risk_to_lapsed),
        )


@dataclass(frozen=True, slots=True)
class Spender:
    """A member and their net sales in the period."""

    member: UUID
    net_minor: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """`curve`: 101 points (share of buyers, best first; share of net sales). `top_fifth`: who they are, best first,
    `top_count` of `buyers`. `by_stage`: share of the result (margin, or net sales without cost) by stage at the end."""

    curve: tuple[tuple[float, float], ...]
    top_share: float | None
    top_share_before: float | None
    gini: float | None
    by_stage: dict[Stage, float]
    by_stage_mode: Mode
    buyers: int
    top_fifth: tuple[Spender, ...]
    definition: Definition

    @property
    def top_count(self) -> int:
        return len(self.top_fifth)

    def page(self, number: int, size: int = 50) -> tuple[Spender, ...]:
        """In: the page, counted from 1."""
        return self.top_fifth[(number - 1) * size : number * size]


@dataclass(frozen=True, slots=True)
class LapsedSettings:
    """`gap_days_most` None: twice the shop's median gap."""

    visits_above: int = 3
    silent_days_above: int = 70
    gap_days_most: float | None = None


@dataclass(frozen=True, slots=True)
class LapsedMember:
    """`yearly_minor`: net sales of the 365 days up to the last visit."""

    member: UUID
    last_day: date
    visits: int
    mean_gap_days: Fraction
    yearly_minor: int


@dataclass(frozen=True, slots=True)
class LapsedLoyal:
    """How many remain after each step, and who is left, highest yearly spend first."""

    silent: int
    of_them_visits: int
    members: tuple[LapsedMember, ...]
    gap_days_most: float | None
    usual_gap_days: float | None
    settings: LapsedSettings
    definition: Definition

    @property
    def total(self) -> int:
        return len(self.members)

    @property
    def yearly_minor(self) -> int:
        return sum(each.yearly_minor for each in self.members)

    def page(self, number: int, size: int = 50) -> tuple[LapsedMember, ...]:
        """In: the page, counted from 1."""
        return self.members[(number - 1) * size : number * size]


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """Of one member, to today. `spend_percentile`: the share of the buyers of the year who spent less, None for who did
    not buy in it. `recent`: the last purchases that stand, oldest first, less what came back."""

    yearly_minor: int
    yearly_purchases: int
    visits: int
    purchases: int
    lifetime_minor: int
    first_day: date | None
    last_day: date | None
    median_gap_days: float | None
    spend_percentile: float | None
    stage: Stage | None
    recent: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the first page of the console. `first_day` is the first day with a purchase, None in an empty club;
    `members` are the whole club's, `never_bought` those of them without a purchase that stands (in the store, if one is
    chosen) by the end of the period."""

    span: Span
    before: Span
    store: UUID | None
    first_day: date | None
    members: int
    never_bought: int
    levers: Levers
    repeat: Repeat
    average: Average
    units: UnitsOutstanding
    lifecycle: Lifecycle
    concentration: Concentration
    lapsed_loyal: LapsedLoyal

    @property
    def begins_within(self) -> bool:
        """Does the history begin within the period before, so that a change says too much?"""
        return self.first_day is not None and self.before.start < self.first_day < self.before.end
