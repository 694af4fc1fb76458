"""A member's own page behind a signed link: what they have and why, read only, and three things to say about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.doors.look import paging, qr
from vafa.doors.look.formats import format_of
from vafa.doors.look.household import household_panel
from vafa.doors.look.member import reading
from vafa.doors.look.member.ledger import Ledger
from vafa.doors.look.member.standing import UnitPanel, tier_panel, unit_panels
from vafa.doors.look.names import ClubNames
from vafa.doors.portal import disputes, pace
from vafa.doors.portal.frame import address_of, for_its_reader_alone, page
from vafa.doors.portal.rewards import taken
from vafa.ledger.queries import states
from vafa.members import fresh, queries
from vafa.members.actions import links
from vafa.members.errors import BadLink, LinkOver
from vafa.members.links import Link
from vafa.members.models import Member


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link that works opens."""

    club: Club
    member: Member
    told: Link
    now: datetime

    @property
    def proof(self) -> str:
        """What shows later that the holder of the link said so."""
        return f"member's page, link of {self.told.issued_at:%Y-%m-%d %H:%M} UTC"


def opened_by(request: HttpRequest, token: str) -> Opened | HttpResponse:
    """Out: what the link opens, or the page that says why not. Of a forged one nothing is told, not even about whom."""
    address = address_of(request)
    if pace.is_out(address):
        too_many = _("Too many wrong links came from your network. Wait a minute and open yours again.")
        response = one_sentence(request, _("Wait a minute"), too_many, 429)
        response["Retry-After"] = str(pace.WINDOW_S)
        return response
    try:
        member, told = queries.by_link(token)
        club = Club.objects.get(id=member.club_id)
        now = club_now(club)
        if now >= told.until:
            raise LinkOver
    except BadLink:
        pace.tried_wrong(address)
        incomplete = _(
            "The address may have been cut short. Open it again from the message, or ask the club for a new one."
        )
        return one_sentence(request, _("This link opens nothing"), incomplete, 404)
    except LinkOver:
        over = _("Its time has passed or it was closed. Ask the club for a new one.")
        return one_sentence(request, _("This link works no more"), over, 410)
    return Opened(club, member, told, now)


def one_sentence(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    return render(request, "portal/one_sentence.html", {"title": title, "sentence": sentence}, status=status)


@require_safe
@for_its_reader_alone
def member(request: HttpRequest, token: str) -> HttpResponse:
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    names = ClubNames(opened.club, format_of(opened.club))
    context = {
        "token": token,
        "until": opened.told.until,
        "given_name": opened.member.given_name,
        "phone": queries.phone_of(opened.member.id),
        "unit_panels": _panels(opened, names),
        "tier": tier_panel(opened.club, opened.member, names, names.fmt, opened.now),
        "gets_messages": any(
            word.granted and word.purpose == links.MARKETING for word in queries.latest_consents(opened.member.id)
        ),
        **_history(request, opened, names),
        **taken(opened.member.id, names, opened.now),
        "household": household_panel(opened.member.id, names, opened.now),
    }
    return page(request, "portal/member.html", opened.club, context)


def _panels(opened: Opened, names: ClubNames) -> list[UnitPanel]:
    """Of what the programme counts: the first, and whatever else the member has or had some of."""
    panels = unit_panels(opened.member.id, names, names.fmt, opened.now)
    had = [each for each in panels[1:] if len(each.states) > 1 or each.spendable != names.figure(0, each.code)]
    return [*panels[:1], *had]


def _history(request: HttpRequest, opened: Opened, names: ClubNames) -> dict[str, Any]:
    unit = request.GET.get("unit", names.main_unit)
    unit = unit if unit in names.units else names.main_unit
    before = paging.number(request.GET.get("before", ""))
    found = reading.page_of(opened.member.id, unit, "all", before)
    ledger = Ledger(names, opened.member.id, unit, found)
    coming = states.coming(opened.member.id, unit, opened.now) if before is None and unit else []
    return {
        "rows": [*ledger.ended_rows(coming), *ledger.rows()],
        **disputes.said(opened.member.id, opened.club, opened.now),
        "unit": unit,
        "unit_tabs": [(code, name, code == unit) for code, name in names.units.items()],
        "earlier": paging.address(request.GET, unit=unit, before=str(found.next_seq)) if found.next_seq else "",
        "later": paging.address(request.GET, unit=unit, before="") if before is not None else "",
    }


@require_safe
@for_its_reader_alone
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The fresh code for a till: it changes every minute, and the page with it."""
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    shown = fresh.code(opened.member.id, opened.member.links_round, fresh.window_of(opened.now))
    context = {"token": token, "digits": f"{shown[:3]} {shown[3:]}", "qr": qr.svg(shown, _("The code as QR"))}
    response = page(request, "portal/code.html", opened.club, context)
    response["Refresh"] = str(60 - opened.now.second)
    return response


# The three below need no other token against forged requests than the one in their address: who knows it may say this.


@csrf_exempt
@require_POST
@for_its_reader_alone
def close(request: HttpRequest, token: str) -> HttpResponse:
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    links.close_links(club=opened.club, member_id=opened.member.id, now=opened.now)
    closed = _("No link to this page works any more. The club can give you a new one.")
    return one_sentence(request, _("The links are closed"), closed, 200)


@csrf_exempt
@require_POST
@for_its_reader_alone
def not_mine(request: HttpRequest, token: str) -> HttpResponse:
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    links.report_wrong_number(club=opened.club, member_id=opened.member.id, proof=opened.proof, now=opened.now)
    told = _("The club will look at it. This link is closed, and no more offers go to this number.")
    return one_sentence(request, _("Told to the club"), told, 200)


@csrf_exempt
@require_POST
@for_its_reader_alone
def stop(request: HttpRequest, token: str) -> HttpResponse:
    opened = opened_by(request, token)
    if isinstance(opened, HttpResponse):
        return opened
    links.stop_messages(club=opened.club, member_id=opened.member.id, proof=opened.proof, now=opened.now)
    response = redirect("portal:member", token)
    response["Location"] += "#messages"
    return response
