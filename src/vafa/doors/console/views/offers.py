"""Offers: what comes off a basket by itself, for whom and when; written, listed, ended."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.rewards import forms, subnav
from vafa.doors.console.rewards.offer_form import KINDS, STACKING, OfferForm, initial_of_offer, is_shown_whole
from vafa.doors.look import paging
from vafa.doors.look import reward_words as words
from vafa.doors.look.names import ClubNames
from vafa.engine.calendar.periods import local_date
from vafa.offers.actions import writing
from vafa.offers.errors import UnknownOffer
from vafa.offers.models import Offer
from vafa.offers.queries.across import all_of
from vafa.rewards import kinds
from vafa.rewards.queries import across

Uses = dict[UUID, tuple[int, int]]


@require_GET
def offers(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    found = all_of(request.club)
    used = across.uses_of(request.club.id, [each.id for each in found])
    context = {
        "subnav": subnav.pages(request, "offers"), "lead": _lead(used, names),
        "rows": [_row(request, each, used, names) for each in found], "writes": allowed(request, "new_offer"),
    }  # fmt: skip
    return page(request, "console/offers.html", "rewards", context)


def _lead(used: Uses, names: ClubNames) -> str:
    count, minor = sum(each[0] for each in used.values()), sum(each[1] for each in used.values())
    if not count:
        return _("None was used yet.")
    return ngettext("Used {count} time, {amount} taken off.", "Used {count} times, {amount} taken off.", count).format(
        count=names.fmt.integer(count), amount=names.fmt.money(minor)
    )


def _row(request: ClubRequest, each: Offer, used: Uses, names: ClubNames) -> dict[str, Any]:
    fmt, (count, minor) = names.fmt, used.get(each.id, (0, 0))
    most = each.budget.most
    return {
        "name": each.name_in(fmt.language), "url": link(request, "offer", each.id), "what": _what(each, names),
        "about": words.limits_words(each, names), "stacking": dict(STACKING)[each.stacking],
        "used": fmt.integer(count), "cost": fmt.money(minor) if minor else "–",
        "of": _("of {most}").format(most=fmt.money(most)) if most else "", "state": _state(each, present(request)),
    }  # fmt: skip


def _what(each: Offer, names: ClubNames) -> str:
    return _(", ").join(
        filter(None, (words.effect_words(each.effect, names), words.condition_words(each.condition, names)))
    )


def _state(each: Offer, now: dt.datetime) -> tuple[str, str]:
    """(tag, words)."""
    if each.state == "draft":
        return "gold", _("Draft")
    if each.state == "off" or (each.ends_at and each.ends_at <= now):
        return "", _("Ended")
    if each.starts_at and each.starts_at > now:
        return "gold", _("Not yet")
    return ("gold", _("Budget used up")) if each.budget.left == 0 else ("good", _("Live"))


@require_http_methods(["GET", "POST"])
def new_offer(request: ClubRequest) -> HttpResponse:
    """First what it takes off, then how much."""
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        rows = [
            {"url": paging.address(request.GET, kind=each), "name": words.kind_name(each),
             "means": words.offer_means(each), "icon": kinds.KINDS[each].icon}
            for each in KINDS
        ]  # fmt: skip
        context = {"kinds": rows, "subnav": subnav.pages(request, "offers"), "heading": _("What comes off?")}
        return page(request, "console/reward_kinds.html", "rewards", context)
    chosen = {"segment": request.GET["segment"]} if "segment" in request.GET else None
    form = _form(request, kind, request.POST if request.method == "POST" else None, initial=chosen)
    if not form.is_valid():
        return _editor(request, form, None)
    try:
        with transaction.atomic():
            made = writing.write_offer(club=request.club, given=form.given(), now=present(request))
            kept(request, "offer_written", f"offer:{made.id}", after=_figures(made))
    except Refusal as refusal:
        form.add_error(None, sentence(refusal, format_of(request.club)))
        return _editor(request, form, None)
    said(request, _("Kept as a draft. No basket meets it yet."))
    return redirect(link(request, "offer", made.id))


@require_http_methods(["GET", "POST"])
def offer(request: ClubRequest, offer_id: UUID) -> HttpResponse:
    found = _or_404(request, offer_id)
    fmt = format_of(request.club)
    if request.method == "GET" or not is_shown_whole(found):
        form = _form(request, found.effect["type"], None, initial=initial_of_offer(found, request.club, fmt))
        return _editor(request, form, found)
    form = _form(request, found.effect["type"], request.POST)
    if not form.is_valid():
        return _editor(request, form, found)
    try:
        with transaction.atomic():
            made = writing.change_offer(club=request.club, offer_id=found.id, given=form.given(found))
            kept(request, "offer_changed", f"offer:{made.id}", before=_figures(found), after=_figures(made))
    except Refusal as refusal:
        form.add_error(None, sentence(refusal, fmt))
        return _editor(request, form, found)
    said(request, _("Kept. It holds from the next basket on; what is on hold keeps its price."))
    return redirect(link(request, "offer", made.id))


def _or_404(request: ClubRequest, offer_id: UUID) -> Offer:
    try:
        return writing.get(request.club, offer_id)
    except UnknownOffer:
        raise Http404 from None


def _figures(row: Offer) -> dict[str, Any]:
    return {"effect": row.effect, "condition": row.condition, "stacking": row.stacking, "state": row.state}


def _form(request: ClubRequest, kind: str, data: Any, **kwargs: Any) -> OfferForm:
    names = ClubNames(request.club, format_of(request.club))
    return OfferForm(kind, request.club, names, local_date(present(request), request.club.zone), data, **kwargs)


def _editor(request: ClubRequest, form: OfferForm, found: Offer | None) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    parts = (
        (_("Its name and what comes off"), ("name_en", "name_fa", *forms.BY_KIND[form.kind])),
        (_("When"), ("nth", "hour_from", "hour_to", "weekdays")),
        (_("For whom, where, until when"),
         ("tiers", "segment", "stores", "limit_count", "limit_period", "starts", "ends")),
        (_("With others, and how much in all"), ("stacking", "priority", "budget")),
    )  # fmt: skip
    context = {
        "subnav": subnav.pages(request, "offers"), "form": form, "offer": found, "kind": words.kind_name(form.kind),
        "title": found.name_in(names.fmt.language) if found else words.kind_name(form.kind),
        "parts": [(title, [form[name] for name in named]) for title, named in parts],
        "whole": found is None or is_shown_whole(found), "card": _card(request, found, names) if found else None,
    }  # fmt: skip
    return page(request, "console/offer.html", "rewards", context, 422 if form.errors else 200)


def _card(request: ClubRequest, found: Offer, names: ClubNames) -> dict[str, Any]:
    """The offer in a sentence, and what came of it."""
    used = across.uses_of(request.club.id, [found.id])
    return _row(request, found, used, names) | {
        "lead": _lead(used, names), "list_url": link(request, "list_offer", found.id),
        "off_url": link(request, "end_offer", found.id),
    }  # fmt: skip


@require_POST
def list_offer(request: ClubRequest, offer_id: UUID) -> HttpResponse:
    return _stated(request, offer_id, "listed", "offer_listed", _("Live: the next basket that it fits meets it."))


@require_POST
def end_offer(request: ClubRequest, offer_id: UUID) -> HttpResponse:
    return _stated(request, offer_id, "off", "offer_ended", _("Ended. What is on hold keeps its price."))


def _stated(request: ClubRequest, offer_id: UUID, state: str, action: str, told: str) -> HttpResponse:
    _or_404(request, offer_id)
    with transaction.atomic():
        writing.set_state(club=request.club, offer_id=offer_id, state=state)
        kept(request, action, f"offer:{offer_id}")
    said(request, told)
    return redirect(link(request, "offer", offer_id))
