"""The purchases of one member as dots on a line of time, left to right in both languages; size is the amount."""

import datetime as dt
import math
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import Period, next_start

_SMALLEST, _LARGEST = 10.0, 28.0
# In percent of the width: dots keep clear of the edges, months of each other.
_MARGIN, _BETWEEN_MONTHS = 2.0, 12.0
Purchases = Sequence[tuple[dt.date, int]]


def strip(fmt: Format, purchases: Purchases, label: str, today_label: str) -> SafeString:
    """In: the days and amounts in minor units. Today is the end of the line."""
    shown = sorted((day, max(0, amount)) for day, amount in purchases if day <= fmt.today)
    if not shown:
        return svg.nothing(fmt)
    first, most = shown[0][0], max(amount for _, amount in shown)
    dots = format_html_join(
        "",
        '<span class="dot" style="--x:{};--d:{}"></span>',
        ((svg.short(_along(fmt, first, day)), svg.short(_size(amount, most))) for day, amount in shown),
    )
    return format_html(
        '<div class="strip" role="img" aria-label="{}"><span class="way"></span>{}'
        '<span class="today" style="--x:{}"></span>{}<span class="when now" style="--x:100" dir="{}">{}</span></div>',
        label,
        dots,
        svg.short(_along(fmt, first, fmt.today)),
        _months(fmt, first),
        fmt.direction,
        today_label,
    )


def strip_table(fmt: Format, purchases: Purchases, caption: str, head: Sequence[str]) -> Table:
    """In: the two headings: the day, the amount. Newest first."""
    return Table(caption, head, [(fmt.date(day), fmt.money_exact(amount)) for day, amount in sorted(purchases)[::-1]])


def _along(fmt: Format, first: dt.date, day: dt.date) -> float:
    whole = (fmt.today - first).days
    passed = (day - first).days / whole if whole else 1  # a first purchase of today stands where today does
    return _MARGIN + (100 - 2 * _MARGIN) * passed


def _size(amount: int, most: int) -> float:
    """By area, as the eye compares dots."""
    return _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(amount / most) if most else _SMALLEST


def _months(fmt: Format, first: dt.date) -> SafeString:
    """The first month at the start of the line, later ones where they begin, as far as there is room."""
    labels = [(0.0, fmt.month(first))]
    day = next_start(fmt.calendar, Period.MONTH, first)
    while day <= fmt.today:
        at = _along(fmt, first, day)
        if labels[-1][0] + _BETWEEN_MONTHS <= at <= 100 - _BETWEEN_MONTHS:
            labels.append((at, fmt.month(day)))
        day = next_start(fmt.calendar, Period.MONTH, day)
    return format_html_join(
        "", '<span class="when" style="--x:{}">{}</span>', ((svg.short(at), name) for at, name in labels)
    )
