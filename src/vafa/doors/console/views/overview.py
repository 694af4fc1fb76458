"""The first page of a club: what the members bring, what moved it, what waits for a decision."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.doors.console import insights
from vafa.doors.console.figures.attention import Finding, findings
from vafa.doors.console.figures.people import makers_of, river_of
from vafa.doors.console.figures.stats import definition_text, stats
from vafa.doors.console.first_day import first_day, left_over
from vafa.doors.console.frame import ClubRequest, format_of, link, page
from vafa.doors.console.periods import Chosen, branches, choices, chosen
from vafa.doors.look.hero import hero
from vafa.doors.look.names import ClubNames
from vafa.insight.shapes import Overview


@require_GET
def overview(request: ClubRequest) -> HttpResponse:
    fmt = format_of(request.club)
    names = ClubNames(request.club, fmt)
    period = chosen(request, fmt)
    found = insights.overview(request.club, period)
    if found.first_day is None and period.store is None:
        return _first_day(request, found, names)
    context = {
        "period": period,
        "periods": choices(period, fmt),
        "branches": branches(period, names.places, fmt) if request.staff.store_id is None else [],
        "of": _measures(period, found),
        **_hero(found, period, names),
        "stats": stats(found, names, whole_club=request.staff.store_id is None),
        **river_of(fmt, found.lifecycle, found.span.days),
        "river_definition": definition_text(found.lifecycle.definition, names),
        **makers_of(fmt, found),
        "makers_definition": definition_text(found.concentration.definition, names),
        "top_count": found.concentration.top_count,
        "top_url": f"{link(request, 'top')}{period.address()}",
        "left_over": left_over(request, found.members, names),
        "findings": _findings(request, found, names),
    }
    return page(request, "console/overview.html", "overview", context)


def _findings(request: ClubRequest, found: Overview, names: ClubNames) -> list[Finding]:
    """What waits for a decision is the whole club's."""
    if request.staff.store_id is not None:
        return []
    return findings(request, found, insights.lapsed_loyal(request.club, names.fmt), names)


def _measures(period: Chosen, found: Overview) -> list[tuple[str, str, bool]]:
    """Without the cost of the goods there is no profit to switch to."""
    if found.levers.mode != "margin":
        return []
    return [
        (period.address(of=""), _("Gross profit"), not period.sales),
        (period.address(of="sales"), _("Sales"), period.sales),
    ]


def _hero(found: Overview, period: Chosen, names: ClubNames) -> dict[str, Any]:
    begins = found.first_day if found.begins_within else None
    shown = hero(names.fmt, found.levers, found.span.days, sales=period.sales, begins=begins)
    head = (_("Factor"), _("Figure"), _("Change"), _("Step in the result"))
    return {
        "hero": shown,
        "hero_table": shown.table(names.fmt, shown.title, head),
        "hero_definition": definition_text(found.levers.definition, names),
        "hero_no_parts": names.words.say(found.levers.no_parts) if found.levers.no_parts else "",
        "no_costs": found.levers.mode != "margin",
    }


def _first_day(request: ClubRequest, found: Overview, names: ClubNames) -> HttpResponse:
    return page(request, "console/first_day.html", "overview", first_day(request, found.members, names))
