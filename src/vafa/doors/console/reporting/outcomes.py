"""What the programme is for: each outcome of the last whole month, with its course over a year."""

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.reporting.asking import Asked, now_of
from vafa.doors.console.reporting.sheet import Column, Kind, Report, Row, Sheet, Tile, written
from vafa.doors.look.charts.lines import Series, lines
from vafa.doors.look.charts.spark import sparkline
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import sign_of, signed
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.outcomes import Code, Month, Outcome, Outcomes
from vafa.insight.reports import outcomes_of

_MOVED: Final = 0.005
_MOVED_SHARE: Final = 0.001


def outcome_name(code: Code) -> str:
    return {
        "yearly_sales": _("Sales of a year"), "purchases": _("Purchases"), "order": _("Sale per purchase"),
        "yearly_sales_per_member": _("Sales of a year per buyer"), "buyers": _("Buyers"), "churn": _("Churn"),
        "financial_contacts": _("Purchases per active member"), "other_contacts": _("Other contacts per active member"),
        "kept": _("Kept of each sale"), "marketing": _("Spent on winning members"),
        "acquisition_cost": _("Cost of winning one"), "on_discount": _("Bought on discount"),
        "life": _("Length of a membership"), "lifetime_value": _("Lifetime value"),
        "keeping_cost": _("Cost of keeping one"), "saved": _("Saved in units per member"),
        "knowledge": _("Known of a member"), "benefit": _("Benefit of a member"),
    }[code]  # fmt: skip


def build(about: Asked, lake: Lake) -> Report:
    found = outcomes_of(about.request.club, lake, about.scope, now_of(about))
    if not found.months:
        return Report(_("Outcomes"), missing=_("There is no whole month with purchases yet."))
    sheets = [_outcomes(about, found), _flows(about, found)]
    tiles = [_tile(about, row) for row in found.rows]
    return Report(_title(about, found.months[-1]), _lead(about, found.months[-1]), sheets, tiles=tiles)


def _title(about: Asked, month: Month) -> str:
    return _("{new} came, {returned} came back, {lost} were lost in {month}").format(
        new=about.fmt.integer(month.new), returned=about.fmt.integer(month.returned),
        lost=about.fmt.integer(month.lost), month=about.fmt.month(month.start),
    )  # fmt: skip


def _lead(about: Asked, month: Month) -> str:
    active = month.active + month.new + month.returned - month.lost
    return _("Active members went from {before} to {now}.").format(
        before=about.fmt.integer(month.active), now=about.fmt.integer(active)
    )


def _kind(row: Outcome) -> Kind:
    kinds: dict[str, Kind] = {
        "money": "money", "count": "integer", "share": "percent", "ratio": "decimal", "days": "decimal",
    }  # fmt: skip
    return kinds[row.measure]


def _outcomes(about: Asked, found: Outcomes) -> Sheet:
    columns = [Column(_("Outcome")), *(Column(about.fmt.month(month.start), "decimal") for month in found.months)]
    rows = [Row([outcome_name(row.code), *row.series], kind=_kind(row)) for row in found.rows]
    return Sheet("outcomes", _("Month by month"), columns, rows)


def _tile(about: Asked, row: Outcome) -> Tile:
    """The figure of the last whole month, its change, and its course."""
    fmt, name, before = about.fmt, outcome_name(row.code), row.before
    share, change = row.measure == "share", None
    if row.now is not None and before is not None and (share or before > 0):
        change = row.now - before if share else row.now / before - 1
    moved = change is not None and abs(change) >= (_MOVED_SHARE if share else _MOVED)
    course: SafeString | str = ""
    if len([each for each in row.series if each is not None]) > 1:
        course = sparkline(fmt, row.series, _("The course of {what} over the months").format(what=name))
    return Tile(
        row.code, name, written(fmt, _kind(row), row.now),
        _change(fmt, change, share=share) if change is not None and moved else "",
        ("good" if ((change or 0) > 0) == row.better else "bad") if moved else "", course,
        definition_text(row.definition, about.names), about.names.words.say(row.missing) if row.missing else "",
    )  # fmt: skip


def _change(fmt: Format, change: float, *, share: bool) -> str:
    """Of a share in points of a hundred, of anything else in percent of the month before."""
    if not share:
        return str(fmt.percent_change(change, 0))
    return signed(fmt.points(abs(change)), sign_of(change), fmt.language)


def _flows(about: Asked, found: Outcomes) -> Sheet:
    fmt, months = about.fmt, found.months
    rows = [
        Row([fmt.month(month.start), month.active, month.new, month.returned, -month.lost,
             month.active + month.new + month.returned - month.lost])
        for month in months
    ]  # fmt: skip
    columns = [
        Column(_("Month")), Column(_("Active before"), "integer"), Column(_("New"), "integer"),
        Column(_("Returned"), "integer"), Column(_("Lost"), "integer"), Column(_("Active after"), "integer"),
    ]  # fmt: skip
    chart: SafeString | str = ""
    if len(months) > 1:
        series = [
            Series(_("New"), [month.new for month in months]),
            Series(_("Returned"), [month.returned for month in months]),
            Series(_("Lost"), [month.lost for month in months], comparison=True),
        ]
        ends = fmt.month(months[0].start), fmt.month(months[-1].start)
        label = _("New, returned and lost members by month")
        chart = lines(fmt, series, ends, lambda value: fmt.integer(round(value)), label)
    return Sheet(
        "flows",
        _("New, returned, lost"),
        columns,
        rows,
        definition_text(found.flows, about.names),
        note=_("what was there, came, and went"),
        chart=chart,
    )
