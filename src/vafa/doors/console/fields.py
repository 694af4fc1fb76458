"""What people type: numbers and days in digits of any script, days in the club's own calendar."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vafa.base.text import latin_digits, without_separators
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import Calendar
from vafa.members.birthdays import without_year, year_known

_LARGEST = 10**12


class WholeField(forms.CharField):
    """A signed whole number; thousands may be set apart, the minus may be any."""

    default_error_messages = {  # noqa: RUF012  # as Django declares it
        "whole": _("Write a whole number, such as 120 or −120."),
        "large": _("This is more than a club can count. Check the digits."),
    }

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s٬،_\u200e\u200f\u00a0]", "", latin_digits(value or "")).replace("−", "-")
        text = without_separators(text)  # 12,5 is no whole number, and not 125
        if not text:
            return ""
        if not re.fullmatch(r"[+-]?\d{1,15}", text):
            raise ValidationError(self.error_messages["whole"], code="whole")
        if abs(int(text)) > _LARGEST:
            raise ValidationError(self.error_messages["large"], code="large")
        return int(text)


_IN_BROWSERS = {"jalali": "persian", "gregorian": "gregory"}


class DayField(forms.CharField):
    """Year, month and day of the club's calendar, such as 1370/05/12; month and day where nobody knows the year."""

    default_error_messages = {  # noqa: RUF012  # as Django declares it
        "day": _("Write year, month and day with a stroke between, such as {example}."),
        "future": _("This day has not come yet."),
    }

    def __init__(self, *, calendar: Calendar, today: dt.date, to_come: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.calendar, self.today, self.to_come = calendar, today, to_come
        # for the month that a script opens beside it; weeks begin on Sunday = 0 there
        self.widget.attrs |= {
            "dir": "ltr", "autocomplete": "off", "data-calendar": _IN_BROWSERS[calendar.kind],
            "data-today": today.isoformat(), "data-week": str((calendar.week_starts + 1) % 7),
            "data-open": _("Choose in the calendar"),
            "data-earlier": _("The month before"), "data-later": _("The month after"),
        }  # fmt: skip
        if not to_come:
            self.widget.attrs["data-latest"] = today.isoformat()

    def to_python(self, value: Any) -> Any:
        parts = re.split(r"[/\-.]", latin_digits(value or "").replace(" ", ""))
        if parts == [""]:
            return None
        try:
            found = self._found([int(part) for part in parts])
        except (ValueError, OverflowError):
            example = written_day(self.calendar, self.today)
            raise ValidationError(str(self.error_messages["day"]).format(example=example), code="day") from None
        if found > self.today and not self.to_come:
            raise ValidationError(self.error_messages["future"], code="future")
        return found

    def _found(self, parts: list[int]) -> dt.date:
        if len(parts) == 2:
            return without_year(self.calendar, *parts)
        year, month, day = parts
        return self.calendar.date(year, month, day)


class MoneyField(forms.CharField):
    """An amount as people type it, in the money that the club shows; in minor units."""

    def __init__(self, *, fmt: Format, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fmt = fmt
        self.widget.attrs |= {"inputmode": "decimal", "dir": "ltr"}

    def to_python(self, value: Any) -> Any:
        if not (value or "").strip():
            return None
        try:
            return self.fmt.money_typed(value)
        except ValueError:
            raise ValidationError(_("Write the amount in digits."), code="money") from None


def written_day(calendar: Calendar, day: dt.date | None) -> str:
    if day is None:
        return ""
    year, month, number = calendar.fields(day)
    if not year_known(day):
        return f"{month:02}/{number:02}"
    return f"{year:04}/{month:02}/{number:02}"


def required(text: Any) -> dict[str, Any]:
    """In: what to do when nothing was written."""
    return {"required": text}
