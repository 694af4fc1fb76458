"""Days and times in Persian and English, in the months of either calendar."""

from datetime import date

from vafa.doors.look.numbers import NBSP, digits
from vafa.engine.calendar.periods import Calendar

_JALALI = {
    "fa": (
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
        "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ),
    "en": (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
        "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ),
}  # fmt: skip
_GREGORIAN = {
    "fa": (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
        "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_WEEKDAYS = {
    "fa": (
        "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه",
        "جمعه", "شنبه", "یکشنبه",
    ),
    "en": (
        "Monday", "Tuesday", "Wednesday", "Thursday",
        "Friday", "Saturday", "Sunday",
    ),
}  # fmt: skip
_TO = {"fa": "تا", "en": "to"}


def month_name(month: int, calendar: Calendar, language: str) -> str:
    """In full. In: the month, 1 to 12."""
    return (_JALALI if calendar.kind == "jalali" else _GREGORIAN)[language][month - 1]


def month_short(month: int, calendar: Calendar, language: str) -> str:
    """English months of the Gregorian calendar have a usual short form; the others are short or have none."""
    name = month_name(month, calendar, language)
    return name[:3] if calendar.kind == "gregorian" and language == "en" else name


def weekday_name(weekday: int, language: str) -> str:
    """In: Monday 0 to Sunday 6."""
    return _WEEKDAYS[language][weekday]


def day(value: date, calendar: Calendar, language: str, today: date) -> str:
    """The day and month, and the year unless it is the current one."""
    year = calendar.fields(value)[0]
    text = _day_month(value, calendar, language)
    return text if year == calendar.fields(today)[0] else _with_year(text, year, language)


def day_with_year(value: date, calendar: Calendar, language: str) -> str:
    return _with_year(_day_month(value, calendar, language), calendar.fields(value)[0], language)


def month(value: date, calendar: Calendar, language: str, today: date) -> str:
    year, number, _ = calendar.fields(value)
    text = month_short(number, calendar, language)
    return text if year == calendar.fields(today)[0] else _with_year(text, year, language)


def span(first: date, last: date, calendar: Calendar, language: str, today: date) -> str:
    """Both ends are inside. What they share is said once, at the end."""
    start, end = calendar.fields(first), calendar.fields(last)
    if start[0] != end[0]:
        ends = (day_with_year(first, calendar, language), day_with_year(last, calendar, language))
        return f" {_TO[language]} ".join(ends)
    if first == last:
        return day(first, calendar, language, today)
    opening = digits(str(start[2]), language) if start[1] == end[1] else _day_month(first, calendar, language)
    return f"{opening} {_TO[language]} {day(last, calendar, language, today)}"


def _day_month(value: date, calendar: Calendar, language: str) -> str:
    _, number, dom = calendar.fields(value)
    return digits(str(dom), language) + NBSP + month_short(number, calendar, language)


def _with_year(text: str, year: int, language: str) -> str:
    return text + NBSP + digits(str(year), language)
