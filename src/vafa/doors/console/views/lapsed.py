"""Loyal members who have gone silent, and the fifth who buy most: the lists behind the overview."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.base.models import Club
from vafa.doors.console import exports, insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page
from vafa.doors.console.periods import chosen
from vafa.doors.console.views.members import by_ids, rows_of
from vafa.doors.look import paging
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.insight.actions import lakes
from vafa.insight.lake.reading import NoLake, opened
from vafa.insight.shapes import LapsedLoyal, LapsedMember, Spender
from vafa.members import queries
from vafa.partners.queries import Place

PAGE = 50
_EXPORT_PART = 500


def number_of(request: ClubRequest) -> int:
    return max(1, paging.number(request.GET.get("page", "1")) or 1)


def pages(request: ClubRequest, number: int, total: int) -> dict[str, str]:
    return {
        "previous": paging.address(request.GET, page=str(number - 1)) if number > 1 else "",
        "next": paging.address(request.GET, page=str(number + 1)) if total > number * PAGE else "",
    }


@require_GET
def lapsed(request: ClubRequest) -> HttpResponse:
    fmt = format_of(request.club)
    names = ClubNames(request.club, fmt)
    found, personal = _found(request, fmt)
    places, place = names.places, _place(request, names)
    found = replace(found, members=_of_branch(request.club, found, place)) if place else found
    number = number_of(request)
    facts = {each.member: each for each in found.page(number, PAGE)}
    members = by_ids(request.club, list(facts))
    rows = [
        row | _silence(facts[member.id], fmt)
        for row, member in zip(rows_of(request, members, names), members, strict=True)
    ]
    context = {
        "found": found,
        "steps": [] if personal or place else steps(found, fmt),
        "branches": [
            (paging.address(request.GET, branch=code, page=""), words, code == (place.code if place else ""))
            for code, words in (("", _("All branches")), *((each.code, each.name_in(fmt.language))
                                                           for each in places.values()))
        ] if len(places) > 1 else [],
        "place": place.name_in(fmt.language) if place else "",
        "definition": definition_text(found.definition, names),
        "rules": [
            (paging.address(request.GET, by="", page=""), _("The club’s rule"), not personal),
            (paging.address(request.GET, by="rhythm", page=""), _("Their own rhythm"), personal),
        ],
        "files": exports.forms(link(request, "lapsed_csv") + paging.address(request.GET, page="")),
        "rows": rows,
        "count": found.total,
        **pages(request, number, found.total),
    }  # fmt: skip
    return page(request, "console/lapsed.html", "overview", context)


def _place(request: ClubRequest, names: ClubNames) -> Place | None:
    return next((each for each in names.places.values() if each.code == request.GET.get("branch", "")), None)


def _of_branch(club: Club, found: LapsedLoyal, place: Place) -> tuple[LapsedMember, ...]:
    """Those who came to it the most."""
    try:
        with opened(club.id) as lake:
            usual: dict[UUID, str] = dict(lake.ask("usual_store", members=[each.member for each in found.members]))
    except NoLake:
        lakes.ask_at_once(club=club)
        return found.members
    return tuple(each for each in found.members if usual.get(each.member) == str(place.id))


def _found(request: ClubRequest, fmt: Format) -> tuple[LapsedLoyal, bool]:
    """By the rule of the club; or, where it is asked for and a model could be fitted, by each one's own rhythm."""
    found = insights.lapsed_by_rhythm(request.club) if request.GET.get("by") == "rhythm" else None
    return found or insights.lapsed_loyal(request.club, fmt), found is not None


def _silence(each: LapsedMember, fmt: Format) -> dict[str, Any]:
    return {
        "silent": fmt.days((fmt.today - each.last_day).days),
        "visits": each.visits,
        "gap": fmt.days(round(each.mean_gap_days)),
        "yearly": each.yearly_minor,
    }


def steps(found: LapsedLoyal, fmt: Format) -> list[tuple[str, str]]:
    """How the list came about: each condition, and how many remain after it."""
    settings = found.settings
    said = [
        (_("silent for over {days}").format(days=fmt.days(settings.silent_days_above)), found.silent),
        (_("more than {count} visits").format(count=fmt.integer(settings.visits_above)), found.of_them_visits),
    ]
    if found.gap_days_most is not None:
        days = fmt.days(round(found.gap_days_most))
        said.append((_("came at least every {days} on average").format(days=days), found.total))
    return [(words, fmt.integer(count)) for words, count in said]


@require_GET
def lapsed_csv(request: ClubRequest) -> HttpResponseBase:
    fmt = format_of(request.club)
    found, _personal = _found(request, fmt)
    if place := _place(request, ClubNames(request.club, fmt)):
        found = replace(found, members=_of_branch(request.club, found, place))
    head = [
        _("Name"), _("Phone"), _("Last purchase"), _("Visits"), _("Usual gap in days"),
        exports.in_money(_("Spend of a year"), request.club),
    ]  # fmt: skip
    kept(request, "lapsed_exported", "club", count=found.total)
    return exports.as_asked(request, "lapsed-loyal", _("Lapsed loyal"), head, _lines(request, found.members))


def _lines(request: ClubRequest, found: Sequence[LapsedMember]) -> Iterator[Sequence[object]]:
    for start in range(0, len(found), _EXPORT_PART):
        part = found[start : start + _EXPORT_PART]
        ids = [each.member for each in part]
        people = {member.id: member.name for member in by_ids(request.club, ids)}
        phones = queries.phones_of(ids)
        for each in part:
            yield (
                people.get(each.member, ""), phones.get(each.member, ""), each.last_day.isoformat(), each.visits,
                round(each.mean_gap_days), exports.money(each.yearly_minor, request.club),
            )  # fmt: skip


@require_GET
def top(request: ClubRequest) -> HttpResponse:
    fmt = format_of(request.club)
    names = ClubNames(request.club, fmt)
    period = chosen(request, fmt)
    concentration = insights.overview(request.club, period).concentration
    number = number_of(request)
    facts = {each.member: each for each in concentration.page(number, PAGE)}
    members = by_ids(request.club, list(facts))
    rows = [
        row | _spent(facts[member.id]) for row, member in zip(rows_of(request, members, names), members, strict=True)
    ]
    context = {
        "rows": rows,
        "count": concentration.top_count,
        "buyers": concentration.buyers,
        "share": fmt.percent(concentration.top_share, 0) if concentration.top_share is not None else "",
        "period": period.words,
        "back": f"{link(request, 'overview')}{period.address()}",
        **pages(request, number, concentration.top_count),
    }
    return page(request, "console/top.html", "overview", context)


def _spent(each: Spender) -> dict[str, Any]:
    return {"spent": each.net_minor, "purchases": each.purchases}
