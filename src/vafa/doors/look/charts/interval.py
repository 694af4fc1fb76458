"""An estimate with its interval on a number line. The line runs left to right in both languages."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number

_COLOURS = {"good": "var(--c1)", "bad": "var(--c4)", "gold": "var(--c2)"}


class Estimate(NamedTuple):
    low: Number | None
    point: Number | None
    high: Number | None


def verdict(estimate: Estimate, nothing: Number = 0) -> str:
    """Out: the class of a tag: "good" when the whole interval is above nothing, "bad" when below, else "gold"."""
    ends = svg.finite((estimate.low, estimate.high))
    if len(ends) < 2 or ends[0] <= float(nothing) <= ends[1]:
        return "gold"
    return "good" if ends[0] > float(nothing) else "bad"


def scale_of(estimates: Sequence[Estimate], nothing: Number = 0) -> tuple[float, float]:
    """One number line for estimates that stand under each other: from and to, with a margin."""
    values = [float(nothing), *svg.finite(end for estimate in estimates for end in estimate)]
    low, high = min(values), max(values)
    margin = (high - low) * 0.1 or 1.0
    return low - margin, high + margin


def interval(
    fmt: Format, estimate: Estimate, label: str, scale: tuple[float, float] | None = None, nothing: Number = 0
) -> SafeString:
    """In: the estimate, its conclusion in words, a shared scale, and the value of no effect (0, or 1 for ratios)."""
    values = svg.finite(estimate)
    if len(values) < 3:
        return svg.nothing(fmt)
    low, high = scale or scale_of([estimate], nothing)
    a, x, b, zero = (svg.short(100 * (value - low) / (high - low)) for value in (*values, float(nothing)))
    return format_html(
        '<div class="track" role="img" aria-label="{}" style="--k:{}"><span class="zero" style="--x:{}"></span>'
        '<span class="ci" style="--a:{};--b:{}"></span><span class="pt" style="--x:{}"></span></div>',
        label,
        _COLOURS[verdict(estimate, nothing)],
        zero,
        a,
        b,
        x,
    )
