"""What insight is answered in. Money in minor units, shares from 0 to 1, days of the club as dates."""

from datetime import date
from typing import Literal
from uuid import UUID

from msgspec import Struct


class FactorRead(Struct):
    """`change` is a share of what it was in the days before; `part` is its share of the change of the result."""

    letter: Literal["N", "V", "F", "S"]
    value: float | None
    change: float | None
    part_minor: int | None


class FiguresRead(Struct):
    """N · V · F · S make the result: the gross margin where every cost is known, else net sales."""

    since: date
    until: date
    store: str
    mode: Literal["margin", "not_given_away"]
    factors: list[FactorRead]
    result_minor: int
    result_before_minor: int
    net_minor: int
    net_before_minor: int
    repeat_by_day: float | None
    repeat_by_receipt: float | None
    order_minor: float | None
    top_fifth_share: float | None
    gini: float | None
    stages: dict[str, int]
    lapsed_loyal: int
    lapsed_loyal_yearly_minor: int
    units_outstanding_minor: int | None


class OutcomeRead(Struct):
    """One value for each month; null where there is nothing to divide by. `better`: is more of it good?"""

    code: str
    measure: Literal["money", "count", "share", "ratio", "days"]
    better: bool
    series: list[float | None]


class OutcomesRead(Struct):
    """`months` are the first days of the last whole months of the club's calendar, oldest first."""

    months: list[date]
    outcomes: list[OutcomeRead]


class SalesRow(Struct):
    """`cost_minor` is null where some line has no cost; `new_buyers` where lines are counted; `pieces` where not."""

    key: str
    buyers: int
    purchases: int
    net_minor: int
    discount_minor: int
    cost_minor: int | None
    new_buyers: int | None
    pieces: int | None
    net_before_minor: int


class SalesRead(Struct):
    by: str
    since: date
    until: date
    rows: list[SalesRow]


class SuggestionRead(Struct):
    """`again`: they bought it before, on `times` days, last on `last_day`; else `because` is the product that speaks
    for it, and times and day are of that."""

    sku: str
    name: str
    again: bool
    chance: float
    low: float
    high: float
    because: str
    times: int
    last_day: date


class SuggestionsRead(Struct):
    """The surest first; none before the lists were made."""

    member: UUID
    suggestions: list[SuggestionRead]
