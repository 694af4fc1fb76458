"""The weekly letter to the manager, as a page; and who wants it by e-mail."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.views.reports import subnav
from vafa.doors.look.letter import letter as written
from vafa.doors.look.names import ClubNames
from vafa.insight.actions import letters
from vafa.insight.letter import week
from vafa.insight.queries.letters import wants
from vafa.insight.remembering import paced


@require_GET
def letter(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    told = paced(("letter", request.club.id, names.fmt.today), lambda: week(request.club, present(request)))
    context = {
        "subnav": subnav(request, "letter"), "letter": written(names, told, lambda name: _address(request, name)),
        "wanted": wants(request.staff.id), "mail_works": settings.EMAIL_WORKS, "email": request.staff.user.email,
    }  # fmt: skip
    return page(request, "console/letter.html", "life_cycle", context)


def _address(request: ClubRequest, name: str) -> str:
    route, *rest = name.split()
    return link(request, route, *rest) if allowed(request, route) else ""


@require_POST
def want_letter(request: ClubRequest) -> HttpResponse:
    wanted = request.POST.get("wanted") == "yes"
    with transaction.atomic():
        if wanted:
            letters.want(club=request.club, staff_id=request.staff.id, now=present(request))
        else:
            letters.want_no_more(club=request.club, staff_id=request.staff.id)
        kept(request, "letter_wanted" if wanted else "letter_stopped", "club")
    said(request, _("It comes every week from now on.") if wanted else _("It comes no more."))
    return redirect(link(request, "letter"))
