"""When units end: never, rolling, on fixed dates of the calendar, or sliding by inactivity."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import ClassVar
from zoneinfo import ZoneInfo

from vafa.engine.calendar.periods import Calendar, Period, add, first_instant, local_date, next_start


@dataclass(frozen=True, slots=True)
class Never:
    """Units never end."""

    type: ClassVar[str] = "never"


@dataclass(frozen=True, slots=True)
class Rolling:
    """So many periods after activation, counted from its date, at the end of that day, month or year."""

    type: ClassVar[str] = "rolling"
    count: int
    period: Period
    to_end_of: Period = Period.DAY


@dataclass(frozen=True, slots=True)
class FixedDates:
    """At the end of the next of these (month, day) dates of the club's calendar, at least `notice_days` away."""

    type: ClassVar[str] = "fixed_dates"
    dates: tuple[tuple[int, int], ...]
    notice_days: int = 0


@dataclass(frozen=True, slots=True)
class Sliding:
    """So many times 24 hours after the account's last counted activity."""

    type: ClassVar[str] = "sliding"
    days: int


Expiry = Never | Rolling | FixedDates | Sliding


def end_and_slide(
    expiry: Expiry, calendar: Calendar, zone: ZoneInfo, active_from: datetime
) -> tuple[datetime | None, int | None]:
    """In: a policy, the club's calendar and zone, and the instant of activation. Out: the instant at which the units
    end (half open, UTC; None for never or sliding) and the days of a sliding policy."""
    if isinstance(expiry, Sliding):
        return None, expiry.days
    if isinstance(expiry, Rolling):
        return _rolled(expiry, calendar, zone, local_date(active_from, zone)), None
    if isinstance(expiry, FixedDates):
        return _next_fixed(expiry, calendar, zone, active_from), None
    return None, None


@lru_cache(maxsize=8192)
def _rolled(expiry: Rolling, calendar: Calendar, zone: ZoneInfo, start: date) -> datetime:
    day = add(calendar, start, expiry.count, expiry.period)
    return first_instant(next_start(calendar, expiry.to_end_of, day), zone)


def _next_fixed(expiry: FixedDates, calendar: Calendar, zone: ZoneInfo, active_from: datetime) -> datetime:
    earliest = local_date(active_from, zone) + timedelta(days=expiry.notice_days)
    year = calendar.fields(earliest)[0]
    days = [
        calendar.date(any_year, month, min(day, calendar.month_length(any_year, month)))
        for any_year in (year, year + 1)
        for month, day in expiry.dates
    ]
    return first_instant(min(day for day in days if day >= earliest) + timedelta(days=1), zone)
