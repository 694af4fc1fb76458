"""What waits for a second person, and what became of it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from vafa.base.actions import approvals as verbs
from vafa.base.errors import Refusal
from vafa.base.models import Approval
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views import publishing as publishing_pages
from vafa.doors.console.views.adjust import book
from vafa.doors.look.names import ClubNames
from vafa.files.actions import running
from vafa.files.reading import fields
from vafa.members.models import Member
from vafa.programmes.actions import publishing

_DECIDED_SHOWN, _WAITING_SHOWN = 20, 100


@require_GET
def approvals(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    rows = Approval.objects.select_related("asked_by__user", "decided_by__user").filter(club=request.club)
    since = present(request) - Approval.LASTS
    decided = list(rows.exclude(outcome="waiting").order_by("-decided_at")[:_DECIDED_SHOWN])
    over = list(rows.filter(outcome="waiting", asked_at__lte=since).order_by("-asked_at")[:_DECIDED_SHOWN])
    people = _people(request, [*decided, *over])
    context = {
        "waiting": waiting_cards(request, _WAITING_SHOWN),
        "decided": [_card(request, each, people, names) for each in decided],
        "over": [_card(request, each, people, names) for each in over],
        "limit": names.fmt.integer(request.club.adjust_limit),
    }
    return page(request, "console/approvals.html", "approvals", context)


def waiting_cards(request: ClubRequest, most: int) -> list[dict[str, Any]]:
    """What waits for a decision, the oldest first, each with the time that is left for it."""
    names = ClubNames(request.club, format_of(request.club))
    rows = list(verbs.waiting(request.club, present(request)).select_related("asked_by__user")[:most])
    people = _people(request, rows)
    return [_card(request, each, people, names) | {"left": _left(request, each, names)} for each in rows]


def _left(request: ClubRequest, row: Approval, names: ClubNames) -> str:
    hours = max(1, round((row.ends_at - present(request)) / dt.timedelta(hours=1)))
    if hours > 48:
        return _("{days} left").format(days=names.fmt.days(hours // 24))
    return ngettext("{count} hour left", "{count} hours left", hours).format(count=names.fmt.integer(hours))


def _people(request: ClubRequest, rows: list[Approval]) -> dict[str, str]:
    ids = [row.data["member"] for row in rows if "member" in row.data]
    found = Member.objects.filter(club_id=request.club.id, id__in=ids)
    return {str(each.id): each.name or _("No name") for each in found}


def _card(request: ClubRequest, row: Approval, people: dict[str, str], names: ClubNames) -> dict[str, Any]:
    if row.verb == running.APPROVAL:
        return _import_card(request, row, names)
    if row.verb == publishing.APPROVAL:
        return _publish_card(request, row, names)
    units, unit, member = row.data["units"], row.data["unit"], row.data["member"]
    worth = names.worth_minor(unit, abs(units))
    words = _("{units} for {member}") if units > 0 else _("{units} off {member}")
    return {
        "row": row,
        "title": words.format(units=names.exactly(abs(units), unit), member=people.get(member, _("No name"))),
        "units": names.exactly(abs(units), unit),
        "worth": names.fmt.money(worth) if worth is not None else "",
        "member_url": link(request, "member", member),
        "own": row.asked_by.user_id == request.staff.user_id,
        "approve_url": link(request, "approve", row.id),
        "refuse_url": link(request, "refuse", row.id),
    }


def _import_card(request: ClubRequest, row: Approval, names: ClubNames) -> dict[str, Any]:
    """The opening balances or adjustments of a whole file: one decision for all of them."""
    units: dict[str, int] = row.data["units"]
    written = _(", ").join(names.exactly(count, unit) for unit, count in units.items())
    worth = sum(names.worth_minor(unit, count) or 0 for unit, count in units.items())
    adjusts = row.data.get("kind") == fields.ADJUSTMENTS
    title = _("Adjustments of {units} in all") if adjusts else _("Opening balances: {units}")
    return {
        "row": row,
        "title": title.format(units=written),
        "units": written,
        "worth": names.fmt.money(worth) if worth else "",
        "import_url": link(request, "import", row.data["import"]),
        "own": row.asked_by.user_id == request.staff.user_id,
        "approve_url": link(request, "approve", row.id),
        "refuse_url": link(request, "refuse", row.id),
    }


def _publish_card(request: ClubRequest, row: Approval, names: ClubNames) -> dict[str, Any]:
    """A draft that is to hold from a day on."""
    number, day = names.fmt.integer(row.data["number"]), dt.date.fromisoformat(row.data["starts"])
    return {
        "row": row,
        "title": _("Publish draft {number} from {day}").format(number=number, day=names.fmt.date(day)),
        "units": _("draft {number}").format(number=number),
        "worth": "",
        "draft_url": link(request, "compare_draft", UUID(row.data["draft"])),
        "own": row.asked_by.user_id == request.staff.user_id,
        "approve_url": link(request, "approve", row.id),
        "refuse_url": link(request, "refuse", row.id),
    }


@require_POST
def approve(request: ClubRequest, approval_id: UUID) -> HttpResponse:
    fmt = format_of(request.club)
    try:
        with transaction.atomic():
            decided = verbs.approve(
                club=request.club, approval_id=approval_id, decided_by=request.staff, now=present(request)
            )
            _carry_out(request, decided)
            _log(request, decided)
    except Refusal as refusal:
        messages.error(request, sentence(refusal, fmt))
    else:
        told = _("Agreed and published.") if decided.verb == publishing.APPROVAL else _("Agreed and booked.")
        said(request, told)
    return redirect(link(request, "approvals"))


def _carry_out(request: ClubRequest, decided: Approval) -> None:
    if decided.verb == running.APPROVAL:
        of = UUID(decided.data["import"])
        running.start(club=request.club, import_id=of, staff=request.staff, now=present(request))
        return
    if decided.verb == publishing.APPROVAL:
        publishing_pages.carry_out_approved(request, decided)
        return
    member, given = UUID(decided.data["member"]), decided.data | {"reason": decided.reason}
    book(request, member, given, f"approval:{decided.id}", staff_id=decided.asked_by_id)


@require_POST
def refuse(request: ClubRequest, approval_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        messages.error(request, _("Write why you refuse: the one who asked will read it."))
        return redirect(link(request, "approvals"))
    try:
        with transaction.atomic():
            decided = verbs.refuse(
                club=request.club, approval_id=approval_id, decided_by=request.staff, reason=reason,
                now=present(request),
            )  # fmt: skip
            _log(request, decided)
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
    else:
        said(request, _("Refused. Nothing was booked."))
    return redirect(link(request, "approvals"))


def _log(request: ClubRequest, decided: Approval) -> None:
    before, after = {"outcome": "waiting"}, {"outcome": decided.outcome}
    reason = decided.refusal_reason or decided.reason
    about = {running.APPROVAL: "import", publishing.APPROVAL: "publishing"}.get(decided.verb, "adjustment")
    action = f"{about}_{decided.outcome}"
    kept(request, action, decided.subject, before=before, after=after, reason=reason, approval=str(decided.id))
