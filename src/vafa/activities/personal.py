"""What an activity is judged by of a member's own dates: it takes work to find, and is found where a rule reads it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from vafa.engine.calendar.periods import Calendar, days_between
from vafa.members.birthdays import year_known


class Personal(NamedTuple):
    """Under the names of the engine's facts."""

    age: int | None = None
    birthday_days: int | None = None
    days_since_joining: int = 0
    days_since_last_visit: int | None = None


NOTHING_READ: Final = Personal()


def personal(
    reads: Collection[str], calendar: Calendar, zone: ZoneInfo, at: datetime, day: date, *, born: date | None,
    joined_at: datetime, last_at: datetime | None,
) -> Personal:  # fmt: skip
    """In: the facts that rules read, the instant and the local day of an activity, and the member's birth date, joining
    and last visit before it. Out: those facts; nothing is found for what is not read."""
    if not reads:
        return NOTHING_READ
    if not ("age" in reads or "birthday_days" in reads):
        born = None
    joined = max(0, days_between(joined_at, at, zone)) if "days_since_joining" in reads else 0
    since = None
    if last_at is not None and "days_since_last_visit" in reads:
        since = max(0, days_between(last_at, at, zone))
    return Personal(
        _age(calendar, born, day) if born else None, birthday_days(calendar, born, day) if born else None, joined, since
    )


def _age(calendar: Calendar, born: date, day: date) -> int | None:
    """Full years; None where the year is not known."""
    if not year_known(born):
        return None
    year = calendar.fields(day)[0]
    return year - calendar.fields(born)[0] - (day < _anniversary(calendar, born, year))


def _anniversary(calendar: Calendar, born: date, year: int) -> date:
    """A birthday that a year lacks is the last day of its month."""
    _, month, day = calendar.fields(born)
    return calendar.date(year, month, min(day, calendar.month_length(year, month)))


def birthday_days(calendar: Calendar, born: date, day: date) -> int:
    """In: a birth date and a day. Out: days from the nearest birthday in the club's calendar, negative before it."""
    year = calendar.fields(day)[0]
    around = [_anniversary(calendar, born, each) for each in (year - 1, year, year + 1)]
    return min(((day - each).days for each in around), key=abs)
