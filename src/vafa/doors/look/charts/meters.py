"""Shares as bars, and one share as a bar: HTML, so that the words keep their size at any width."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vafa.doors.look.charts import svg
from vafa.doors.look.charts.table import Table
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number, known

Shares = Sequence[tuple[str, Number | None]]


def meters(fmt: Format, shares: Shares, places: int = 0) -> SafeString:
    """In: a label and a fraction a row. Each is a full bar at 1."""
    if not shares:
        return svg.nothing(fmt)
    rows = format_html_join(
        "",
        '<div class="small"><div class="split"><span>{}</span><span class="num strong">{}</span></div>'
        '<div class="meter" style="--v:{}"><i></i></div></div>',
        ((label, fmt.percent(share, places), _filled(share)) for label, share in shares),
    )
    return format_html('<div class="stack" style="--gap:.6rem">{}</div>', rows)


def meters_table(fmt: Format, shares: Shares, caption: str, head: Sequence[str], places: int = 0) -> Table:
    return Table(caption, head, [(label, fmt.percent(share, places)) for label, share in shares])


def _filled(share: Number | None) -> str:
    if share is None or not known(share):
        return "0"
    return svg.short(100 * min(1.0, max(0.0, float(share))))
