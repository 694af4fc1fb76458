"""The lever hero: what the result is made of, and which factor moved it."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vafa.doors.look.charts.levers import Hero, Lever, Total
from vafa.doors.look.charts.spark import sparkline
from vafa.doors.look.formats import Format
from vafa.insight.metrics.levers import split
from vafa.insight.shapes import Lever as Factor
from vafa.insight.shapes import Levers

_MOVED_LEAST = 0.005


def hero(fmt: Format, found: Levers, days: int, *, sales: bool, begins: date | None = None) -> Hero:
    """In: the levers of a period, how many days it has, whether the sale is asked for instead of the margin, and the
    day on which the receipts begin, where that is within the period before."""
    by_sales = sales and found.mode == "margin"
    factors = [each for each in found.in_order if not (by_sales and each.letter == "V")]
    now, before = (
        (found.net_minor, found.net_before_minor) if by_sales else (found.result_minor, found.result_before_minor)
    )
    parts = _sales_parts(factors, now, before) if by_sales else [each.part for each in factors]
    levers = [_lever(fmt, found, factor, part) for factor, part in zip(factors, parts, strict=True)]
    margin = found.mode == "margin" and not sales
    change = (now - before) / before if before > 0 else None
    return Hero(
        title=_("Gross profit from members") if margin else _("Sales to members"),
        sentence=_sentence(fmt, now - before, change, levers) if begins is None else _not_whole(fmt, begins),
        result=_("Gross profit") if margin else _("Sales"),
        levers=levers,
        before=_total(fmt, before, _("the {days} before").format(days=fmt.days(days))),
        now=_total(fmt, now, _("this period")),
        change=change,
        change_text=fmt.percent(abs(change)) if change is not None else "",
    )


def _sales_parts(factors: Sequence[Factor], now: int, before: int) -> list[float] | list[None]:
    values, befores = [each.value for each in factors], [each.before for each in factors]
    if not all(value and value > 0 for value in (*values, *befores)):
        return [None] * len(factors)
    known = [Fraction(value) for value in values if value], [Fraction(value) for value in befores if value]
    return split(*known, Fraction(now), Fraction(before))


def _total(fmt: Format, minor: int, label: str) -> Total:
    written = fmt.money_parts(minor)
    return Total(minor, written.figure, written.unit, label)


def _lever(fmt: Format, found: Levers, factor: Factor, part: float | None) -> Lever:
    figure, unit = _figure(fmt, factor)
    change = factor.change
    return Lever(
        factor.letter,
        _label(factor.letter, found),
        figure,
        unit,
        change,
        fmt.percent(abs(change)) if change is not None else "",
        sparkline(fmt, factor.series, _label(factor.letter, found)),
        part,
        fmt.money_change_parts(round(part)).short if part is not None else "",
    )


def _figure(fmt: Format, factor: Factor) -> tuple[str, str]:
    if factor.value is None:
        return fmt.decimal(None), ""
    if factor.letter == "N":
        return fmt.integer(int(factor.value)), ""
    if factor.letter == "V":
        return fmt.percent(float(factor.value)), ""
    if factor.letter == "F":
        return fmt.decimal(float(factor.value)), ""
    money = fmt.money_parts(round(factor.value))
    return money.figure, money.unit


def _label(letter: str, found: Levers) -> str:
    kept = _("kept of each sale") if found.mode == "margin" else _("not given away")
    each = _("per purchase") if found.mode == "margin" else _("list price each")
    return {"N": _("buying members"), "V": kept, "F": _("purchases each"), "S": each}[letter]


def _not_whole(fmt: Format, begins: date) -> SafeString:
    said = _("Receipts begin on {day}, within the period before: what has grown is partly the days there are.")
    return format_html("{}", said.format(day=fmt.date(begins)))


def _sentence(fmt: Format, change_minor: int, change: float | None, levers: Sequence[Lever]) -> SafeString:
    if change is None:
        return format_html("{}", _("There is nothing to compare with yet: nobody bought in the period before."))
    if abs(change) < _MOVED_LEAST:
        return format_html("{}", _("About as much as in the period before."))
    size = format_html("<b>{}</b>", fmt.money_parts(abs(change_minor)).short)
    # Escaped by format_html: the words are ours, the size is safe.
    up = format_html(_("Up {size}."), size=size)
    down = format_html(_("Down {size}."), size=size)
    return format_html("{} {}", up if change > 0 else down, _because(levers, change > 0))


def _because(levers: Sequence[Lever], rose: bool) -> str:
    """The strongest with the change and the strongest against it; a split explains by arithmetic, not by cause."""
    moved = [lever for lever in levers if lever.step]
    along = max(moved, key=lambda lever: (lever.step or 0) * (1 if rose else -1), default=None)
    against = min(moved, key=lambda lever: (lever.step or 0) * (1 if rose else -1), default=None)
    if along is None or against is None:
        return ""
    opposed = (against.step or 0) < 0 if rose else (against.step or 0) > 0
    first = (_LIFTED if rose else _LOWERED)[along.letter]()
    if not opposed:
        return first
    return f"{first} {(_HELD_BACK if rose else _HELD_UP)[against.letter]()}"


_LIFTED = {
    "N": lambda: _("Above all from more buying members."),
    "V": lambda: _("Above all from more kept of each sale."),
    "F": lambda: _("Above all from more purchases each."),
    "S": lambda: _("Above all from larger purchases."),
}
_LOWERED = {
    "N": lambda: _("Above all from fewer buying members."),
    "V": lambda: _("Above all from less kept of each sale."),
    "F": lambda: _("Above all from fewer purchases each."),
    "S": lambda: _("Above all from smaller purchases."),
}
_HELD_BACK = {
    "N": lambda: _("Fewer buying members held it back."),
    "V": lambda: _("A thinner share kept held it back."),
    "F": lambda: _("Fewer purchases each held it back."),
    "S": lambda: _("Smaller purchases held it back."),
}
_HELD_UP = {
    "N": lambda: _("More buying members softened it."),
    "V": lambda: _("More kept of each sale softened it."),
    "F": lambda: _("More purchases each softened it."),
    "S": lambda: _("Larger purchases softened it."),
}
