"""Reports: who stays, and who buys how lately, how often and for how much; each with its table to take along."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.base.models import Club
from vafa.doors.console import exports, insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page
from vafa.doors.console.periods import chosen, menus, segment_of
from vafa.doors.console.reporting.registry import REPORTS
from vafa.doors.console.reporting.sheet import shade
from vafa.doors.console.views.members import by_ids, rows_of
from vafa.doors.look import paging
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.insight.metrics.cohorts import Cohort, Cohorts
from vafa.insight.metrics.rfm import FIFTHS, Buyer, Rfm

_SHOWN = 50


def subnav(request: ClubRequest, current: str) -> list[dict[str, Any]]:
    pages = (
        ("letter", _("Letter of the week")), ("life_cycle", _("Life cycle")), ("retention", _("Retention")),
        ("rfm", _("Recency, frequency, money")), ("concentration", _("Concentration")), ("liability", _("Liability")),
    )  # fmt: skip
    return [
        {"url": link(request, name), "words": words, "current": name == current}
        for name, words in pages if allowed(request, name)
    ] + [
        {"url": link(request, "report", name), "words": entry.words, "current": name == current}
        for name, entry in REPORTS.items()
        if allowed(request, "report") and (request.staff.store_id is None or entry.in_branch)
    ]  # fmt: skip


@require_GET
def retention(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    period = chosen(request, names.fmt)
    found = insights.retention(request.club, period.store.id if period.store else None, segment_of(request, names))
    money = request.GET.get("of") == "money"
    context = {
        "subnav": subnav(request, "retention"), "rows": _cohort_rows(found, names.fmt, money=money),
        "months": [names.fmt.integer(each) for each in range(1, found.months + 1)], "money": money,
        "title": _headline(found, names.fmt), "definition": definition_text(found.definition, names),
        "margin": _margin(found, names.fmt),
        "files": exports.forms(link(request, "retention_csv") + paging.address(request.GET)),
        **menus(request, period, names),
        "before_data": any(row.before_data for row in found.rows),
        "of": [(paging.address(request.GET, of=""), _("Members"), not money),
               (paging.address(request.GET, of="money"), _("Money"), money)],
    }  # fmt: skip
    return page(request, "console/report_retention.html", "life_cycle", context)


def _headline(found: Cohorts, fmt: Format) -> str:
    stayed, of = found.share(1)
    if not of:
        return _("Who stays?")
    return _("Of 100 newcomers {count} buy again in the month after").format(
        count=fmt.integer(round(100 * stayed / of))
    )


def _margin(found: Cohorts, fmt: Format) -> str:
    if found.margin is None:
        return ""
    return _("Each share is good to about {points} points or better.").format(
        points=fmt.integer(round(100 * found.margin))
    )


def _cohort_rows(found: Cohorts, fmt: Format, *, money: bool) -> list[dict[str, Any]]:
    """Money is net sales of the month by the members of the cohort."""
    most = max((_of(row, month, money=True) for row in found.rows for month in range(len(row.stayed))), default=0) or 1
    rows = []
    for row in found.rows:
        cells = []
        for month in range(found.months):
            if month >= len(row.stayed):
                cells.append({"text": "", "nil": True} | shade(0))
                continue
            value = _of(row, month, money=money)
            text = fmt.money(round(value)) if money else fmt.percent(value, 0)
            cells.append({"text": text, "nil": False} | shade(value / most if money else value))
        rows.append({"month": fmt.month(row.start), "members": fmt.integer(row.members), "cells": cells,
                     "before_data": row.before_data})  # fmt: skip
    return rows


def _of(row: Cohort, month: int, *, money: bool) -> float:
    return (row.net_minor if money else row.stayed)[month] / row.members


@require_GET
def retention_csv(request: ClubRequest) -> HttpResponseBase:
    names = ClubNames(request.club, format_of(request.club))
    store = chosen(request, names.fmt).store
    found = insights.retention(request.club, store.id if store else None, segment_of(request, names))
    head = [
        _("First purchase in"), _("Members"), _("Month after"), _("Members who bought"),
        exports.in_money(_("Net sales"), request.club),
    ]  # fmt: skip
    kept(request, "report_exported", "club", report="retention")
    return exports.as_asked(request, "retention", _("Retention"), head, _retention_lines(found, request.club))


def _retention_lines(found: Cohorts, club: Club) -> Iterator[Sequence[object]]:
    for row in found.rows:
        for month, (stayed, net) in enumerate(zip(row.stayed, row.net_minor, strict=True), 1):
            yield row.start.isoformat(), row.members, month, stayed, exports.money(net, club)


@require_GET
def rfm(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    period = chosen(request, names.fmt)
    found = insights.rfm(request.club, period.store.id if period.store else None, segment_of(request, names))
    fmt, cell = names.fmt, _cell(request)
    those = _chosen(found, cell)
    facts = {each.member: each for each in those[:_SHOWN]}
    people = by_ids(request.club, list(facts))
    title = _("Who buys how lately and how often")
    if overdue := found.overdue():
        title = _("{count} frequent customers are overdue").format(count=fmt.integer(len(overdue)))
    context = {
        "subnav": subnav(request, "rfm"), "title": title,
        "definition": definition_text(found.definition, names), "buyers": fmt.integer(len(found.buyers)),
        "head": [_between(fmt, low, high) for low, high in found.days_away], "grid": _grid(request, found, fmt, cell),
        "chosen": fmt.integer(len(those)), "chosen_words": _chosen_words(cell, fmt),
        "spend": fmt.money(sum(each.net_minor for each in those)),
        "share": fmt.percent(len(those) / len(found.buyers), 0) if found.buyers else "",
        "rows": [
            row | {"last": fmt.date(facts[each.id].last_day), "visits": fmt.integer(facts[each.id].visits),
                   "net": fmt.money(facts[each.id].net_minor)}
            for row, each in zip(rows_of(request, people, names), people, strict=True)
        ],
        "more": len(those) > _SHOWN, "files": exports.forms(link(request, "rfm_csv") + paging.address(request.GET)),
        **menus(request, period, names),
    }  # fmt: skip
    return page(request, "console/report_rfm.html", "life_cycle", context)


def _cell(request: ClubRequest) -> tuple[int, int] | None:
    """The cell that was clicked, as its fifths of recency and frequency."""
    parts = request.GET.get("cell", "").split("-")
    if len(parts) != 2 or not all(each.isdecimal() and len(each) < 3 and 1 <= int(each) <= FIFTHS for each in parts):
        return None
    return int(parts[0]), int(parts[1])


def _chosen(found: Rfm, cell: tuple[int, int] | None) -> tuple[Buyer, ...]:
    return found.cell(*cell).buyers if cell else found.overdue()


def _chosen_words(cell: tuple[int, int] | None, fmt: Format) -> str:
    if cell is None:
        return _("Frequent and overdue")
    recency, frequency = (fmt.integer(each) for each in cell)
    return _("Fifth {recency} of recency, fifth {frequency} of frequency").format(recency=recency, frequency=frequency)


def _between(fmt: Format, low: int, high: int) -> str:
    return (
        fmt.integer(low) if low == high else _("{low} to {high}").format(low=fmt.integer(low), high=fmt.integer(high))
    )


def _grid(
    request: ClubRequest, found: Rfm, fmt: Format, cell: tuple[int, int] | None
) -> list[tuple[str, list[dict[str, Any]]]]:
    """From the most frequent down; left to right the last visit is more recent."""
    if not found.buyers:
        return []
    cells = {(r, f): found.cell(r, f) for r in range(1, FIFTHS + 1) for f in range(1, FIFTHS + 1)}
    most = max(len(each.buyers) for each in cells.values())
    return [
        (
            _between(fmt, *found.visits[frequency - 1]),
            [_cell_of(request, fmt, cells, (recency, frequency), cell, most) for recency in range(1, FIFTHS + 1)],
        )
        for frequency in range(FIFTHS, 0, -1)
    ]  # fmt: skip


def _cell_of(
    request: ClubRequest, fmt: Format, cells: dict[tuple[int, int], Any], at: tuple[int, int],
    chosen: tuple[int, int] | None, most: int,
) -> dict[str, Any]:  # fmt: skip
    found = cells[at]
    on = at == chosen if chosen else at[1] >= FIFTHS - 1 and at[0] <= 2
    return {
        "people": fmt.integer(len(found.buyers)), "median": fmt.money(found.median_minor) if found.buyers else "",
        "on": on, "url": paging.address(request.GET, cell=f"{at[0]}-{at[1]}"),
    } | shade(len(found.buyers) / most)  # fmt: skip


@require_GET
def rfm_csv(request: ClubRequest) -> HttpResponseBase:
    """Those of the chosen cell, or of all who are frequent and overdue."""
    names = ClubNames(request.club, format_of(request.club))
    store = chosen(request, names.fmt).store
    found = insights.rfm(request.club, store.id if store else None, segment_of(request, names))
    those = _chosen(found, _cell(request))
    head = [
        _("Name"), _("Last visit"), _("Visits in a year"), exports.in_money(_("Net sales"), request.club),
        _("Recency"), _("Frequency"), _("Money"),
    ]  # fmt: skip
    kept(request, "report_exported", "club", report="rfm", count=len(those))
    return exports.as_asked(request, "rfm", _("Recency, frequency, money"), head, _rfm_lines(request, those))


def _rfm_lines(request: ClubRequest, those: Sequence[Buyer]) -> Iterator[Sequence[object]]:
    for start in range(0, len(those), 500):
        part = those[start : start + 500]
        people = {each.id: each.name for each in by_ids(request.club, [each.member for each in part])}
        for each in part:
            yield (
                people.get(each.member, ""), each.last_day.isoformat(), each.visits,
                exports.money(each.net_minor, request.club), each.recency, each.frequency, each.money,
            )  # fmt: skip
