"""What the club owes in units: from the opening to the end, line by line, how it ends, and the auditor's sheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.doors.console import exports, insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page
from vafa.doors.console.periods import Chosen, choices, chosen
from vafa.doors.console.views.reports import subnav
from vafa.doors.look.charts.meters import meters
from vafa.doors.look.charts.waterfall import waterfall
from vafa.doors.look.names import ClubNames
from vafa.insight.metrics.liability import Age, LineCode, Roll


@require_GET
def liability(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    period = chosen(request, names.fmt)
    found = [each for each in insights.liability(request.club, period.span) if each.opening or _moves(each)]
    context = {
        "subnav": subnav(request, "liability"), "period": period, "periods": choices(period, names.fmt),
        "title": _headline(found, names), "rolls": [_shown(each, period, names) for each in found],
        "files_words": _("Auditor’s sheet"),
        "files": exports.forms(link(request, "liability_csv") + period.address())
        if found and allowed(request, "liability_csv") else [],
    }  # fmt: skip
    return page(request, "console/report_liability.html", "life_cycle", context)


def _moves(roll: Roll) -> bool:
    return any(line.units for line in roll.lines)


def _headline(found: Sequence[Roll], names: ClubNames) -> str:
    """The worth of all units together, and how much more or less that is."""
    closing, opening = sum(each.closing_minor for each in found), sum(each.opening_minor for each in found)
    money = names.fmt.money(closing)
    if opening <= 0 or closing == opening:
        return _("Liability is {money}").format(money=money)
    share = names.fmt.percent(abs(closing - opening) / opening)
    said = _("Liability is {money}, up {share}") if closing > opening else _("Liability is {money}, down {share}")
    return said.format(money=money, share=share)


def _shown(roll: Roll, period: Chosen, names: ClubNames) -> dict[str, Any]:
    fmt = names.fmt
    lines = [line for line in roll.lines if line.units]
    fall = waterfall(roll.opening, [line.units for line in lines], roll.closing)
    bars = [(names.exactly(roll.opening, roll.unit), _("Opening"), fall.first, True)]
    bars += [
        (names.change(line.units, roll.unit), line_name(line.code), bar, False)
        for line, bar in zip(lines, fall.steps, strict=True)
    ]
    bars.append((names.exactly(roll.closing, roll.unit), _("Closing"), fall.last, True))
    return {
        "name": names.written(roll.name), "bars": bars, "cut": fall.cut, "count": len(bars),
        "rows": [
            (_("Opening"), names.figure(roll.opening, roll.unit), fmt.money(roll.opening_minor), True),
            *(
                (line_name(each.code), names.change(each.units, roll.unit), fmt.money_change(each.minor), False)
                for each in lines
            ),
            (_("Closing"), names.figure(roll.closing, roll.unit), fmt.money(roll.closing_minor), True),
        ],
        "ages": meters(fmt, _ages(roll, names))
        if roll.closing > 0 and roll.difference is not None else "",
        "difference": roll.difference, "difference_text": fmt.change(roll.difference or 0),
        "definition": definition_text(roll.definition, names),
    }  # fmt: skip


def line_name(code: LineCode) -> str:
    return {
        "issued": _("Issued"), "returned": _("Taken back with returns"), "spent": _("Spent"),
        "ended": _("Ended unused"), "cancelled": _("Cancelled"), "adjusted": _("Adjusted"),
        "moved": _("Between members"),
    }[code]  # fmt: skip


def _ages(roll: Roll, names: ClubNames) -> list[tuple[str, float]]:
    """Each span of days to the end, with its share of what is out."""
    before = [0, *(each.days or 0 for each in roll.ages)]
    return [
        (_age(each, first, names), each.units / roll.closing) for first, each in zip(before, roll.ages, strict=False)
    ]


def _age(each: Age, first: int, names: ClubNames) -> str:
    fmt = names.fmt
    worth = fmt.money(each.minor)
    if each.days is None:
        return _("later or never, {worth}").format(worth=worth)
    if not first:
        return _("within {days}, {worth}").format(days=fmt.days(each.days), worth=worth)
    return _("{first} to {days}, {worth}").format(first=fmt.integer(first), days=fmt.days(each.days), worth=worth)


@require_GET
def liability_csv(request: ClubRequest) -> HttpResponseBase:
    """The auditor's sheet: every line of every unit, with zeros."""
    names = ClubNames(request.club, format_of(request.club))
    period = chosen(request, names.fmt)
    kept(request, "report_exported", "club", report="liability")
    head = [
        _("Unit"), _("From"), _("Until, itself not included"), _("Line"), _("Units"),
        exports.in_money(_("Worth"), request.club),
    ]  # fmt: skip
    return exports.as_asked(request, "liability", _("Liability"), head, _lines(request, period))


def _lines(request: ClubRequest, period: Chosen) -> Iterator[Sequence[object]]:
    span = (period.span.start.isoformat(), period.span.end.isoformat())
    for roll in insights.liability(request.club, period.span):
        rows = [
            (_("Opening"), roll.opening, roll.opening_minor),
            *((line_name(line.code), line.units, line.minor) for line in roll.lines),
            (_("Closing"), roll.closing, roll.closing_minor),
        ]
        for line, units, minor in rows:
            yield roll.unit, *span, line, units, exports.money(minor, request.club)
