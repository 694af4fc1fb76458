"""A member says on their page that a debit was not theirs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from vafa.checkout.actions import disputing
from vafa.checkout.errors import DisputeTooLate, UnknownDebit
from vafa.doors.portal.frame import for_its_reader_alone
from vafa.doors.portal.views.member import one_sentence, opened_by


@csrf_exempt  # as the others behind the link: who knows its address may say this
@require_POST
@for_its_reader_alone
def dispute(request: HttpRequest, token: str, movement: UUID) -> HttpResponse:
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    text = request.POST.get("text", "").strip()[:300]
    try:
        disputing.dispute(club=opened.club, member=opened.member.id, movement_id=movement, text=text, now=opened.now)
    except UnknownDebit:
        return one_sentence(request, _("Nothing was spent here"), _("Open your page again and look at the line."), 404)
    except DisputeTooLate:
        return one_sentence(request, _("This was too long ago"), _("Ask the club at the counter."), 409)
    response = redirect("portal:member", token)
    response["Location"] += "#history"
    return response
