"""The concentration curve: what share of the sales the best members bring."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.svg import Point
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number, known

_LEFT, _RIGHT, _TOP, _BOTTOM = 4.0, 316.0, 12.0, 168.0
Curve = Sequence[tuple[Number, Number]]


def share_at(curve: Curve, members: float) -> float | None:
    """In: points (share of members, best first; share of sales), ascending, and a share of members. Out: the share of
    sales they bring, between the two nearest points; None when the curve says nothing."""
    points = _points(curve)
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= members <= x1:
            return y0 if x1 == x0 else y0 + (y1 - y0) * (members - x0) / (x1 - x0)
    return None


def concentration(
    fmt: Format, curve: Curve, labels: tuple[str, str], axis: tuple[str, str], members: float = 0.2
) -> SafeString:
    """In: the curve; the conclusion and a second line under it ("" for none), written by the caller from `share_at`;
    the words for the end of the axis (all members) and for the diagonal (if equal)."""
    sales = share_at(curve, members)
    if sales is None:
        return svg.nothing(fmt)
    points = [_place(x, y) for x, y in _points(curve)]
    at = _place(members, sales)
    below = [*(point for point in points if point.x < at.x), at, Point(at.x, _BOTTOM), Point(_LEFT, _BOTTOM)]
    parts = [
        svg.area(below, "var(--gold)", ".45"),
        format_html('<path class="gr" d="{}" stroke-dasharray="3 4"/>', svg.line((_place(0, 0), _place(1, 1)))),
        svg.rule("ax", Point(_LEFT, _BOTTOM), Point(_RIGHT, _BOTTOM)),
        svg.stroke(svg.line(points), "var(--c1)", width=2.5),
        *_marker(at),
        *_words(fmt, at, labels, axis, members),
    ]
    return svg.figure(fmt, 320, 190, " ".join(label for label in labels if label), parts)


def concentration_table(fmt: Format, curve: Curve, caption: str, head: Sequence[str]) -> Table:
    """In: the two headings: share of members, share of sales. Out: every tenth of the members."""
    rows = [(tenth / 10, share_at(curve, tenth / 10)) for tenth in range(1, 11)]
    return Table(caption, head, [(fmt.percent(x, 0), fmt.percent(y)) for x, y in rows])


def _points(curve: Curve) -> list[tuple[float, float]]:
    """Begins at nothing, and has no gaps. A curve of nothing but zeros says nothing."""
    points = [(float(x), float(y)) for x, y in curve if known(x) and known(y)]
    if not any(y > 0 for _, y in points):
        return []
    return points if points[0] == (0.0, 0.0) else [(0.0, 0.0), *points]


def _place(members: float, sales: float) -> Point:
    return Point(_LEFT + (_RIGHT - _LEFT) * members, _BOTTOM - (_BOTTOM - _TOP) * sales)


def _marker(at: Point) -> list[SafeString]:
    drop = svg.line((Point(at.x, _BOTTOM), at))
    return [
        format_html('<path d="{}" stroke="var(--ink-3)" stroke-dasharray="2 3"/>', drop),
        format_html(
            '<circle cx="{}" cy="{}" r="4.5" fill="var(--paper)" stroke="var(--c1)" stroke-width="2.5"/>',
            svg.short(at.x),
            svg.short(at.y),
        ),
    ]


def _words(fmt: Format, at: Point, labels: tuple[str, str], axis: tuple[str, str], members: float) -> list[SafeString]:
    # Under the curve, clear of the point; a very flat curve must not push the words through the floor.
    beside = Point(at.x + 14, min(at.y + 20, _BOTTOM - 40))
    words = [
        svg.text(fmt, beside, labels[0], side="right", kind="t1"),
        svg.text(fmt, Point(at.x, 185), fmt.percent(members, 0), kind="t3"),
        svg.text(fmt, Point(_RIGHT, 185), axis[0], side="left", kind="t3"),
        svg.text(fmt, Point(311.3, 71.3), axis[1], side="left", kind="t3"),
    ]
    if labels[1]:
        words.append(svg.text(fmt, Point(beside.x, beside.y + 18), labels[1], side="right"))
    return words
