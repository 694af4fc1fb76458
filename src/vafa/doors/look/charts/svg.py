"""The pieces every chart is made of. Text is escaped here and nowhere else."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number, known

_NOTHING = {"fa": "هنوز داده‌ای برای این نمودار نیست.", "en": "There is no data for this chart yet."}


class Point(NamedTuple):
    x: float
    y: float


def figure(fmt: Format, width: int, height: float, label: str, parts: Iterable[SafeString]) -> SafeString:
    """The root. Its direction is set, so that start and end of a text do not flip by surprise."""
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" style="direction:{};--w:{}">{}</svg>',
        width,
        short(height),
        label,
        fmt.direction,
        width,
        together(parts),
    )


def nothing(fmt: Format) -> SafeString:
    return format_html('<p class="small faint">{}</p>', _NOTHING[fmt.language])


def together(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def short(value: float) -> str:
    """One decimal is a tenth of a pixel; more is only weight."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text(fmt: Format, at: Point, words: str, *, side: str = "middle", kind: str = "") -> SafeString:
    """In: the side of the point on which the text lies: "left", "right" or "middle", the same in both directions."""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}"{}>{}</text>',
        short(at.x),
        short(at.y),
        _anchor(fmt, side),
        format_html(' class="{}"', kind) if kind else "",
        words,
    )


def rect(corner: Point, width: float, height: float, fill: str, *, radius: float = 2) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}"/>',
        *(short(value) for value in (corner.x, corner.y, width, height, radius)),
        fill,
    )


def circle(at: Point, radius: float, fill: str) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="{}" fill="{}"/>', short(at.x), short(at.y), short(radius), fill)


def line(points: Iterable[Point]) -> str:
    """The path through the points, as the value of a `d`."""
    return "M" + "L".join(f"{short(point.x)} {short(point.y)}" for point in points)


def area(points: Iterable[Point], fill: str, opacity: str) -> SafeString:
    return format_html('<path d="{}Z" fill="{}" opacity="{}"/>', line(points), fill, opacity)


def stroke(d: str, colour: str, *, width: float = 2, dashed: bool = False) -> SafeString:
    dash = SafeString(' stroke-dasharray="6 4"') if dashed else ""
    return format_html('<path class="ln" d="{}" stroke="{}" stroke-width="{}"{}/>', d, colour, short(width), dash)


def rule(kind: str, start: Point, end: Point) -> SafeString:
    """A grid line ("gr") or an axis ("ax")."""
    return format_html('<path class="{}" d="{}"/>', kind, line((start, end)))


def finite(values: Iterable[Number | None]) -> list[float]:
    return [float(value) for value in values if value is not None and known(value)]


def _anchor(fmt: Format, side: str) -> str:
    if side == "middle":
        return side
    return "start" if (side == "right") != fmt.rtl else "end"
