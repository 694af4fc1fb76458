"""The style guide: every component with sample values, in the language of the request. No database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from vafa.doors.look.charts.concentration import concentration, concentration_table, share_at
from vafa.doors.look.charts.meters import meters
from vafa.doors.look.charts.river import river, river_table
from vafa.doors.look.formats import Format
from vafa.doors.look.samples import charts, overview, words

_COLOURS = (
    *("paper", "surface", "sunken", "ink", "ink-2", "ink-3", "brand", "brand-soft", "deep"),
    *("gold", "gold-soft", "anar", "anar-soft", "lapis", "lapis-soft", "plum", "c1", "c2", "c3", "c4", "c5"),
)


def styleguide(request: HttpRequest) -> HttpResponse:
    fmt = overview.sample_format(_language())
    context = {
        "w": words.words(fmt.language),
        "c": charts.words(fmt.language),
        "fmt": fmt,
        "colours": _COLOURS,
        "sizes": (("t6", 600), ("t5", 600), ("t4", 600), ("t3", 400), ("t2", 400)),
        "lines": charts.sample_lines(fmt),
        "bars": charts.sample_bars(fmt),
        "strip": charts.sample_strip(fmt),
        "intervals": charts.sample_intervals(fmt),
        "empty_charts": charts.empty_charts(fmt),
        "heat": charts.sample_heat(fmt),
    }
    return render(request, "look/styleguide.html", context)


def sample_overview(request: HttpRequest) -> HttpResponse:
    fmt = overview.sample_format(_language())
    w = overview.words(fmt.language)
    hero = overview.hero(fmt, w)
    context = {
        "w": w,
        "fmt": fmt,
        "club_name": w["club"],
        "nav": _nav(w),
        "person": {"name": w["person"], "initials": w["initials"], "role": w["role"]},
        "sign_out_url": "#",
        "hero": hero,
        "hero_table": hero.table(fmt, w["gross_profit"], (w["factor"], w["figure"], w["changed"], w["step"])),
        **_river(fmt, w),
        **_concentration(fmt, w),
    }
    return render(request, "look/sample_overview.html", context)


def states(request: HttpRequest) -> HttpResponse:
    fmt = overview.sample_format(_language())
    return render(request, "look/states.html", {"w": words.words(fmt.language), "fmt": fmt})


def _language() -> str:
    return translation.get_language() or "en"


def _nav(w: overview.Words) -> list[dict[str, Any]]:
    return [
        {"url": "#", "label": w["overview"], "icon": "home", "current": True},
        {"url": "#", "label": w["members"], "icon": "members"},
        {"url": "#", "label": w["programme"], "icon": "programme", "count": 3, "gap": True},
    ]


def _river(fmt: Format, w: overview.Words) -> dict[str, Any]:
    flows = overview.stages(w), overview.leak(w), overview.way_back(w)
    return {
        "river": river(fmt, *flows, w["river_leak"]),
        "river_table": river_table(fmt, *flows, w["river"], (w["stage"], w["in_it"], w["came"])),
    }


def _concentration(fmt: Format, w: overview.Words) -> dict[str, Any]:
    curve = overview.curve()
    share = fmt.percent(share_at(curve, 0.2), 0)
    shares = (w["loyal"], 0.52), (w["repeat"], 0.31), (w["once"], 0.12), (w["new_and_risk"], 0.05)
    labels = w["top_share"].format(share), w["year_ago"]
    return {
        "concentration": concentration(fmt, curve, labels, (w["all_members"], w["if_equal"])),
        "concentration_table": concentration_table(fmt, curve, w["who"], (w["share_members"], w["share_profit"])),
        "shares": meters(fmt, shares),
    }
