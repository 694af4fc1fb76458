"""Debits that members say were not theirs: looked at and answered."""

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
from vafa.checkout.actions import disputing
from vafa.checkout.models import Dispute
from vafa.checkout.queries import disputes as queries
from vafa.checkout.queries.reading import settings_of
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said, staff_names
from vafa.doors.console.refusals import sentence
from vafa.doors.console.rewards import subnav
from vafa.doors.look.member.ledger import Ledger
from vafa.doors.look.member.reading import Group, LedgerPage
from vafa.doors.look.names import ClubNames
from vafa.ledger.models import Movement
from vafa.members.models import Member
from vafa.members.queries import surviving
from vafa.partners.house import house_of

_SHOWN, _LATELY = 100, 20


@require_GET
def disputes(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    waiting, decided = queries.open_cases(request.club, _SHOWN), queries.decided_lately(request.club, _LATELY)
    people = _people(request, [*waiting, *decided])
    context = {
        "subnav": subnav.pages(request, "disputes"), "title": _title(len(waiting), names),
        "days": names.fmt.integer(settings_of(request.club).dispute_days),
        "waiting": [_card(request, case, people, names) for case in waiting],
        "decided": [_card(request, case, people, names) for case in decided],
    }  # fmt: skip
    return page(request, "console/disputes.html", "rewards", context)


def _title(count: int, names: ClubNames) -> str:
    if not count:
        return _("No disputes")
    told = ngettext("{count} debit is disputed", "{count} debits are disputed", count)
    return told.format(count=names.fmt.integer(count))


def _people(request: ClubRequest, cases: list[Dispute]) -> dict[UUID, str]:
    found = Member.objects.filter(club_id=request.club.id, id__in={case.member_id for case in cases})
    return {each.id: each.name or _("No name") for each in found}


def _card(request: ClubRequest, case: Dispute, people: dict[UUID, str], names: ClubNames) -> dict[str, Any]:
    spent = Movement.objects.get(member_id=case.member_id, id=case.movement_id)
    (row,) = Ledger(names, case.member_id, case.unit, LedgerPage((Group((spent,), 0),), None)).rows()
    return {
        "case": case, "who": people.get(case.member_id) or _("No name"), "what": row.what, "at": row.at,
        "units": names.exactly(case.units, case.unit), "member_url": link(request, "member", surviving(case.member_id)),
        "decide_url": link(request, "decide_dispute", case.id), "store": names.store(spent.store_id),
        "by": staff_names(request.club).get(str(case.staff_id), ""), "back": case.state == "given_back",
    }  # fmt: skip


@require_POST
def decide_dispute(request: ClubRequest, dispute_id: UUID) -> HttpResponse:
    """The answer is asked for, since the member reads it."""
    here = redirect(link(request, "disputes"))
    answer, right = request.POST.get("answer", "").strip()[:300], request.POST.get("right") == "yes"
    if not answer:
        messages.error(request, _("Write an answer: the member reads it on their page."))
        return here
    try:
        with transaction.atomic():
            done = disputing.decide(
                house=house_of(request.club, present(request)), source="console", dispute_id=dispute_id, right=right,
                answer=answer, staff_id=request.staff.id,
            )  # fmt: skip
            kept(request, "dispute_decided", f"member:{done.member_id}", dispute=str(done.id), right=right)
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
        return here
    said(request, _("Given back, and answered.") if right else _("Answered. Nothing was changed."))
    return here
