"""The link to a member's own page: shown with its QR to hand over, closed when it went astray."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vafa.doors.console.frame import ClubRequest, kept, link, page, present, said
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look import qr
from vafa.doors.look.links import here_alone, member_page
from vafa.members import queries
from vafa.members.actions import links


@require_http_methods(["GET", "POST"])
def member_link(request: ClubRequest, member_id: UUID) -> HttpResponse:
    """A link is made when asked for: whoever made one is in the log."""
    found = member_or_404(request, member_id)
    context = {"member": found, "name": found.name or _("No name"), "back": link(request, "member", found.id)}
    context["left"] = found.left_at is not None
    if request.method == "POST" and found.left_at is None:
        token, until = queries.issue_link(request.club, found.id, present(request))
        kept(request, "member_link_made", f"member:{found.id}", until=until.isoformat())
        address = member_page(request, token)
        label = _("QR code of the member's own page")
        context |= {"address": address, "until": until, "code": qr.svg(address, label)}
        context["here_alone"] = here_alone(request)
    response = page(request, "console/member_link.html", "members", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@transaction.atomic
def close_member_links(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    links.close_links(club=request.club, member_id=found.id, now=present(request))
    kept(request, "member_links_closed", f"member:{found.id}")
    said(request, _("Every link to this member's page is closed. Make a new one when they ask."))
    return redirect(link(request, "member_link", found.id))
