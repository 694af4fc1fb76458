"""Who is in a stored group, as it was last judged."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from vafa.doors.console.frame import ClubRequest, format_of, page
from vafa.doors.console.views.members import PAGE, by_ids, rows_of
from vafa.doors.look import paging
from vafa.doors.look.names import ClubNames
from vafa.segments.models import Membership


@require_GET
def segment(request: ClubRequest, code: str) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    if code not in names.segments:
        raise Http404
    stored = Membership.objects.filter(club_id=request.club.id, segment=code).order_by("-since", "-id")
    rows = stored
    if after := paging.moment_and_id(request.GET.get("after", "")):
        rows = stored.filter(since__lte=after[0]).exclude(since=after[0], id__gte=after[1])
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    members = by_ids(request.club, [each.member_id for each in found[:PAGE]])
    context = {
        "title": names.segments[code],
        "count": stored.count(),
        "as_of": found[0].as_of if found else None,
        "rows": rows_of(request, members, names),
        "next": paging.address(request.GET, after=paging.cursor(last.since, last.id)) if last else "",
        "previous": paging.address(request.GET, after="") if "after" in request.GET else "",
    }
    return page(request, "console/segment.html", "members", context)
