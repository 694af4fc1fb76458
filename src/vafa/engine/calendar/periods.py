"""Periods: days, weeks, months and years of a club, half open, and the instants at which they begin."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from vafa.engine.calendar import jalali

SATURDAY, SUNDAY, MONDAY = 5, 6, 0


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a club counts: the kind of its months and years, and the weekday (Monday 0) on which its weeks begin."""

    kind: Literal["gregorian", "jalali"]
    week_starts: int

    def fields(self, day: date) -> tuple[int, int, int]:
        return jalali.fields(day) if self.kind == "jalali" else (day.year, day.month, day.day)

    def date(self, year: int, month: int, day: int) -> date:
        return jalali.to_date(year, month, day) if self.kind == "jalali" else date(year, month, day)

    def month_length(self, year: int, month: int) -> int:
        if self.kind == "jalali":
            return jalali.month_length(year, month)
        return gregorian.monthrange(year, month)[1]


GREGORIAN = Calendar("gregorian", MONDAY)
JALALI = Calendar("jalali", SATURDAY)
CALENDARS = {"gregorian": GREGORIAN, "jalali": JALALI}


def add_months(calendar: Calendar, anchor: date, months: int) -> date:
    """In: the anchor date and a count of months, which may be negative. Out: the same day of the month that
    many months on; a day which that month lacks becomes its last. Count from the anchor, never from a result:
    31 Farvardin + 12 months is 31 Farvardin, by way of months of 29 and 30 days."""
    year, month, day = calendar.fields(anchor)
    years, month0 = divmod(month - 1 + months, 12)
    length = calendar.month_length(year + years, month0 + 1)
    return calendar.date(year + years, month0 + 1, min(day, length))


def add(calendar: Calendar, anchor: date, count: int, period: Period) -> date:
    """In: the anchor, a count and what is counted. Out: the date so many periods from the anchor."""
    if period is Period.DAY:
        return anchor + timedelta(days=count)
    if period is Period.WEEK:
        return anchor + timedelta(weeks=count)
    return add_months(calendar, anchor, count * (12 if period is Period.YEAR else 1))


def start_of(calendar: Calendar, period: Period, day: date) -> date:
    """In: a day. Out: the first day of the period that holds it."""
    if period is Period.DAY:
        return day
    if period is Period.WEEK:
        return day - timedelta(days=(day.weekday() - calendar.week_starts) % 7)
    year, month, _ = calendar.fields(day)
    return calendar.date(year, 1 if period is Period.YEAR else month, 1)


def next_start(calendar: Calendar, period: Period, day: date) -> date:
    """In: a day. Out: the first day of the period after the one that holds it (the half-open end)."""
    return add(calendar, start_of(calendar, period, day), 1, period)


@lru_cache(maxsize=8192)
def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """In: a day and a zone. Out: the first instant (UTC) whose local date is that day or later. Midnight is
    missing on some days (22 March 2022 in Tehran began at 01:00)."""
    guess = datetime.combine(day, time(), zone).astimezone(UTC)
    if guess.astimezone(zone).time() == time():
        return guess
    before, after = guess - timedelta(days=2), guess
    while after - before > timedelta(microseconds=1):
        middle = before + (after - before) / 2
        before, after = (before, middle) if local_date(middle, zone) >= day else (middle, after)
    return after


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """In: an aware instant. Out: the date on the wall of that zone."""
    return instant.astimezone(zone).date()


def period_of(calendar: Calendar, period: Period, instant: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """In: an instant. Out: the first instant of its period and of the next (half open), in UTC."""
    return _period_of_day(calendar, period, local_date(instant, zone), zone)


@lru_cache(maxsize=8192)
def _period_of_day(calendar: Calendar, period: Period, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start, end = start_of(calendar, period, day), next_start(calendar, period, day)
    return first_instant(start, zone), first_instant(end, zone)


def days_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> int:
    """In: two instants. Out: how many local midnights lie between them (0 on the same day)."""
    return (local_date(later, zone) - local_date(earlier, zone)).days
