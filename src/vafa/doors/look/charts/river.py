"""The member river: six stages in reading order, and how many moved between them. Bars and ribbons share one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.svg import Point
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format

_WIDTH, _EDGE, _BAR, _TALLEST = 780, 40.0, 12.0, 118.0
_COLOURS = ("var(--c3)", "var(--c1)", "var(--c1)", "var(--c1)", "var(--c2)", "var(--c5)")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, who stands in it now, and how many came into it from the stage before."""

    label: str
    count: int
    came: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """A way past the neighbours: the biggest leak to the last stage, or the way back from it. The label counts."""

    stage: int
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class _Bed:
    """Where things lie: positions along the reading direction, widths in pixels by one scale."""

    fmt: Format
    stages: Sequence[Stage]
    scale: float
    top: float

    @property
    def middle(self) -> float:
        return self.top + _TALLEST / 2

    def start(self, place: int) -> float:
        return _EDGE + (_WIDTH - 2 * _EDGE - _BAR) / (len(self.stages) - 1) * place

    def x(self, along: float) -> float:
        return _WIDTH - along if self.fmt.rtl else along

    def height(self, place: int) -> float:
        return max(1.0, self.stages[place].count * self.scale)


def river(fmt: Format, stages: Sequence[Stage], leak: Flow | None, back: Flow | None, label: str) -> SafeString:
    """In: the six stages, the biggest leak (from its stage to the last), the way back (from the last to its stage)."""
    flows = [flow for flow in (leak, back) if flow and flow.count > 0]
    most = max([*(max(stage.count, stage.came) for stage in stages), *(flow.count for flow in flows)], default=0)
    if len(stages) < 2 or most <= 0:
        return svg.nothing(fmt)
    scale = _TALLEST / most
    back_width = max(1.0, back.count * scale) if back in flows and back else 0.0
    bed = _Bed(fmt, stages, scale, 69 + back_width if back_width else 16.0)
    leak_width = max(1.0, leak.count * scale) if leak in flows and leak else 0.0
    dip = bed.top + _TALLEST + 10.7 + leak_width / 2
    names = dip + leak_width / 2 + 19.7
    parts = [_ribbon(bed, place) for place in range(1, len(stages))]
    if leak and leak_width:
        parts.append(_leak(bed, leak.stage, leak_width, dip))
    if back and back_width:
        parts.append(_way_back(bed, back.stage, back_width))
    parts += [_bar(bed, place, names) for place in range(len(stages))]
    parts += [_moved(bed, place) for place in range(1, len(stages)) if stages[place].came > 0]
    parts += _flow_labels(bed, leak if leak_width else None, back if back_width else None, dip)
    return svg.figure(fmt, _WIDTH, names + 22, label, parts)


def river_table(
    fmt: Format, stages: Sequence[Stage], leak: Flow | None, back: Flow | None, caption: str, head: Sequence[str]
) -> Table:
    """In: the three headings: the stage, how many are in it, how many came from the stage before."""
    rows = [(stage.label, fmt.integer(stage.count), fmt.integer(stage.came)) for stage in stages]
    rows += [(flow.label, "", fmt.integer(flow.count)) for flow in (leak, back) if flow]
    return Table(caption, head, rows)


def _ribbon(bed: _Bed, place: int) -> SafeString:
    half = bed.stages[place].came * bed.scale / 2
    start, end = bed.x(bed.start(place - 1) + _BAR), bed.x(bed.start(place))
    corners = (Point(start, bed.middle - half), Point(end, bed.middle - half))
    opposite = (Point(end, bed.middle + half), Point(start, bed.middle + half))
    return svg.area((*corners, *opposite), _COLOURS[place % len(_COLOURS)], ".34")


def _leak(bed: _Bed, stage: int, width: float, dip: float) -> SafeString:
    start, end = bed.start(stage) + _BAR, bed.start(len(bed.stages) - 1)
    leaves = bed.middle + max(0.0, (bed.height(stage) - width) / 2 - 2)
    arrives = bed.middle + max(0.0, (bed.height(len(bed.stages) - 1) - width) / 2 - 2)
    return _arc(bed, (start, leaves), (end, arrives), dip, "var(--anar)", width)


def _way_back(bed: _Bed, stage: int, width: float) -> SafeString:
    start, end = bed.start(len(bed.stages) - 1), bed.start(stage) + _BAR
    leaves = bed.middle - max(0.0, (bed.height(len(bed.stages) - 1) - width) / 2 - 2)
    arrives = bed.middle - max(0.0, (bed.height(stage) - width) / 2 - 2)
    return _arc(bed, (start, leaves), (end, arrives), 32 + width / 2, "var(--lapis)", width)


def _arc(
    bed: _Bed, start: tuple[float, float], end: tuple[float, float], height: float, colour: str, width: float
) -> SafeString:
    """Out and past the bars between, then in again; level at both ends."""
    (x0, y0), (x1, y1) = start, end
    turn = (x0 + x1) / 2
    near, far = x0 + (x1 - x0) * 0.22, x0 + (x1 - x0) * 0.78
    d = (
        f"M{svg.short(bed.x(x0))} {svg.short(y0)}C{svg.short(bed.x(near))} {svg.short(y0)}"
        f" {svg.short(bed.x(x0 + (x1 - x0) * 0.154))} {svg.short(height)} {svg.short(bed.x(turn))} {svg.short(height)}"
        f"S{svg.short(bed.x(far))} {svg.short(y1)} {svg.short(bed.x(x1))} {svg.short(y1)}"
    )
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="{}" opacity=".42"/>', d, colour, svg.short(width)
    )


def _bar(bed: _Bed, place: int, names: float) -> SafeString:
    stage, height = bed.stages[place], bed.height(place)
    middle = bed.x(bed.start(place) + _BAR / 2)
    corner = Point(middle - _BAR / 2, bed.middle - height / 2)
    return svg.together(
        (
            svg.rect(corner, _BAR, height, _COLOURS[place % len(_COLOURS)], radius=min(3, height / 2)),
            svg.text(bed.fmt, Point(middle, names), stage.label),
            svg.text(bed.fmt, Point(middle, names + 18), bed.fmt.integer(stage.count), kind="t1"),
        )
    )


def _moved(bed: _Bed, place: int) -> SafeString:
    middle = (bed.x(bed.start(place - 1) + _BAR) + bed.x(bed.start(place))) / 2
    return svg.text(bed.fmt, Point(middle, bed.middle + 4.5), bed.fmt.integer(bed.stages[place].came), kind="t1")


def _flow_labels(bed: _Bed, leak: Flow | None, back: Flow | None, dip: float) -> list[SafeString]:
    last = bed.start(len(bed.stages) - 1)
    labels = []
    if leak:
        x = bed.x((bed.start(leak.stage) + _BAR + last) / 2)
        labels.append(svg.text(bed.fmt, Point(x, dip + 4.5), leak.label, kind="t1"))
    if back:
        x = bed.x((bed.start(back.stage) + _BAR + last) / 2)
        labels.append(svg.text(bed.fmt, Point(x, 22), back.label, kind="t1"))
    return labels
