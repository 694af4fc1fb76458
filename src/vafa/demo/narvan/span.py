"""The eighteen Jalali months of Narvan, day by day: which are full, which are empty, which are closed."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from vafa.engine.calendar.jalali import fields, to_date
from vafa.engine.calendar.periods import first_instant

TEHRAN = ZoneInfo("Asia/Tehran")
FIRST_DAY, END_DAY = to_date(1404, 3, 1), to_date(1405, 9, 1)
STARTS_AT, ENDS_AT = first_instant(FIRST_DAY, TEHRAN), first_instant(END_DAY, TEHRAN)
DAYS = (END_DAY - FIRST_DAY).days
DAY_SECONDS = 86_400
END_SECOND = DAYS * DAY_SECONDS
DATES = tuple(FIRST_DAY + timedelta(days=day) for day in range(DAYS))
JALALI_DAYS = tuple(fields(day) for day in DATES)
MONTHS = tuple(month for _, month, _ in JALALI_DAYS)
WEEKDAYS = tuple(day.weekday() for day in DATES)
TUESDAY = 1

# Ramadan 1447. Its days are short of mornings and lunches, which move behind the breaking of the fast.
RAMADAN = range((date(2026, 2, 19) - FIRST_DAY).days, (date(2026, 3, 20) - FIRST_DAY).days)

_BY_MONTH = {1: 0.97, 2: 1.1, 3: 1.0, 4: 0.96, 5: 0.95, 6: 1.0, 7: 1.08, 8: 1.06, 9: 1.05, 10: 1.02, 11: 1.05, 12: 1.0}
_BY_DAY = {
    (1404, 3, 14): 0.5,
    (1404, 4, 14): 0.3,
    (1404, 4, 15): 0.0,
    (1404, 5, 23): 0.4,
    (1404, 9, 28): 1.3,
    (1404, 9, 29): 1.7,
    (1404, 9, 30): 2.4,
    (1404, 11, 25): 1.5,
    (1404, 12, 20): 0.4,
    (1404, 12, 29): 0.4,
    (1405, 3, 14): 0.5,
    (1405, 4, 4): 0.3,
    (1405, 4, 5): 0.0,
    (1405, 5, 13): 0.4,
}
_RAMADAN_FACTOR, _NOWRUZ_LOW = 0.74, 0.45


def day_number(year: int, month: int, day: int) -> int:
    """In: a Jalali day of the span. Out: its number, the first being 0."""
    return (to_date(year, month, day) - FIRST_DAY).days


def instant(second: int) -> datetime:
    """In: seconds since the span began. Out: the instant; Tehran keeps one offset all the while."""
    return STARTS_AT + timedelta(seconds=second)


@lru_cache(maxsize=1)
def day_factors() -> tuple[float, ...]:
    """How busy each day is for the whole chain, an ordinary day being about 1."""
    return tuple(_factor(day) for day in range(DAYS))


def _factor(day: int) -> float:
    year, month, of_month = JALALI_DAYS[day]
    if month == 1 and of_month <= 4:
        return 0.0
    if month == 1 and of_month <= 13:
        return _NOWRUZ_LOW
    fast = _RAMADAN_FACTOR if day in RAMADAN else 1.0
    return _BY_MONTH[month] * fast * _BY_DAY.get((year, month, of_month), 1.0)
