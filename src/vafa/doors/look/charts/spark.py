"""A line without axes, for the course of one figure."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from vafa.doors.look.charts.svg import Point, finite, line
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number

_WIDTH, _TOP, _BOTTOM, _BASE = 120.0, 4.0, 28.0, 32.0


def sparkline(fmt: Format, values: Sequence[Number | None], label: str) -> SafeString:
    """In: the values, oldest first; unknown ones are left out. Out: always a line, flat when nothing moves."""
    course = line(_points(finite(values)))
    return format_html(
        '<svg class="spark" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label="{}"'
        ' style="direction:{}"><path d="{}L120 32L0 32Z" fill="currentColor" opacity=".12"/>'
        '<path d="{}" fill="none" stroke="currentColor" stroke-width="1.6" vector-effect="non-scaling-stroke"/></svg>',
        label,
        fmt.direction,
        course,
        course,
    )


def _points(values: list[float]) -> list[Point]:
    if len(values) < 2 or max(values) == min(values):
        middle = _BASE if not any(values) else (_TOP + _BOTTOM) / 2
        return [Point(0, middle), Point(_WIDTH, middle)]
    low, high = min(values), max(values)
    step = _WIDTH / (len(values) - 1)
    scale = (_BOTTOM - _TOP) / (high - low)
    return [Point(step * place, _BOTTOM - (value - low) * scale) for place, value in enumerate(values)]
