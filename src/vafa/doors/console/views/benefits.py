"""Standing rights of a tier or a group, which cost no units: written, held, taken away."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console.acting import tried
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.rewards import forms, subnav
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look import reward_words as words
from vafa.doors.look.names import ClubNames
from vafa.engine.calendar.periods import local_date
from vafa.members.queries import surviving
from vafa.rewards.actions import catalogue as writing
from vafa.rewards.actions import claiming
from vafa.rewards.models import Benefit
from vafa.rewards.queries import benefits as queries
from vafa.rewards.queries.eligible import person_of


@require_GET
def benefits(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    rows = [_row(request, each, names) for each in queries.of_club(request.club)]
    context = {
        "subnav": subnav.pages(request, "benefits"), "rows": rows, "writes": allowed(request, "new_benefit"),
        "kinds": [(kind, words.benefit_name(kind), words.benefit_means(kind)) for kind in words.BENEFITS],
    }  # fmt: skip
    return page(request, "console/benefits.html", "rewards", context)


def _row(request: ClubRequest, each: Benefit, names: ClubNames) -> dict[str, Any]:
    language = names.fmt.language
    return {
        "name": each.name_in(language), "text": each.text_in(language), "kind": words.benefit_name(each.kind),
        "about": words.limits_words(each, names), "icon": each.icon, "live": each.state == "listed",
        "claimed": _claimed(each, names) if each.claimed else "",
        "off_url": link(request, "take_off_benefit", each.id),
    }  # fmt: skip


def _claimed(each: Benefit, names: ClubNames) -> str:
    used, most = names.fmt.integer(each.capacity.used), each.capacity.most
    return used if most is None else _("{used} of {most}").format(used=used, most=names.fmt.integer(most))


@require_http_methods(["GET", "POST"])
def new_benefit(request: ClubRequest) -> HttpResponse:
    kind = request.GET.get("kind", "other")
    if kind not in words.BENEFITS:
        raise Http404
    names = ClubNames(request.club, format_of(request.club))
    today = local_date(present(request), request.club.zone)
    form = forms.BenefitForm(kind, request.club, names, today, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _written(request, form)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal, names.fmt))
    parts = (
        (_("What it is"), ("name_en", "name_fa", "text_en", "text_fa")),
        (_("For whom, where, until when"), ("tiers", "segment", "stores", "starts", "ends")),
        (_("How many"), ("limit_count", "limit_period", "capacity")),
    )
    context = {
        "subnav": subnav.pages(request, "benefits"), "form": form, "kind": words.benefit_name(kind),
        "parts": [(title, [form[name] for name in named if name in form.fields]) for title, named in parts],
    }  # fmt: skip
    return page(request, "console/new_benefit.html", "rewards", context, 422 if form.errors else 200)


def _written(request: ClubRequest, form: forms.BenefitForm) -> HttpResponse:
    with transaction.atomic():
        made = writing.write_benefit(club=request.club, given=form.given(), now=present(request))
        kept(request, "benefit_written", f"benefit:{made.id}", after={"name_en": made.name_en, "name_fa": made.name_fa})
    said(request, _("It holds from now on. Members and cashiers see it."))
    return redirect(link(request, "benefits"))


@require_POST
def take_off_benefit(request: ClubRequest, benefit_id: UUID) -> HttpResponse:
    with transaction.atomic():
        done = writing.take_off_benefit(club=request.club, benefit_id=benefit_id)
        kept(request, "benefit_taken_off", f"benefit:{done.id}", before={"name_en": done.name_en})
    said(request, _("It holds no more."))
    return redirect(link(request, "benefits"))


@require_POST
def claim_benefit(request: ClubRequest, member_id: UUID, benefit_id: UUID) -> HttpResponse:
    """Staff give one to whoever stands before them, at the branch that was chosen."""
    found = member_or_404(request, member_id)
    person = person_of(request.club, surviving(found.id), present(request), request.POST.get("store", ""))
    reference = f"claim:{request.POST.get('reference', '')[:60]}"

    def act() -> str:
        made = claiming.claim(person=person, benefit_id=benefit_id, source="console", reference=reference)
        kept(request, "benefit_claimed", f"member:{person.member}", benefit=str(made.what))
        return _("Noted: the member has it.")

    return _told(request, person.member, act)


@require_POST
def put_back_claim(request: ClubRequest, member_id: UUID, claim_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    member = surviving(found.id)

    def act() -> str:
        done = claiming.put_back(club=request.club, member=member, claim_id=claim_id, now=present(request))
        kept(request, "benefit_put_back", f"member:{member}", benefit=str(done.what))
        return _("Put back: it counts no more.")

    return _told(request, member, act)


def _told(request: ClubRequest, member: UUID, act: Callable[[], str]) -> HttpResponse:
    tried(request, act)
    return redirect(link(request, "member_rewards", member))
