"""The explorer: sales by one thing at a time, held against other days, as far down as a product."""

import datetime as dt
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.reporting.asking import Asked
from vafa.doors.console.reporting.keys import apart, names_of
from vafa.doors.console.reporting.sheet import Column, Kind, Report, Row, Sheet
from vafa.doors.look.charts.bars import Measured, bars
from vafa.doors.look.charts.lines import Series, lines
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics import breakdown as measured
from vafa.insight.metrics.breakdown import BY, OF_LINES, Breakdown, Sold

_CHARTED: Final = 10
_OF_TIME: Final = ("month", "day")
_SHOWN: Final = 200
_DOWN: Final = {"store": "branch", "tier": "tier", "segment": "segment", "category": "category"}
"""Where a row leads: the same report of it alone."""


def by_names() -> dict[str, str]:
    return {
        "month": _("Month"), "day": _("Day"), "store": _("Branch"), "cashier": _("Cashier"), "terminal": _("Terminal"),
        "channel": _("Channel"), "tier": _("Tier"), "segment": _("Group"), "weekday": _("Weekday"),
        "hour": _("Hour"), "category": _("Category"), "brand": _("Brand"), "product": _("Product"),
    }  # fmt: skip


def chosen_by(about: Asked) -> str:
    found = about.given("by")
    return found if found in BY else "month"


def is_of_time(about: Asked, name: str) -> bool:
    """Months and days are held against nothing: those before are others."""
    return name == "sales" and chosen_by(about) in _OF_TIME


def build(about: Asked, lake: Lake) -> Report:
    by = chosen_by(about)
    about.choose(lake)
    found = measured.breakdown(
        lake, by, about.span, about.against, months=about.months, category=about.given("category")
    )
    called = names_of(about, lake, by, [row.key for row in found.rows])
    rows = [
        Row([called[row.key], *_values(row.now, by), *([] if by in _OF_TIME else [row.change])],
            _down(about, by, row.key))
        for row in found.rows[:_SHOWN]
        if row.now != Sold()
    ]  # fmt: skip
    sheet = Sheet(
        f"sales-{by}", _("Sales by {what}").format(what=by_names()[by].lower()), _columns(by), rows,
        definition_text(found.definition, about.names), note=about.period.words,
        foot=_foot(about, found), empty=_("Nothing was sold in these days. Choose others."),
        chart=_chart(about, by, found, called), zoom=_zoom(about, by, found), is_short=by not in _OF_TIME,
    )  # fmt: skip
    return Report(_title(about, by, found, called), "", [sheet])


def _columns(by: str) -> list[Column]:
    lines_only: list[tuple[str, Kind, bool]] = [(_("Pieces"), "integer", True)]
    baskets_only: list[tuple[str, Kind, bool]] = [
        (_("First time"), "integer", True),
        (_("Per purchase"), "money", True),
    ]
    middle = lines_only if by in OF_LINES else baskets_only
    given: list[tuple[str, Kind, bool]] = [
        (by_names()[by], "text", False), (_("Net sales"), "money", False), (_("Buyers"), "integer", False),
        (_("Purchases"), "integer", True), *middle, (_("Discount"), "percent", True), (_("Margin"), "percent", True),
        (_("Change"), "change", False),
    ]  # fmt: skip
    return [Column(*each) for each in (given[:-1] if by in _OF_TIME else given)]


def _values(sold: Sold, by: str) -> list[Any]:
    middle = [sold.quantity] if by in OF_LINES else [sold.new_buyers, sold.order_minor]
    return [sold.net_minor, sold.buyers, sold.purchases, *middle, sold.discount_share, sold.margin]


def _down(about: Asked, by: str, key: str) -> str:
    """A category leads to its products, a branch, tier or group to its months."""
    if not key or by not in _DOWN:
        return ""
    if by == "category":
        return about.address(by="product", category=key)
    if by == "store":
        key = next((place.code for place in about.names.places.values() if str(place.id) == key), "")
    return about.address(by="month", **{_DOWN[by]: key})


def _foot(about: Asked, found: Breakdown) -> str:
    if found.by in _OF_TIME:
        net, purchases = (sum(getattr(row.now, name) for row in found.rows) for name in ("net_minor", "purchases"))
        return _("In all {money} from {purchases} purchases.").format(
            money=about.fmt.money(net), purchases=about.fmt.integer(purchases)
        )
    against = about.fmt.range(found.against.start, found.against.end - dt.timedelta(days=1))
    said = _("Change is of net sales, against {days}.").format(days=against)
    return said + (" " + _("The first {count} are shown.").format(count=about.fmt.integer(_SHOWN))
                   if len(found.rows) > _SHOWN else "")  # fmt: skip


def _title(about: Asked, by: str, found: Breakdown, called: dict[str, str]) -> str:
    """The largest change in money, in words; months and hours have none."""
    moved = [row for row in found.rows if row.key and row.before.net_minor > 0 and row.now.net_minor > 0]
    if by in (*_OF_TIME, "weekday", "hour") or not moved:
        return _("Sales by {what}").format(what=by_names()[by].lower())
    most = max(moved, key=lambda row: abs(row.now.net_minor - row.before.net_minor))
    money = about.fmt.money(abs(most.now.net_minor - most.before.net_minor))
    said = (
        _("{what} brought {money} more") if most.now.net_minor >= most.before.net_minor
        else _("{what} brought {money} less")
    )  # fmt: skip
    return said.format(what=apart(called[most.key]), money=money)


def _points(about: Asked, found: Breakdown) -> list[measured.Row]:
    """The months or days of the period itself, in order; a day on which nothing was sold is a point too."""
    rows = {row.key: row for row in found.rows if row.key}
    keys = [day.isoformat() for day in _firsts(about, found.by)]
    return [rows.get(key, measured.Row(key, Sold(), Sold())) for key in keys]


def _firsts(about: Asked, by: str) -> list[dt.date]:
    span = about.span
    if by == "day":
        return [span.start + dt.timedelta(days=each) for each in range(span.days)]
    return [day for day in about.months if day >= about.month_of(span.start)]


def _zoom(about: Asked, by: str, found: Breakdown) -> list[dt.date]:
    if by not in _OF_TIME or len(firsts := _firsts(about, by)) < 2:
        return []
    return [max(firsts[0], about.span.start), *firsts[1:], about.span.end]


def _chart(about: Asked, by: str, found: Breakdown, called: dict[str, str]) -> SafeString | str:
    fmt = about.fmt
    if not found.rows:
        return ""
    label = _("Net sales by {what}").format(what=by_names()[by].lower())
    if by in _OF_TIME:
        points, firsts = _points(about, found), _firsts(about, by)
        values = [row.now.net_minor for row in points]
        if len(points) < 2:
            return ""
        written = fmt.month if by == "month" else fmt.date
        ends = written(firsts[0]), written(firsts[-1])
        return lines(fmt, [Series(_("Net sales"), values)], ends, lambda value: fmt.money(round(value)), label)
    rows = found.rows if by in ("weekday", "hour") else found.rows[:_CHARTED]
    return bars(fmt, [
        Measured(called[row.key], row.now.net_minor, fmt.money(row.now.net_minor)) for row in rows
    ], label)  # fmt: skip
