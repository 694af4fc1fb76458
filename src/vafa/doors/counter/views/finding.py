"""Finding a member by their exact card or phone. Names are not searched: a cashier sees who stands before them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.doors.counter.desk import Desk, at_desk, written
from vafa.members import cards, queries
from vafa.members.errors import BadLink, LinkOver, NotAPhone

ASKED = "counter_number"
"""In the session: the number that was no member's, kept out of addresses and logs."""


@require_GET
@at_desk
def counter(desk: Desk) -> HttpResponse:
    return desk.page("counter.html", {})


def find(request: HttpRequest) -> HttpResponse:
    desk = Desk(request)
    if request.method != "POST":
        return redirect(desk.link("counter"))
    return redirect(desk.link("branch")) if desk.lacks_branch else _find(desk, written(request.POST, "shown", 200))


def _find(desk: Desk, shown: str) -> HttpResponse:
    if not shown:
        return _not_found(desk, shown, _("Type the phone or card of the member."))
    if member := _by_link(desk, shown):
        return redirect(desk.link("member", member))
    if found := queries.by_cards(desk.club, [shown]):
        return redirect(desk.link("member", queries.surviving(found[shown])))
    try:
        phone = cards.phone(shown, desk.club.country)
    except NotAPhone:
        fault = _("No member shows this card. Check the digits, or type their phone to enrol them.")
        return _not_found(desk, shown, fault)
    desk.request.session[ASKED] = phone
    return redirect(desk.link("enrol"))


def _by_link(desk: Desk, shown: str) -> UUID | None:
    """The code on a member's own page is its address."""
    if "/m/" not in shown:
        return None
    try:
        member, told = queries.by_link(shown.rpartition("/m/")[2])
    except (BadLink, LinkOver):
        return None
    return member.id if member.club_id == desk.club.id and told.until > desk.now else None


def _not_found(desk: Desk, shown: str, fault: str) -> HttpResponse:
    return desk.page("counter.html", {"shown": shown, "fault": fault}, status=422)
