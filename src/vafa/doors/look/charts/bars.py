"""Bars from zero, in the reading direction, each labelled at its end; losses are hatched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.svg import Point
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number, known

_WIDTH, _NAMES, _END, _ROW, _THICK = 440, 110.0, 350.0, 30.0, 14.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A bar: its name, its value, and the value as it is written."""

    label: str
    value: Number | None
    text: str


def bars(fmt: Format, rows: Sequence[Measured], label: str) -> SafeString:
    values = svg.finite(row.value for row in rows)
    if not any(values):
        return svg.nothing(fmt)
    low, high = min(0.0, *values), max(0.0, *values)
    zero = _NAMES + (_END - _NAMES) * -low / (high - low)
    scale = (_END - _NAMES) / (high - low)
    parts = [_bar(fmt, row, place, zero, scale) for place, row in enumerate(rows)]
    height = _ROW * len(rows)
    axis = svg.rule("ax", Point(_x(fmt, zero), 0), Point(_x(fmt, zero), height))
    return svg.figure(fmt, _WIDTH, height, label, [*parts, axis])


def bars_table(rows: Sequence[Measured], caption: str, head: Sequence[str]) -> Table:
    return Table(caption, head, [(row.label, row.text) for row in rows])


def _x(fmt: Format, along: float) -> float:
    return _WIDTH - along if fmt.rtl else along


def _bar(fmt: Format, row: Measured, place: int, zero: float, scale: float) -> SafeString:
    value = float(row.value) if row.value is not None and known(row.value) else 0.0
    end = zero + value * scale
    middle = _ROW * (place + 0.5)
    corner = Point(min(_x(fmt, zero), _x(fmt, end)), middle - _THICK / 2)
    fill = "url(#loss)" if value < 0 else "var(--c1)"
    onward, back = ("left", "right") if fmt.rtl else ("right", "left")
    return svg.together(
        (
            svg.text(fmt, Point(_x(fmt, _NAMES - 10), middle + 4.5), row.label, side=back),
            svg.rect(corner, abs(value * scale), _THICK, fill),
            svg.text(fmt, Point(_x(fmt, max(end, zero) + 8), middle + 4.5), row.text, side=onward, kind="t1"),
        )
    )
