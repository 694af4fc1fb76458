"""A birthday whose year was not asked: kept in a leap year so long ago that nobody alive was born in it."""

from datetime import date

from vafa.engine.calendar.periods import Calendar

FIRST_YEAR_OF_BIRTH = 1900
_LEAP_YEARS = {"gregorian": 1604, "jalali": 983}


def without_year(calendar: Calendar, month: int, day: int) -> date:
    """In: month and day of the club's calendar. Out: the date that stands for it. Refused: ValueError for a day that
    no year has."""
    return calendar.date(_LEAP_YEARS[calendar.kind], month, day)


def year_known(born: date) -> bool:
    return born.year >= FIRST_YEAR_OF_BIRTH


def is_day_of(calendar: Calendar, told: date | None, born: date | None) -> bool:
    """Is what was told, without a year, the day of a birthday whose year is known?"""
    if told is None or born is None or year_known(told) or not year_known(born):
        return False
    return calendar.fields(told)[1:] == calendar.fields(born)[1:]
