"""{{ branch|place_name:fmt }}, {{ price|money_figure:fmt }}: what the counter's templates say beyond the kit."""

import datetime as dt
from typing import Any

from django import template

from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import local_date

register = template.Library()


@register.filter
def place_name(thing: Any, fmt: Format) -> str:
    """Of whatever the club named in both languages."""
    return str(thing.name_in(fmt.language))


@register.filter
def money_figure(minor: int, fmt: Format) -> str:
    return fmt.money_figure(minor)


@register.filter
def major(minor: int, fmt: Format) -> str:
    """In the unit that is typed, for scripts: 140000, 12.5."""
    return fmt.money_plain(minor)


@register.filter
def add_id(start: str, id: Any) -> str:
    return f"{start}{id}"


@register.filter
def near_instant(value: dt.datetime, fmt: Format) -> str:
    """Today, 17:42."""
    return f"{fmt.near(local_date(value, fmt.zone))}{'، ' if fmt.rtl else ', '}{fmt.time(value)}"
