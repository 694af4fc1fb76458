"""A club's published version of its rules, units, caps and how they live."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from vafa.engine.amounts import Rounding
from vafa.engine.calendar.periods import Calendar, Period, start_of
from vafa.engine.earning.base import Base
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.effects import Effect
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Expiry, Never

CapPeriod = Literal["receipt", "day", "week", "month", "year", "lifetime"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What accounts count. `value_minor_per` is the club's declared money value of one unit, as (minor, units)."""

    code: str
    name: Name
    kind: Literal["points", "status", "stamps", "money"] = "points"
    value_minor_per: tuple[int, int] = (0, 1)
    expiry: Expiry = field(default_factory=Never)


@dataclass(frozen=True, slots=True)
class WaitDays:
    """The award waits so many days (the return window) before it is active."""

    type: ClassVar[str] = "days"
    days: int


@dataclass(frozen=True, slots=True)
class WaitStep:
    """The award waits for a named step (paid, delivered); without it the units are cancelled after so many days."""

    type: ClassVar[str] = "step"
    step: str
    deadline_days: int


@dataclass(frozen=True, slots=True)
class Rule:
    """`group` keeps only the largest final result of its rules, for the receipt or for each line. An indivisible award
    that does not fit under a cap is withheld. Lower `priority` comes first."""

    id: str
    name: Name
    effect: Effect
    when: Condition | None = None
    activities: tuple[str, ...] = ("purchase",)
    base: Base = field(default_factory=Base)
    priority: int = 100
    rounding: Rounding = Rounding.DOWN
    group: str = ""
    group_scope: Literal["receipt", "line"] = "receipt"
    indivisible: bool = False
    waits: WaitDays | WaitStep | None = None
    expiry: Expiry | None = None


LIFETIME = date.min
"""The period of a cap that has none."""
_CALENDAR_PERIODS = {period.value: period for period in Period}


@dataclass(frozen=True, slots=True)
class Cap:
    """No more than so many units in a period of the club's calendar, from the named rules or from all of the unit."""

    id: str
    name: Name
    unit: str
    units: int
    period: CapPeriod
    rules: tuple[str, ...] = ()

    def counts(self, rule: Rule) -> bool:
        """In: a rule. Out: does the cap count what it gives?"""
        return self.unit == rule.effect.unit and (not self.rules or rule.id in self.rules)

    def counts_from(self, calendar: Calendar, day: date) -> date | None:
        """In: the club's calendar and a day. Out: the first day of the period that the cap counts then; None for a cap
        per receipt, which counts nowhere."""
        if self.period == "receipt":
            return None
        period = _CALENDAR_PERIODS.get(self.period)
        return start_of(calendar, period, day) if period else LIFETIME


@dataclass(frozen=True, slots=True)
class Budget(Cap):
    """What all members together may be given in a period. It does not trim: an award that no longer fits is not given,
    and staff hear of it, as they do once `alarm_percent` of it is given."""

    alarm_percent: int = 80


@dataclass(frozen=True, slots=True)
class Programme:
    version: int
    units: tuple[Unit, ...]
    rules: tuple[Rule, ...]
    caps: tuple[Cap, ...] = ()
    budgets: tuple[Budget, ...] = ()

    @property
    def limits(self) -> tuple[Cap, ...]:
        """Caps, and then budgets: what a cap leaves must fit into its budgets whole."""
        return (*self.caps, *self.budgets)

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)

    def rule(self, id: str) -> Rule:
        return next(rule for rule in self.rules if rule.id == id)
