"""Lines over time: left to right in both languages, at most three grid lines, each line labelled at its last point."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.svg import Point
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number, known

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 560, 220, 8.0, 448.0, 16.0, 194.0
_COLOURS = ("var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)")
_LABEL_HEIGHT = 34.0


@dataclass(frozen=True, slots=True)
class Series:
    """A line; unknown values are gaps. A comparison is smoke-coloured and dashed. The band is (low, high) a value."""

    label: str
    values: Sequence[Number | None]
    comparison: bool = False
    band: Sequence[tuple[Number, Number]] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    count: int
    low: float
    high: float

    def place(self, index: int, value: Number) -> Point:
        along = index / (self.count - 1) if self.count > 1 else 1.0
        return Point(
            _LEFT + (_RIGHT - _LEFT) * along,
            _BOTTOM - (_BOTTOM - _TOP) * (float(value) - self.low) / (self.high - self.low),
        )


def lines(
    fmt: Format, series: Sequence[Series], ends: tuple[str, str], written: Callable[[float], str], label: str
) -> SafeString:
    """In: up to five series of one length; the words under the first and last point; how a value is written."""
    every = [value for one in series for value in (*one.values, *(end for pair in one.band for end in pair))]
    values = svg.finite(every)
    if not values:
        return svg.nothing(fmt)
    low, high = min(0.0, *values), max(0.0, *values)
    frame = _Frame(max(len(one.values) for one in series), low, high if high > low else low + 1.0)
    coloured = list(zip(series, _colours(series), strict=True))
    parts = [
        *_grid(fmt, frame, written),
        *(_band(frame, one, colour) for one, colour in coloured if one.band),
        *(part for one, colour in coloured for part in _course(frame, one, colour)),
        svg.rule("ax", frame.place(0, 0), Point(_RIGHT, frame.place(0, 0).y)),
        *_labels(fmt, frame, coloured, written),
        svg.text(fmt, Point(_LEFT, 213), ends[0], side="right", kind="t3"),
        svg.text(fmt, Point(_RIGHT, 213), ends[1], side="left", kind="t3"),
    ]
    return svg.figure(fmt, _WIDTH, _HEIGHT, label, parts)


def lines_table(
    series: Sequence[Series], heading: str, names: Sequence[str], written: Callable[[Number | None], str], caption: str
) -> Table:
    """In: the heading over the names of the points, and the names, oldest first."""
    rows = [(name, *(written(one.values[row]) for one in series)) for row, name in enumerate(names)]
    return Table(caption, (heading, *(one.label for one in series)), rows)


def ticks(low: float, high: float, most: int = 3) -> list[float]:
    """Round values strictly between the ends, zero left out: at most three."""
    if not high > low:
        return []
    rough = (high - low) / (most + 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 2.5, 5, 10, 20) if _count(low, high, size * power) <= most)
    start = math.floor(low / step) + 1
    return [step * place for place in range(start, start + most + 2) if place and step * place < high]


def _count(low: float, high: float, step: float) -> int:
    return sum(1 for place in range(math.floor(low / step) + 1, math.ceil(high / step)) if place)


def _colours(series: Sequence[Series]) -> Iterator[str]:
    plain = iter(_COLOURS)
    for one in series:
        yield _COLOURS[-1] if one.comparison else next(plain)


def _grid(fmt: Format, frame: _Frame, written: Callable[[float], str]) -> Iterator[SafeString]:
    for value in ticks(frame.low, frame.high):
        start = frame.place(0, value)
        yield svg.rule("gr", Point(_LEFT, start.y), Point(_RIGHT, start.y))
        yield svg.text(fmt, Point(_LEFT, start.y - 4), written(value), side="right", kind="t3")


def _band(frame: _Frame, one: Series, colour: str) -> SafeString:
    highs = [frame.place(index, high) for index, (_, high) in enumerate(one.band)]
    lows = [frame.place(index, low) for index, (low, _) in enumerate(one.band)]
    return svg.area((*highs, *lows[::-1]), colour, ".2")


def _course(frame: _Frame, one: Series, colour: str) -> Iterator[SafeString]:
    for run in _runs(one.values):
        points = [frame.place(index, value) for index, value in run]
        if len(points) == 1:
            yield svg.circle(points[0], 2, colour)
        else:
            width = 2 if one.comparison else 2.8
            yield svg.stroke(svg.line(points), colour, width=width, dashed=one.comparison)


def _runs(values: Sequence[Number | None]) -> list[list[tuple[int, Number]]]:
    runs: list[list[tuple[int, Number]]] = [[]]
    for index, value in enumerate(values):
        if value is not None and known(value):
            runs[-1].append((index, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _labels(
    fmt: Format, frame: _Frame, coloured: Sequence[tuple[Series, str]], written: Callable[[float], str]
) -> Iterator[SafeString]:
    ends = [(_runs(one.values)[-1][-1], one, colour) for one, colour in coloured if _runs(one.values)]
    ends.sort(key=lambda end: frame.place(*end[0]).y)
    free = -math.inf
    for (index, value), one, colour in ends:
        at = frame.place(index, value)
        y = max(at.y - 3, free)
        free = y + _LABEL_HEIGHT
        yield svg.circle(at, 4, colour)
        yield svg.text(fmt, Point(_RIGHT + 10, y), written(float(value)), side="right", kind="t1")
        yield svg.text(fmt, Point(_RIGHT + 10, y + 16), one.label, side="right")
