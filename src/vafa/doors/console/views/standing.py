"""Where members stand: the life cycle from one stage to the next, and how much of the sales few of them bring."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.doors.console import insights
from vafa.doors.console.figures.people import leaks_of, makers_of, river_of, stage_name
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import ClubRequest, format_of, link, page
from vafa.doors.console.periods import Chosen, chosen, keys, menus, segment_of
from vafa.doors.console.views.reports import subnav
from vafa.doors.look import paging
from vafa.doors.look.names import ClubNames
from vafa.insight.shapes import Concentration, Lifecycle, Overview

_STEPS = (1, 5, 10, 20, 50)
"""In hundredths of the buyers, best first."""


@require_GET
def life_cycle(request: ClubRequest) -> HttpResponse:
    names, period, found = _asked(request)
    life = found.lifecycle
    context = _frame(request, "life_cycle", period, names) | {
        **river_of(names.fmt, life, found.span.days),
        "definition": definition_text(life.definition, names), "there": bool(life.buyers), "rows": _stages(life, names),
        "title": _title(life, names), "lead": _leaving(life, names),
        "leaks": [
            (words, count, names.segments.get(code, ""), link(request, "segment", code))
            for words, count, code in leaks_of(names.fmt, life.flows)
        ],
    }  # fmt: skip
    return page(request, "console/report_life_cycle.html", "life_cycle", context)


def _asked(request: ClubRequest) -> tuple[ClubNames, Chosen, Overview]:
    names = ClubNames(request.club, format_of(request.club))
    period = chosen(request, names.fmt)
    return names, period, insights.overview(request.club, period, segment_of(request, names))


def _frame(request: ClubRequest, current: str, period: Chosen, names: ClubNames) -> dict[str, Any]:
    return {
        "subnav": subnav(request, current), "period": period,
        "periods": [
            (paging.address(request.GET, period=key), words, now) for key, words, now in keys(period, names.fmt)
        ],
        **menus(request, period, names),
    }  # fmt: skip


def _title(life: Lifecycle, names: ClubNames) -> str:
    """The biggest leak."""
    leaks = leaks_of(names.fmt, life.flows)
    return _("{count} lost: {what}").format(count=leaks[0][1], what=leaks[0][0]) if leaks else _("Life cycle")


def _leaving(life: Lifecycle, names: ClubNames) -> str:
    """How many of those who came once stayed away."""
    left, once = life.flows.left_after_first, life.flows.left_after_first + life.flows.one_time_to_repeat
    if not once:
        return ""
    return _("Of {once} who had come once, {left} stayed away").format(
        once=names.fmt.integer(once), left=names.fmt.integer(left)
    )


def _stages(life: Lifecycle, names: ClubNames) -> list[tuple[str, str, str, str]]:
    """Stage, at the start, now, and the change."""
    fmt = names.fmt
    return [
        (stage_name(stage), fmt.integer(life.counts_before[stage]), fmt.integer(count),
         fmt.change(count - life.counts_before[stage]))
        for stage, count in life.counts.items()
    ]  # fmt: skip


@require_GET
def concentration(request: ClubRequest) -> HttpResponse:
    names, period, found = _asked(request)
    crowd = found.concentration
    context = _frame(request, "concentration", period, names) | {
        **makers_of(names.fmt, found),
        "definition": definition_text(crowd.definition, names), "there": bool(crowd.buyers),
        "rows": _steps(crowd, names), "title": _few(crowd, names), "top_count": crowd.top_count,
        "top_url": f"{link(request, 'top')}{period.address()}",
        "gini": names.fmt.decimal(crowd.gini, 2) if crowd.gini is not None else "",
    }  # fmt: skip
    return page(request, "console/report_concentration.html", "life_cycle", context)


def _few(crowd: Concentration, names: ClubNames) -> str:
    if crowd.top_share is None:
        return _("Concentration")
    return _("A fifth of the buyers bring {share} of the sales").format(share=names.fmt.percent(crowd.top_share, 0))


def _steps(crowd: Concentration, names: ClubNames) -> list[tuple[str, str, str]]:
    """The first so many of the buyers, how many that is, and the share of net sales that they bring."""
    if not crowd.curve:
        return []
    fmt = names.fmt
    return [
        (
            _("First {share}").format(share=fmt.percent(step / 100, 0)),
            fmt.integer(-(-crowd.buyers * step // 100)), fmt.percent(crowd.curve[step][1]),
        )
        for step in _STEPS
    ]  # fmt: skip
