"""Who gains and who loses: how many by how much, losses at the left, those without a change in the middle."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.svg import Point
from vafa.doors.look.formats import Format

_WIDTH, _HEIGHT, _FLOOR, _GAP = 420, 138, 116.0, 3.0


def gains(fmt: Format, counts: Sequence[int], ends: tuple[str, str, str], label: str) -> SafeString:
    """In: how many members in each step, the middle one without a change; what the left end, the middle and the right
    end are called; the conclusion. A number line runs left to right in both languages."""
    if not any(counts):
        return svg.nothing(fmt)
    step, most, middle = _WIDTH / len(counts), max(counts), len(counts) // 2
    parts = []
    for place, count in enumerate(counts):
        height = max(2.0, count / most * (_FLOOR - 12)) if count else 0.0
        fill = "var(--c4)" if place < middle else "var(--c1)" if place > middle else "var(--c5)"
        corner = Point(place * step + _GAP / 2, _FLOOR - height)
        parts.append(svg.rect(corner, step - _GAP, height, fill))
    left, none, right = ends
    parts.append(svg.rule("ax", Point(0, _FLOOR), Point(_WIDTH, _FLOOR)))
    parts.append(svg.text(fmt, Point(_WIDTH / 2, _FLOOR + 16), none, kind="t3"))
    parts.append(svg.text(fmt, Point(2, _FLOOR + 16), left, side="right", kind="t3"))
    parts.append(svg.text(fmt, Point(_WIDTH - 2, _FLOOR + 16), right, side="left", kind="t3"))
    return svg.figure(fmt, _WIDTH, _HEIGHT, label, parts)
