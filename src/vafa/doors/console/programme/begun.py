"""What a part is before its writer has changed it: an example in the club's own money, so that no rule is blank."""

import datetime as dt
from typing import Any

from vafa.doors.console.programme.names import DraftNames
from vafa.engine.earning import conditions as when
from vafa.engine.earning import effects as gives
from vafa.engine.earning.base import Lines
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.effects import Effect
from vafa.engine.earning.programme import Budget, Cap, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.opening.places import TRADES, Trade
from vafa.programmes.editing import free_id
from vafa.programmes.errors import UnknownPart

_NAMES = {
    "units_per_money": Name("پایه", "base"), "fixed_units": Name("هدیه", "gift"),
    "units_per_item": Name("برای هر کالا", "each item"), "stamp": Name("مهر", "stamp"),
    "cashback": Name("برگشت به کیف", "cash back"), "multiplier": Name("ضریب", "multiplier"),
}  # fmt: skip
_KINDS = {"stamp": "stamps", "cashback": "money"}


def condition(kind: str, names: DraftNames) -> Condition:
    """One of the kind, with the first of what the club has. Refused: a kind that is none."""
    trade, today = trade_of(names), names.fmt.today
    first = {
        each: tuple(list(known)[:1])
        for each, known in (("stores", names.stores), ("tiers", names.tiers), ("segments", names.segments))
    }
    made: dict[str, Condition] = {
        "amount_at_least": when.AmountAtLeast(trade.coffee), "has_lines": when.HasLines(Lines()),
        "at_store": when.AtStore(first["stores"]), "by_channel": when.ByChannel(("counter",)),
        "paid_with": when.PaidWith(("card",)),
        "on_weekday": when.OnWeekday((names.club.reckoning.week_starts,)), "between_hours": when.BetweenHours(15, 18),
        "between_dates": when.BetweenDates(today, today + dt.timedelta(days=30)), "nth_purchase": when.NthPurchase(1),
        "in_tier": when.InTier(tuple(list(names.tiers)[-1:])), "in_segment": when.InSegment(first["segments"]),
        "has_tag": when.HasTag(()), "age_between": when.AgeBetween(18, 30), "near_birthday": when.NearBirthday(3, 3),
        "days_since_joining": when.DaysSinceJoining(0, 30), "days_since_last_visit": when.DaysSinceLastVisit(70),
    }  # fmt: skip
    if kind not in made:
        raise UnknownPart(part=kind)
    return made[kind]


def rule(kind: str, names: DraftNames, taken: set[str]) -> Rule:
    """A rule of the kind, with a name and a figure to change. Refused: a kind that is none."""
    if kind not in _NAMES:
        raise UnknownPart(part=kind)
    return Rule(free_id(taken, kind.replace("_", "-")), _NAMES[kind], _effect(kind, names))


def _effect(kind: str, names: DraftNames) -> Effect:
    trade = trade_of(names)
    unit = _unit_for(kind, names)
    made: dict[str, Any] = {
        "units_per_money": lambda: gives.UnitsPerMoney(unit, 1, trade.step),
        "fixed_units": lambda: gives.FixedUnits(unit, trade.welcome),
        "units_per_item": lambda: gives.UnitsPerItem(unit, 1), "stamp": lambda: gives.Stamp(unit),
        "cashback": lambda: gives.Cashback(unit, 300), "multiplier": lambda: gives.Multiplier(unit, 2),
    }  # fmt: skip
    effect: Effect = made[kind]()
    return effect


def _unit_for(kind: str, names: DraftNames) -> str:
    """One that fits the kind; else the first, and the fault says what is missing."""
    units = names.content.programme.units
    wanted = _KINDS.get(kind, "points")
    fitting = [unit.code for unit in units if unit.kind == wanted] or [unit.code for unit in units]
    return fitting[0] if fitting else ""


def cap(names: DraftNames, taken: set[str]) -> Cap:
    units = names.content.programme.units
    return Cap(free_id(taken, "cap"), Name("سقف روز", "daily cap"), units[0].code if units else "", 500, "day")


def budget(names: DraftNames, taken: set[str]) -> Budget:
    units = names.content.programme.units
    name = Name("بودجهٔ ماه", "the month's budget")
    return Budget(free_id(taken, "budget"), name, units[0].code if units else "", 100_000, "month")


def unit(names: DraftNames, taken: set[str]) -> Unit:
    worth = (trade_of(names).step, 100)
    return Unit(free_id(taken, "points"), Name("امتیاز", "points"), value_minor_per=worth)


def trade_of(names: DraftNames) -> Trade:
    return TRADES.get(names.club.currency, TRADES["EUR"])
