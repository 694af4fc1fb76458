"""The outcomes a programme is for, month by month: each with its course, for the club, a store, a segment or a tier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from vafa.engine.calendar.periods import Calendar, Period, add_months, next_start, start_of
from vafa.engine.earning.conditions import All, NthPurchase
from vafa.engine.earning.programme import Programme, Unit
from vafa.engine.earning.words import Message, message
from vafa.insight.kpis import over_lake
from vafa.insight.lake.reading import Lake
from vafa.insight.lake.sources import KNOWN
from vafa.insight.metrics.breakdown import Scope, choose
from vafa.insight.metrics.units_outstanding import worth
from vafa.insight.shapes import Definition, LapsedSettings

MONTHS: Final = 12
PROFILE: Final = len(KNOWN)
Measure = Literal["money", "count", "share", "ratio", "days"]
Code = Literal[
    "yearly_sales", "purchases", "order", "yearly_sales_per_member", "buyers", "churn", "financial_contacts",
    "other_contacts", "kept", "marketing", "acquisition_cost", "on_discount", "life", "lifetime_value", "keeping_cost",
    "saved", "knowledge", "benefit",
]  # fmt: skip
YEAR_DAYS: Final = 365
_NEEDS_COSTS: Final = message("It needs what you spend on advertising and the like; enter it under Costs.")
_NEEDS_A_YEAR: Final = message("It needs a whole year of receipts.")
_OF_THE_CLUB: Final = message("Costs are entered for the whole club; choose all branches and members to see it.")


@dataclass(frozen=True, slots=True)
class Spent:
    """What the club spent in a month on one kind, in minor units."""

    advertising: int = 0
    acquisition: int = 0
    commission: int = 0
    keeping: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """Of one month of the club's calendar; money in minor units. `active` had a visit in the days of silence before it:
    active + new + returned - lost are active at its end. `life_days` are from the first to the last visit of those who
    were lost, together. `known` are filled places of the profiles of the month's buyers, four each. Units are valued as
    the programme declares."""

    start: date
    end: date
    buyers: int
    purchases: int
    net: int
    discount: int
    cost: int
    costed: bool
    year_buyers: int
    year_net: int
    all_buyers: int
    all_net: int
    all_cost: int
    all_costed: bool
    active: int
    new: int
    returned: int
    lost: int
    life_days: int
    lines_net: int
    on_discount: int
    contacts: int
    profiles: int
    known: int
    given_minor: int
    used_minor: int
    held_minor: int
    welcome_minor: int
    spent: Spent


@dataclass(frozen=True, slots=True)
class Outcome:
    """`now` is of the last whole month, `before` of the one before it, `series` of twelve, oldest first; None where
    there is nothing to divide by. `better`: is more of it good? `missing` says what a club has to enter first."""

    code: Code
    measure: Measure
    series: tuple[float | None, ...]
    better: bool
    definition: Definition
    missing: Message | None = None

    @property
    def now(self) -> float | None:
        return self.series[-1] if self.series else None

    @property
    def before(self) -> float | None:
        return self.series[-2] if len(self.series) > 1 else None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Whole months, oldest first, what each outcome was in them, and who came, returned and was lost as sentences."""

    months: tuple[Month, ...]
    rows: tuple[Outcome, ...]
    flows: Definition


def whole_months(calendar: Calendar, at: date, most: int = MONTHS) -> tuple[list[date], date]:
    """In: the club's calendar and the day after the last that counts. Out: the first days of the last whole months,
    oldest first, and the day after the last of them."""
    end = start_of(calendar, Period.MONTH, at)
    return [add_months(calendar, end, -back) for back in range(most, 0, -1)], end


def outcomes(
    lake: Lake, scope: Scope, calendar: Calendar, at: date, programme: Programme | None,
    spent: Mapping[date, Spent] | None = None, silent: int = LapsedSettings().silent_days_above,
) -> Outcomes:  # fmt: skip
    """In: a lake, whose purchases, the club's calendar, the day after the last that counts, the programme in force,
    what was spent by the first day of a month, and after how many days a member is silent. Out: the outcomes of the
    last whole months with a purchase before their end."""
    choose(lake, scope)
    ask = over_lake(lake)
    [(first,)] = ask("first_day", {})
    starts, end = whole_months(calendar, at)
    months = _months(lake, scope, calendar, [start for start in starts if first and next_start(
        calendar, Period.MONTH, start) > first], end, programme, spent or {}, silent)  # fmt: skip
    entered = spent is not None and any(spent.values())
    missing = _OF_THE_CLUB if scope != Scope() else None if entered else _NEEDS_COSTS
    rows = _rows(months, first, missing, silent, whole_club=scope == Scope())
    return Outcomes(months, rows, _flows(silent))


def _months(
    lake: Lake, scope: Scope, calendar: Calendar, starts: list[date], end: date, programme: Programme | None,
    spent: Mapping[date, Spent], silent: int,
) -> tuple[Month, ...]:  # fmt: skip
    if not starts:
        return ()
    lake.ask("months", months=starts, until=end)
    who = {"store": scope.store, "segment": scope.segment, "tier": scope.tier}
    welcoming = [rule.id for rule in programme.rules if _welcomes(rule.when, rule.activities)] if programme else []
    units = {unit.code: unit for unit in programme.units} if programme else {}
    sums, years, lives, flows, discounts, contacts, known = (
        {row[0]: row[1:] for row in lake.ask(f"outcome_{name}", silent=silent, **who)}
        for name in ("sums", "years", "lives", "flows", "discounts", "contacts", "known")
    )
    moved = _valued(lake.ask("outcome_units", **who), units, 3)
    welcomes = _valued(lake.ask("outcome_welcomes", rules=welcoming, **who), units, 1)
    found = []
    for start in starts:
        figures: tuple[Any, ...] = (
            *sums[start], *years[start], *lives[start], *flows[start], *discounts[start], contacts[start][0],
            *known[start], *moved.get(start, (0, 0, 0)), *welcomes.get(start, (0,)), spent.get(start, Spent()),
        )  # fmt: skip
        found.append(Month(start, next_start(calendar, Period.MONTH, start), *figures))
    return tuple(found)


def _welcomes(condition: object, activities: tuple[str, ...]) -> bool:
    """Is it for somebody new: a sign-up, or the first purchase alone?"""
    if isinstance(condition, All):
        return any(_welcomes(part, activities) for part in condition.conditions)
    return "sign_up" in activities or condition == NthPurchase(1)


def _valued(rows: Sequence[tuple[Any, ...]], units: Mapping[str, Unit], count: int) -> dict[date, tuple[int, ...]]:
    """In: rows of (month, unit, units …). Out: by month the worth of all units together."""
    found: dict[date, list[int]] = {}
    for start, code, *amounts in rows:
        sums = found.setdefault(start, [0] * count)
        if unit := units.get(code):
            for place, amount in enumerate(amounts):
                sums[place] += worth(unit, amount)
    return {start: tuple(sums) for start, sums in found.items()}


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _kept(month: Month) -> float | None:
    """The margin, or what was not given away as discount, of a unit of sales."""
    if month.costed:
        return _ratio(month.net - month.cost, month.net)
    return _ratio(month.net, month.net + month.discount)


def _marketing(month: Month) -> int:
    return month.spent.advertising + month.spent.acquisition + month.spent.commission + month.welcome_minor


def _value_of_a_life(month: Month, costed: bool) -> float | None:
    """What a buyer brought from the first purchase on, less what it took to win one."""
    brought = _ratio(month.all_net - (month.all_cost if costed else 0), month.all_buyers)
    won = _ratio(_marketing(month), month.new)
    return None if brought is None else brought - (won or 0)


def _rows(
    months: tuple[Month, ...], first: date | None, missing: Message | None, silent: int, *, whole_club: bool
) -> tuple[Outcome, ...]:
    """Figures of a year are told from the first whole year of receipts on: before it they grow because the days do."""
    costed = all(month.all_costed for month in months)
    yearly = [(month, first is not None and (month.end - first).days >= YEAR_DAYS) for month in months]
    table: tuple[tuple[Code, Measure, bool, list[float | None]], ...] = (
        ("yearly_sales", "money", True, [month.year_net if told else None for month, told in yearly]),
        ("purchases", "count", True, [month.purchases for month in months]),
        ("order", "money", True, [_ratio(month.net, month.purchases) for month in months]),
        ("yearly_sales_per_member", "money", True, [
            _ratio(month.year_net, month.year_buyers) if told else None for month, told in yearly
        ]),
        ("buyers", "count", True, [month.buyers for month in months]),
        ("churn", "share", False, [_ratio(month.lost, month.active) for month in months]),
        ("financial_contacts", "ratio", True, [_ratio(month.purchases, month.active) for month in months]),
        ("other_contacts", "ratio", True, [_ratio(month.contacts, month.active) for month in months]),
        ("kept", "share", True, [_kept(month) for month in months]),
        ("marketing", "money", False, [_marketing(month) if whole_club else None for month in months]),
        ("acquisition_cost", "money", False, [
            _ratio(_marketing(month), month.new) if whole_club else None for month in months
        ]),
        ("on_discount", "share", False, [_ratio(month.on_discount, month.lines_net) for month in months]),
        ("life", "days", True, [_ratio(month.life_days, month.lost) for month in months]),
        ("lifetime_value", "money", True, [
            _value_of_a_life(month, costed) if told and whole_club else None for month, told in yearly
        ]),
        ("keeping_cost", "money", False, [
            _ratio(month.used_minor + month.spent.keeping, month.active) if whole_club else None for month in months
        ]),
        ("saved", "money", True, [_ratio(month.held_minor, month.active) for month in months]),
        ("knowledge", "share", True, [_ratio(month.known, PROFILE * month.profiles) for month in months]),
        ("benefit", "money", True, [_ratio(month.used_minor + month.discount, month.active) for month in months]),
    )  # fmt: skip
    told = _definitions(silent)
    of_costs = ("marketing", "acquisition_cost", "lifetime_value", "keeping_cost")
    of_years = ("yearly_sales", "yearly_sales_per_member", "lifetime_value")
    short = None if all(told for _, told in yearly[-1:]) else _NEEDS_A_YEAR
    return tuple(
        Outcome(code, measure, tuple(series), better, Definition(code, told[code]),
                (short if code in of_years else None) or (missing if code in of_costs else None))
        for code, measure, better, series in table
    )  # fmt: skip


def _flows(silent: int) -> Definition:
    return Definition("flows", (
        message("New: bought for the first time. Returned: bought again after a silence of more than {days} days. "
                "Lost: passed into such a silence in the month.", days=silent),
        message("The life cycle judges each one by their own gaps, so that its figures are others."),
    ))  # fmt: skip


def _definitions(silent: int) -> dict[Code, tuple[Message, ...]]:
    active = message("Active is who had a visit in the {days} days before the month began.", days=silent)
    return {
        "yearly_sales": (message("Net sales of the {days} days to the end of the month.", days=365),),
        "purchases": (message("Purchases of the month that were not returned whole."),),
        "order": (message("Net sales of the month per purchase."),),
        "yearly_sales_per_member": (
            message("Net sales of the {days} days to the end of the month, per buyer of these days.", days=365),
        ),
        "buyers": (message("Members who bought in the month, each counted once."),),
        "churn": (
            message("Of the active, the share that passed into a silence of more than {days} days in the month.",
                    days=silent), active,
        ),
        "financial_contacts": (message("Purchases of the month per active member."), active),
        "other_contacts": (
            message("What members did besides buying, per active member: visits, sign-ups, reviews, answers."), active,
        ),
        "kept": (
            message("The margin of the month as a share of net sales; where some cost is unknown, the share of the "
                    "price that was not given away as discount."),
        ),
        "marketing": (
            message("Advertising, acquisition and commission as entered, and the worth of units that welcomed new "
                    "members."),
        ),
        "acquisition_cost": (
            message("Advertising, acquisition and commission as entered, and the worth of units that welcomed new "
                    "members, per member who bought for the first time in the month."),
        ),
        "on_discount": (message("Of net sales, the share of lines that had a discount."),),
        "life": (
            message("Days from the first visit to the last, of those who passed into a silence of more than {days} "
                    "days in the month.", days=silent),
        ),
        "lifetime_value": (
            message("What buyers brought from their first purchase to the end of the month, as margin or, where "
                    "some cost is unknown, as net sales, per buyer; less the cost of winning one in the month."),
        ),
        "keeping_cost": (
            message("The worth of units that members spent in the month, and what was entered for keeping, per active "
                    "member."), active,
        ),
        "knowledge": (
            message("Of the name, the gender, the birthday and the e-mail of the month’s buyers, the share that is "
                    "known now. The retention chain: interaction (purchases and other contacts), knowledge, benefit."),
        ),
        "benefit": (
            message("What an active member received in the month: discounts, and the worth of the units they spent."),
            active,
        ),
        "saved": (
            message("The declared worth of the units that members hold at the end of the month, per active member. The "
                    "account of a household belongs to no group and no tier."),
            active,
        ),
    }  # fmt: skip
