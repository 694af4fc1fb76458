"""A member leaves their household on their own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from vafa.doors.portal.frame import for_its_reader_alone
from vafa.doors.portal.views.member import opened_by
from vafa.members.actions import households


@csrf_exempt  # as the others behind the link: who knows its address may say this
@require_POST
@for_its_reader_alone
def leave_household(request: HttpRequest, token: str) -> HttpResponse:
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    households.leave_household(club=opened.club, member_id=opened.member.id, now=opened.now)
    return redirect("portal:member", token)
