"""A club's own way of writing numbers, money and dates (DESIGN.md §6): one value, handed to every template."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.doors.look import dates, numbers
from vafa.doors.look.money import Amount, Money
from vafa.doors.look.numbers import Number
from vafa.engine.calendar.periods import Calendar, local_date

_DAYS = {"fa": ("روز", "روز"), "en": ("day", "days")}
_NEAR = {"fa": {0: "امروز", 1: "دیروز", -1: "فردا"}, "en": {0: "Today", 1: "Yesterday", -1: "Tomorrow"}}
_COMMA = {"fa": "، ", "en": ", "}


@dataclass(frozen=True, slots=True)
class Format:
    """Fractions come in as 0.314, money as integers of the smallest unit, moments as aware datetimes.
    What is not known (None, not a number) is written as the word for it."""

    language: str
    calendar: Calendar
    zone: ZoneInfo
    currency: str
    money_shown: str
    today: dt.date

    @property
    def rtl(self) -> bool:
        return self.language == "fa"

    @property
    def direction(self) -> str:
        return "rtl" if self.rtl else "ltr"

    # Numbers

    def integer(self, value: Number | None) -> str:
        return numbers.integer(value, self.language)

    def change(self, value: Number | None, places: int = 0) -> str:
        """+192, −90, 0."""
        return numbers.change(value, places, self.language)

    def decimal(self, value: Number | None, significant: int = 3) -> str:
        return numbers.decimal(value, self.language, significant)

    def fixed(self, value: Number | None, places: int) -> str:
        return numbers.fixed(value, places, self.language)

    def percent(self, fraction: Number | None, places: int = 1) -> str:
        return numbers.percent(fraction, self.language, places)

    def percent_change(self, fraction: Number | None, places: int = 1) -> str:
        """+7.0%, −3.7%: for prose and tables; beside an arrow write `percent` of the size."""
        return numbers.percent_change(fraction, self.language, places)

    def points(self, difference: Number | None, places: int = 1) -> str:
        """The difference of two rates, without a sign: 2.1 pts."""
        return numbers.points(difference, self.language, places)

    def units(self, value: Number | None) -> str:
        """A count on a dashboard: 9,240 or 260 k."""
        return numbers.joined(*numbers.compact(value, self.language))

    def digits(self, text: str) -> str:
        return numbers.digits(text, self.language)

    # Money

    @property
    def currency_name(self) -> str:
        return self._money.name

    @property
    def money_places(self) -> int:
        """Digits after the point of an amount."""
        return self._money.places

    def money(self, minor: Number | None) -> str:
        """For dashboards: 1.31 bn Toman."""
        return str(self._money.compact(minor))

    def money_exact(self, minor: Number | None) -> str:
        """For tills and ledgers: 640,000 Toman."""
        return str(self._money.exact(minor))

    def money_change(self, minor: Number | None) -> str:
        """A step: +960 m Toman."""
        return str(self._money.change(minor))

    def money_parts(self, minor: Number | None) -> Amount:
        """The same as `money`, in pieces: figure, unit, short."""
        return self._money.compact(minor)

    def money_change_parts(self, minor: Number | None) -> Amount:
        return self._money.change(minor)

    def money_typed(self, text: str) -> int:
        """In: an amount as people type it. Out: minor units. Refused: ValueError."""
        return self._money.minor(text)

    def money_words(self, minor: int) -> str:
        return self._money.words(minor)

    def money_figure(self, minor: Number | None) -> str:
        """640,000: for a field that names its currency beside it, or a list that has said it."""
        return self._money.exact(minor).figure

    def money_plain(self, minor: int) -> str:
        """140000 or 12.5, in the unit that is shown: for scripts and number fields."""
        return f"{self._money.major(minor):f}"

    @property
    def _money(self) -> Money:
        return Money(self.language, self.currency, self.money_shown)

    # Days and moments

    def date(self, value: dt.date) -> str:
        return dates.day(value, self.calendar, self.language, self.today)

    def date_with_year(self, value: dt.date) -> str:
        return dates.day_with_year(value, self.calendar, self.language)

    def near(self, value: dt.date) -> str:
        """Today, Yesterday, Tomorrow, else the date."""
        return _NEAR[self.language].get((self.today - value).days) or self.date(value)

    def instant(self, value: dt.datetime) -> str:
        return f"{self.date_of(value)}{_COMMA[self.language]}{self.time(value)}"

    def date_of(self, value: dt.datetime) -> str:
        return self.date(local_date(value, self.zone))

    def time(self, value: dt.datetime) -> str:
        return self.digits(f"{value.astimezone(self.zone):%H:%M}")

    def range(self, first: dt.date, last: dt.date) -> str:
        """Both days are inside."""
        return dates.span(first, last, self.calendar, self.language, self.today)

    def month(self, value: dt.date) -> str:
        return dates.month(value, self.calendar, self.language, self.today)

    def month_name(self, number: int) -> str:
        return dates.month_name(number, self.calendar, self.language)

    def weekday(self, value: dt.date) -> str:
        return dates.weekday_name(value.weekday(), self.language)

    def weekday_name(self, number: int) -> str:
        """In: Monday 0 to Sunday 6, as in rules."""
        return dates.weekday_name(number, self.language)

    def days(self, count: Number | None) -> str:
        if count is None or not numbers.known(count):
            return numbers.unknown(self.language)
        one, many = _DAYS[self.language]
        return numbers.joined(numbers.trimmed(count, 1, self.language), one if count == 1 else many)

    def phone(self, value: str) -> SafeString:
        """Masked, and kept left to right inside Persian text. In: as stored, +989121234417."""
        return format_html('<bdi dir="ltr">{}</bdi>', self.digits(_masked(value)))

    def phone_whole(self, value: str) -> SafeString:
        """For staff who must compare it with the one they are told."""
        return format_html('<bdi dir="ltr">{}</bdi>', self.digits(_local(value)))


def language() -> str:
    """The one this page is in."""
    return translation.get_language() or "en"


def format_of(club: Club) -> Format:
    """A club's way of writing today, in the language of this page."""
    today = local_date(club_now(club), club.zone)
    return Format(language(), club.reckoning, club.zone, club.currency, club.money_shown, today)


def _local(phone: str) -> str:
    """As people of the country say it."""
    return f"0{phone[3:6]}\u00a0{phone[6:9]}\u00a0{phone[9:]}" if phone.startswith("+98") else phone


def _masked(phone: str) -> str:
    local = "0" + phone[3:] if phone.startswith("+98") else phone
    shown = 4 if len(local) >= 10 else 1
    return f"{local[:shown]}•••{local[-shown:]}" if len(local) > 2 else "•••"
