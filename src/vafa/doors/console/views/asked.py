"""Who asked to join on the public page, and whose number turned out to be somebody else's: staff decide."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.look.names import ClubNames
from vafa.members import queries
from vafa.members.actions import asking, links
from vafa.members.models import JoinRequest, Member

_SHOWN = 100


@require_GET
def asked(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    waiting = queries.waiting(request.club, _SHOWN)
    owners = queries.by_cards(request.club, [each.phone for each in waiting])
    count = queries.waiting_count(request.club)
    context = {
        "rows": [_row(request, each, names, owners.get(each.phone)) for each in waiting],
        "count": count,
        "more": max(0, count - len(waiting)),
        "wrong": _wrong(request),
    }
    return page(request, "console/asked.html", "asked", context)


def _row(request: ClubRequest, each: JoinRequest, names: ClubNames, member: UUID | None) -> dict[str, Any]:
    """A phone that is a member's already is said so: confirming it changes nothing."""
    return {
        "id": each.id,
        "name": each.name or _("No name"),
        "phone": each.phone,
        "asked_at": each.asked_at,
        "store": names.store(each.store_id),
        "offers": bool(each.consents),
        "member_url": link(request, "member", member) if member else "",
    }


def _wrong(request: ClubRequest) -> list[dict[str, Any]]:
    rows = queries.wrong_numbers(request.club, _SHOWN)
    people = Member.objects.filter(club_id=request.club.id, id__in=[each.member_id for each in rows])
    found = {each.id: each.name or _("No name") for each in people}
    return [
        {
            "name": found[each.member_id],
            "phone": each.phone,
            "told_at": each.told_at,
            "member_url": link(request, "member", each.member_id),
            "settle_url": link(request, "settle_wrong_number", each.id),
        }
        for each in rows
    ]


@require_POST
def decide(request: ClubRequest) -> HttpResponse:
    """One or several at once; each is decided by itself, so one that another has decided stops none."""
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, _("Tick at least one person first."))
        return redirect(link(request, "asked"))
    verb = _refuse if request.POST.get("verb") == "refuse" else _confirm
    outcomes = [_each(request, id, verb) for id in chosen]
    refused = [text for text in outcomes if text not in _TOLD]
    _tell(request, outcomes)
    for text in sorted(set(refused)):
        messages.error(request, text)
    return redirect(link(request, "asked"))


def _chosen(request: ClubRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("request")[:_SHOWN]]
    except ValueError:
        return []


_JOINED, _KNOWN, _TURNED_AWAY = "joined", "known", "turned away"
_TOLD = (_JOINED, _KNOWN, _TURNED_AWAY)


def _each(request: ClubRequest, id: UUID, verb: Any) -> str:
    """Out: what became of it, or why nothing did, in words."""
    try:
        with transaction.atomic():
            outcome: str = verb(request, id)
            return outcome
    except Refusal as refusal:
        return sentence(refusal, format_of(request.club))


def _confirm(request: ClubRequest, id: UUID) -> str:
    member = asking.confirm(club=request.club, request_id=id, staff_id=request.staff.id, now=present(request))
    was_member = queries.join_request(request.club, id).was_member
    kept(request, "join_request_confirmed", f"member:{member}", asked=str(id), was_member=was_member)
    return _KNOWN if was_member else _JOINED


def _refuse(request: ClubRequest, id: UUID) -> str:
    asking.refuse(club=request.club, request_id=id, staff_id=request.staff.id, now=present(request))
    kept(request, "join_request_refused", f"request:{id}")
    return _TURNED_AWAY


def _tell(request: ClubRequest, outcomes: list[str]) -> None:
    fmt = format_of(request.club)
    joined, known, away = (outcomes.count(kind) for kind in _TOLD)
    if joined:
        words = ngettext("{count} person joined.", "{count} people joined.", joined)
        said(request, words.format(count=fmt.integer(joined)))
    if known:
        words = ngettext("{count} was a member already.", "{count} were members already.", known)
        said(request, words.format(count=fmt.integer(known)))
    if away:
        words = ngettext("{count} request refused.", "{count} requests refused.", away)
        said(request, words.format(count=fmt.integer(away)))


@require_POST
def settle(request: ClubRequest, report_id: UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            done = links.settle_wrong_number(
                club=request.club, report_id=report_id, staff_id=request.staff.id, now=present(request)
            )
            kept(request, "wrong_number_settled", f"member:{done.member_id}")
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
    else:
        said(request, _("Taken off the list."))
    return redirect(link(request, "asked"))
