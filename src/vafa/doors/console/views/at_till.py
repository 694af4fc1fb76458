"""Having what a member will probably buy offered to them at the till."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vafa.doors.console import insights
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.reporting.keys import apart
from vafa.doors.console.views.member import member_or_404
from vafa.insight.actions import at_till
from vafa.insight.errors import TooManyAtTill


@require_POST
def show_at_till(request: ClubRequest, member_id: UUID) -> HttpResponse:
    """Only what the lists of the member have: nobody writes to a till by hand."""
    found = member_or_404(request, member_id)
    rows, called = insights.suggestions(request.club, found.id)
    product = request.POST.get("product", "")
    if product not in {row.sku for row in rows}:
        raise Http404
    name = called.get(product) or product
    try:
        with transaction.atomic():
            made = at_till.show(
                club=request.club, member_id=found.id, product=product, name=name, staff_id=request.staff.id,
                now=present(request),
            )  # fmt: skip
            kept(request, "suggested_at_till", "member", member=str(found.id), product=product)
    except TooManyAtTill as refusal:
        said(request, sentence(refusal, format_of(request.club)))
        return redirect(f"{link(request, 'member', found.id)}#coming")
    day = format_of(request.club).date(made.until)
    said(request, _("{product} is offered at the till until {day}.").format(product=apart(name), day=day))
    return redirect(f"{link(request, 'member', found.id)}#coming")


@require_POST
def take_from_till(request: ClubRequest, member_id: UUID, suggestion_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    with transaction.atomic():
        gone = at_till.take_away(
            club=request.club, member_id=found.id, suggestion_id=suggestion_id, now=present(request)
        )
        if gone is None:
            raise Http404
        kept(request, "taken_from_till", "member", member=str(found.id), product=gone.product)
    said(request, _("{product} is no longer offered at the till.").format(product=apart(gone.name)))
    return redirect(f"{link(request, 'member', found.id)}#coming")
