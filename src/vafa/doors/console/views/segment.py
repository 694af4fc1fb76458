"""Who is in a stored group, as it was last judged."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from vafa.doors.console.frame import ClubRequest, format_of, page
from vafa.doors.console.views.members import PAGE, by_ids, rows_of
from vafa.doors.look import paging
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.insight.actions.grouping import METRIC, wanted_of
from vafa.segments.models import Membership
from vafa.segments.queries import definitions, last_before


@require_GET
def segment(request: ClubRequest, code: str) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    gone = last_before(request.club, code)
    if gone is None and code not in names.segments:
        raise Http404
    stored = Membership.objects.filter(club_id=request.club.id, segment=code).order_by("-since", "-id")
    rows = stored
    if after := paging.moment_and_id(request.GET.get("after", "")):
        rows = stored.filter(since__lte=after[0]).exclude(since=after[0], id__gte=after[1])
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    members = by_ids(request.club, [each.member_id for each in found[:PAGE]])
    context = {
        "title": gone.name_in(names.fmt.language) if gone else names.segments[code],
        "gone": gone,
        "code": code,
        **_made(request, code, names.fmt),
        "count": stored.count(),
        "as_of": found[0].as_of if found else None,
        "rows": rows_of(request, members, names),
        "next": paging.address(request.GET, after=paging.cursor(last.since, last.id)) if last else "",
        "previous": paging.address(request.GET, after="") if "after" in request.GET else "",
    }
    return page(request, "console/segment.html", "members", context)


def _made(request: ClubRequest, code: str, fmt: Format) -> dict[str, Any]:
    """Of a group that staff made out of a report."""
    known = definitions(request.club).get(code)
    if known is None or known.predicate.get("metric") != METRIC:
        return {}
    return {"made": True, "days": fmt.days(wanted_of(known).days)}
