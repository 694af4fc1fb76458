"""Cells as people write them, made values: digits of either script, Jalali and Gregorian dates, money by its name."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from vafa.base.text import for_search, latin_digits, without_separators
from vafa.engine.calendar.periods import CALENDARS, Calendar
from vafa.members.birthdays import without_year

LARGEST: Final = 10**15
_JALALI, _GREGORIAN = range(1200, 1600), range(1800, 2200)
_DATE = re.compile(r"(\d{1,4})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{1,4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?|ق\.?ظ|ب\.?ظ)?", re.I)
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_NUMBER = re.compile(r"[+\-−]?\d[\d.]*")
_BLANKS = re.compile(r"[\s\u00a0\u202f\u200e\u200f\u2066-\u2069'٬،_]")
_YES = frozenset("1 y yes true ok on x ✓ ✔ بله بلی آری اری دارد موافق فعال".split())
_NO = frozenset("0 n no false off - – خیر نه ندارد مخالف غیرفعال".split())
_FIRST_EXCEL_DAY = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 80_000)
_EXCEL_DAY = re.compile(r"(\d{5})(?:\.\d*)?")


class Unreadable(ValueError):
    """The cell is not what its column says; `code` names what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of a column are written: `order` of the parts when the year is last (day or month first)."""

    calendar: Calendar
    zone: ZoneInfo
    day_first: bool = True


def plain_number(text: str) -> Decimal:
    """In: a number with separators, a currency's name or sign about it, digits of either script. Out: its value.
    Refused: Unreadable, also a formula."""
    bare = _BLANKS.sub("", latin_digits(text)).replace("٫", ".").replace("−", "-")
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if bare.startswith("="):
        raise Unreadable("formula")
    bare = without_separators(re.sub(r"^[^\d\-+(]+|[^\d]+$", "", bare))
    if not _NUMBER.fullmatch(bare):
        raise Unreadable("not_a_number")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if abs(value) > LARGEST:
        raise Unreadable("too_large")
    return value


def whole(text: str) -> int:
    """Out: a whole number; 2480.0 is one, 2480.5 is not."""
    value = plain_number(text)
    if value != int(value):
        raise Unreadable("not_whole")
    return int(value)


def minor(text: str, in_one: int) -> int:
    """In: money, and how many minor units are in one of what the column counts. Out: minor units, exactly."""
    value = plain_number(text) * in_one
    if value != int(value):
        raise Unreadable("too_fine")
    return int(value)


def yes(text: str) -> bool:
    """Nothing written is no."""
    bare = for_search(text)
    if bare in _YES:
        return True
    if not bare or bare in _NO:
        return False
    raise Unreadable("not_yes_or_no")


def day(text: str, dates: Dates) -> date:
    """In: a date whose year tells its calendar: 1404/09/02, 2025-11-23, 23.11.2025, 14040902, or a spreadsheet's day
    number. Refused: Unreadable for what is no date and for days that do not exist."""
    bare = latin_digits(text).strip()
    found = _DATE.match(bare) or _COMPACT.fullmatch(bare)
    if found:
        return _dated([int(part) for part in found.groups()], found[1], dates)
    if (counted := _EXCEL_DAY.fullmatch(bare)) and int(counted[1]) in _EXCEL_DAYS:
        return _FIRST_EXCEL_DAY + timedelta(days=int(counted[1]))
    raise Unreadable("formula" if bare.startswith("=") else "not_a_date")


def _dated(parts: list[int], first: str, dates: Dates) -> date:
    if len(first) >= 3:
        year, month, dom = parts
    else:
        dom, month, year = parts if dates.day_first else (parts[1], parts[0], parts[2])
    if year in _JALALI:
        calendar = CALENDARS["jalali"]
    elif year in _GREGORIAN:
        calendar = CALENDARS["gregorian"]
    else:
        raise Unreadable("not_a_year")
    try:
        return calendar.date(year, month, dom)
    except ValueError:
        raise Unreadable("no_such_day") from None


def instant(text: str, clock: str, dates: Dates) -> datetime:
    """In: a date with or without a time, and a time of a column of its own. Out: the instant in UTC; a day without a
    time counts from its noon, so that no zone moves it to another day."""
    bare = latin_digits(text).strip()
    if _OFFSET.search(bare) and _TIME.search(bare):
        try:
            return datetime.fromisoformat(bare).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Unreadable("not_a_date") from None
    at = _time(latin_digits(clock)) or _time(_DATE.sub("", bare, count=1)) or time(12)
    return datetime.combine(day(bare, dates), at, dates.zone).astimezone(UTC)


def _time(text: str) -> time | None:
    found = _TIME.search(text)
    if not found:
        return None
    hour, half = int(found[1]), (found[4] or "").replace(".", "").lower()
    if half in {"pm", "بظ"} and hour < 12:
        hour += 12
    elif half in {"am", "قظ"} and hour == 12:
        hour = 0
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise Unreadable("not_a_time") from None


_MONTH_DAY = re.compile(r"(\d{1,2})\s*[/\-.]\s*(\d{1,2})")


def _month_and_day(first: int, second: int, dates: Dates) -> tuple[int, int]:
    """A Jalali day comes after its month, a Gregorian one as in the file's other dates; what is above 12 is the day."""
    day_first = dates.calendar.kind == "gregorian" and dates.day_first
    if first > 12 or (day_first and second <= 12):
        return second, first
    return first, second


def birthday(text: str, dates: Dates) -> date:
    """In: a birth date, or month and day of the club's calendar. Out: the day without its year, which no gift needs."""
    bare = latin_digits(text).strip()
    if found := _MONTH_DAY.fullmatch(bare):
        month, dom = _month_and_day(int(found[1]), int(found[2]), dates)
    else:
        _, month, dom = dates.calendar.fields(day(bare, dates))
    try:
        return without_year(dates.calendar, month, dom)
    except ValueError:
        raise Unreadable("no_such_day") from None
