"""One person with two memberships: find the other one, see what moves, merge, and undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.member import member_or_404
from vafa.doors.console.views.members import rows_of
from vafa.doors.look.names import ClubNames
from vafa.ledger.queries.states import UnitStates, units_of
from vafa.members import queries
from vafa.members.actions import merging
from vafa.members.models import Member

_FOUND = 10


@require_http_methods(["GET", "POST"])
def merge(request: ClubRequest, member_id: UUID) -> HttpResponse:
    """This membership stays; the other one's cards, units and consents move to it."""
    stays = member_or_404(request, member_id)
    names = ClubNames(request.club, format_of(request.club))
    other = _other(request)
    if request.method == "POST" and other is not None:
        return _merge(request, stays, other, names)
    return _merge_page(request, stays, other, names)


def _other(request: ClubRequest) -> Member | None:
    given = request.POST.get("other") or request.GET.get("other", "")
    try:
        return member_or_404(request, UUID(given)) if given else None
    except ValueError:
        return None


def _merge(request: ClubRequest, stays: Member, other: Member, names: ClubNames) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        fault = _("Write how you know that both are one person.")
        return _merge_page(request, stays, other, names, fault, status=422)
    try:
        with transaction.atomic():
            made = merging.merge(
                club=request.club, absorbed=other.id, surviving=stays.id, units=names.unit_codes, reason=reason,
                now=present(request), staff_id=request.staff.id,
            )  # fmt: skip
            kept(
                request,
                "members_merged",
                f"member:{stays.id}",
                absorbed=str(other.id),
                merge=str(made.id),
                reason=reason,
            )
    except Refusal as refusal:
        return _merge_page(request, stays, other, names, sentence(refusal, names.fmt), status=422)
    said(request, _("Merged. Within 30 days it can be undone below."))
    return redirect(link(request, "member", stays.id))


def _merge_page(
    request: ClubRequest, stays: Member, other: Member | None, names: ClubNames, fault: str = "", status: int = 200
) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    found = [each for each in queries.search(request.club, wanted, _FOUND) if each.id != stays.id] if wanted else []
    here = link(request, "merge", stays.id)
    context: dict[str, Any] = {
        "name": stays.name or _("No name"),
        "back": link(request, "member", stays.id),
        "here": here,
        "wanted": wanted,
        "found": [
            row | {"url": f"{here}?other={each.id}"}
            for row, each in zip(rows_of(request, found, names), found, strict=True)
        ],
        "other": other,
        "fault": fault,
        "reason": request.POST.get("reason", ""),
    }
    if other is not None:
        context |= _moves(request, stays, other, names)
    return page(request, "console/merge.html", "members", context, status)


def _moves(request: ClubRequest, stays: Member, other: Member, names: ClubNames) -> dict[str, Any]:
    now, codes = present(request), names.unit_codes
    pairs = zip(units_of(stays.id, codes, now), units_of(other.id, codes, now), strict=True)
    return {
        "other_name": other.name or _("No name"),
        "rows": [_unit_row(mine, theirs, names) for mine, theirs in pairs],
        "card_count": len(queries.cards_of(other.id)),
    }


def _unit_row(mine: UnitStates, theirs: UnitStates, names: ClubNames) -> tuple[str, str, str, str]:
    def whole(each: UnitStates) -> int:
        return each.active + each.pending + each.held - each.owed

    figures = whole(mine), whole(theirs), whole(mine) + whole(theirs)
    first, second, third = (names.fmt.integer(figure) for figure in figures)
    return names.name_of("unit", mine.unit), first, second, third


@require_POST
def undo_merge(request: ClubRequest, member_id: UUID, merge_id: UUID) -> HttpResponse:
    stays = member_or_404(request, member_id)
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        messages.error(request, _("Write why the merge is undone."))
        return redirect(link(request, "member", stays.id))
    try:
        with transaction.atomic():
            done = merging.undo_merge(
                club=request.club, merge_id=merge_id, reason=reason, now=present(request), staff_id=request.staff.id
            )
            kept(
                request, "merge_undone", f"member:{stays.id}", absorbed=str(done.absorbed_id), merge=str(merge_id),
                reason=reason,
            )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
    else:
        said(request, _("Undone: both memberships stand by themselves again."))
    return redirect(link(request, "member", stays.id))
