"""The Jalali (Solar Hijri) calendar by its official leap years.

The breaks are the years in which the official table interrupts the 4-year rhythm (Borkowski 1996,
"The Persian calendar for 3000 years"); between them leap years come every fourth year. 1399, 1403 and
1408 are leap; jdatetime and ICU agree on every day of 1300-1499.
"""

from datetime import date
from functools import lru_cache

_BREAKS = (
    -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
)  # fmt: skip
_DAYS_BEFORE_MONTH = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)
FIRST_YEAR, LAST_YEAR = 1, 3177


@lru_cache(maxsize=512)
def _year_facts(year: int) -> tuple[int, int]:
    """In: a Jalali year. Out: the day of Gregorian March on which it begins, and its place after a leap
    year (0 means it is leap)."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Jalali years run from {FIRST_YEAR} to {LAST_YEAR}, not {year}")
    leap_days, previous, jump = -14, _BREAKS[0], 0
    for limit in _BREAKS[1:]:
        jump = limit - previous
        if year < limit:
            break
        leap_days += jump // 33 * 8 + jump % 33 // 4
        previous = limit
    into = year - previous
    leap_days += into // 33 * 8 + (into % 33 + 3) // 4
    if jump % 33 == 4 and jump - into == 4:
        leap_days += 1
    gregorian = year + 621
    gregorian_leap_days = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    if jump - into < 6:
        into = into - jump + (jump + 4) // 33 * 33
    place = ((into + 1) % 33 - 1) % 4
    return 20 + leap_days - gregorian_leap_days, 4 if place == -1 else place


@lru_cache(maxsize=512)
def _first_ordinal(year: int) -> int:
    return date(year + 621, 3, 1).toordinal() + _year_facts(year)[0] - 1


def is_leap(year: int) -> bool:
    """In: a Jalali year. Out: does its Esfand have 30 days?"""
    return _year_facts(year)[1] == 0


def month_length(year: int, month: int) -> int:
    """In: a Jalali year and month 1-12. Out: its days: six of 31, five of 30, Esfand 29 or 30."""
    if month <= 6:
        return 31
    if month <= 11 or is_leap(year):
        return 30
    return 29


def to_date(year: int, month: int, day: int) -> date:
    """In: a Jalali year, month 1-12 and day. Out: the same day as a date. Refused: a day that is not there."""
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        raise ValueError(f"{year}-{month}-{day} is not a day of the Jalali calendar")
    return date.fromordinal(_first_ordinal(year) + _DAYS_BEFORE_MONTH[month - 1] + day - 1)


@lru_cache(maxsize=4096)
def fields(day: date) -> tuple[int, int, int]:
    """In: a date. Out: its Jalali year, month and day."""
    year = day.year - 621
    if day.toordinal() < _first_ordinal(year):
        year -= 1
    into = day.toordinal() - _first_ordinal(year)
    month = into // 31 + 1 if into < 186 else (into - 186) // 30 + 7
    return year, month, into - _DAYS_BEFORE_MONTH[month - 1] + 1
