"""Who did what: newest first, with before and after; searched, by tabs and days, and taken along."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.base.models import Audit, Staff
from vafa.doors.console import exports
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, post_name, present, settings_pages
from vafa.doors.console.log.back import putting_back
from vafa.doors.console.log.entries import Entries
from vafa.doors.console.log.words import ACTIONS, TABS, tab_names
from vafa.doors.look import paging
from vafa.engine.calendar.periods import local_date
from vafa.members.queries import search

PAGE, PART, MEMBERS = 40, 500, 50
_DAYS = {"7": 7, "30": 30, "365": 365}


@require_GET
def audit(request: ClubRequest) -> HttpResponse:
    tab = _tab(request)
    rows = _wanted(request)
    found = list(_behind(rows, request.GET.get("after", ""))[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    fmt = format_of(request.club)
    days = request.GET.get("days", "")
    entries = Entries(request, found[:PAGE])
    context = {
        "days_of": _by_day(request, entries), **_chosen(request, entries),
        "tabs": [
            (paging.address(request.GET, tab=key, after="", entry=""), words, key == tab) for key, words in tab_names()
        ],
        "spans": [("", _("All days")), *((key, fmt.days(count)) for key, count in _DAYS.items())],
        "days": days if days in _DAYS else "", "wanted": request.GET.get("q", ""), "tab": tab,
        "narrowed": bool(request.GET.get("q") or days or tab != "all"),
        "next": paging.address(request.GET, entry="", after=paging.cursor(last.at, last.id)) if last else "",
        "previous": paging.address(request.GET, entry="", after="") if "after" in request.GET else "",
        "csv_url": link(request, "audit_csv") + paging.address(request.GET, after="", entry=""),
        "settings_pages": settings_pages(request, "audit"),
    }  # fmt: skip
    return page(request, "console/audit.html", "audit", context)


def _by_day(request: ClubRequest, entries: Entries) -> list[dict[str, Any]]:
    """The page's entries under the day they are of, each with the address that opens it."""
    fmt = entries.names.fmt
    days = groupby(entries.rows, key=lambda row: local_date(row.at, request.club.zone))
    return [
        {
            "day": fmt.near(day),
            "entries": [
                entries.entry(row) | {"time": fmt.time(row.at), "open": paging.address(request.GET, entry=str(row.id))}
                for row in rows
            ],
        }
        for day, rows in days
    ]  # fmt: skip


def _chosen(request: ClubRequest, entries: Entries) -> dict[str, Any]:
    """The entry that is looked at, or the newest, with what can be put back of it."""
    if not entries.rows:
        return {}
    wanted = request.GET.get("entry", "")
    row = next((row for row in entries.rows if str(row.id) == wanted), entries.rows[0])
    chosen, post = entries.whole(row), entries.posts.get(row.staff_id) if row.staff_id else None
    by = _(", ").join([chosen["who"], post_name(post)]) if post else chosen["who"]
    return {"chosen": chosen | {"by": by}, "back": putting_back(request, row)}


@require_GET
def audit_csv(request: ClubRequest) -> StreamingHttpResponse:
    """What the page would list, all of it, with before and after."""
    head = [_("Moment"), _("Person"), _("What"), _("Whom or what"), _("Reason"), _("Field"), _("Before"), _("After")]
    rows = _wanted(request)
    kept(request, "log_exported", "club", count=rows.count())
    return exports.table(f"{request.club.slug}-log", head, _lines(request, rows))


def _lines(request: ClubRequest, rows: QuerySet[Audit]) -> Iterator[Sequence[object]]:
    """A line for each field that changed; one where none did."""
    zone, after = request.club.zone, ""
    while found := list(_behind(rows, after)[:PART]):
        for each in Entries(request, found).all():
            told = (each["at"].astimezone(zone).isoformat(" ", "seconds"), each["who"], each["what"], each["subject"],
                    each["reason"])  # fmt: skip
            for field, before, now in each["diff"] or [("", "", "")]:
                yield *told, field, before, now
        after = paging.cursor(found[-1].at, found[-1].id)


def _tab(request: ClubRequest) -> str:
    tab = request.GET.get("tab", "all")
    return tab if tab in TABS else "all"


def _wanted(request: ClubRequest) -> QuerySet[Audit]:
    rows = Audit.objects.filter(club=request.club).order_by("-at", "-id")
    if names := TABS[_tab(request)]:
        rows = rows.filter(action__in=names)
    if days := _DAYS.get(request.GET.get("days", "")):
        rows = rows.filter(at__gte=present(request) - dt.timedelta(days=days))
    wanted = request.GET.get("q", "").strip()
    return rows.filter(_about(request, wanted)) if wanted else rows


def _about(request: ClubRequest, wanted: str) -> Q:
    """A person who works here, a member, or words of what was done."""
    people = Staff.objects.filter(club=request.club, user__name__icontains=wanted).values("id")
    members = [f"member:{each.id}" for each in search(request.club, wanted, MEMBERS)]
    actions = [name for name, words in ACTIONS.items() if wanted.casefold() in str(words).casefold()]
    return Q(staff_id__in=people) | Q(subject__in=members) | Q(action__in=actions)


def _behind(rows: QuerySet[Audit], after: str) -> QuerySet[Audit]:
    cursor = paging.moment_and_id(after)
    return rows.filter(at__lte=cursor[0]).exclude(at=cursor[0], id__gte=cursor[1]) if cursor else rows
