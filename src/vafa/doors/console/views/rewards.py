"""The catalogue and the editor of one reward."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
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
from vafa.doors.look import reward_words as words
from vafa.doors.look.names import ClubNames
from vafa.doors.look.pictures import picture_url
from vafa.engine.calendar.periods import local_date
from vafa.ledger.queries.across import members_with
from vafa.rewards.actions import catalogue as writing
from vafa.rewards.errors import UnknownReward
from vafa.rewards.kinds import KINDS
from vafa.rewards.models import Reward
from vafa.rewards.queries import across, catalogue

SINCE = dt.timedelta(days=90)
_RUNNING_OUT = 10
"""So many left, or fewer, is said in saffron."""


@require_GET
def rewards(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    taken = across.taken(request.club.id, present(request) - SINCE)
    found = catalogue.all_of(request.club)
    cheapest = next((each for each in found if each.state == "listed"), None)
    context = {
        "subnav": subnav.pages(request, "rewards"),
        "rows": [_row(request, each, names, taken.get(each.id, (0, 0))) for each in found],
        "lead": _lead(taken, names),
        "waiting": across.waiting_count(request.club.id),
        "first": _first(request, cheapest, names) if cheapest else "",
        "writes": allowed(request, "new_reward"),
    }
    return page(request, "console/rewards.html", "rewards", context)


def _lead(taken: dict[UUID, tuple[int, int]], names: ClubNames) -> str:
    count, cost = sum(each[0] for each in taken.values()), sum(each[1] for each in taken.values())
    if not count:
        return _("Nothing was taken in 90 days.")
    return ngettext(
        "Taken {count} time in 90 days at a cost of {cost}.",
        "Taken {count} times in 90 days at a cost of {cost}.",
        count,
    ).format(count=names.fmt.integer(count), cost=names.fmt.money(cost))  # fmt: skip


def _first(request: ClubRequest, cheapest: Reward, names: ClubNames) -> str:
    count = members_with(request.club.id, cheapest.unit, cheapest.units, present(request))
    return ngettext(
        "{count} member can take {reward} now.", "{count} members can take {reward} now.", count
    ).format(count=names.fmt.integer(count), reward=cheapest.name_in(names.fmt.language))  # fmt: skip


def _row(request: ClubRequest, each: Reward, names: ClubNames, taken: tuple[int, int]) -> dict[str, Any]:
    fmt, left = names.fmt, each.stock.left
    return {
        "name": each.name_in(fmt.language), "about": words.limits_words(each, names), "icon": each.icon,
        "picture": picture_url(each, fmt.language),
        "url": link(request, "reward", each.id), "price": names.exactly(each.units, each.unit),
        "cost": fmt.money_figure(each.cost_minor) if each.cost_minor is not None else "–",
        "taken": fmt.integer(taken[0]), "left": words.left_words(each, fmt),
        "short": left is not None and left <= _RUNNING_OUT, "state": _state(each, present(request)),
    }  # fmt: skip


def _state(each: Reward, now: dt.datetime) -> tuple[str, str]:
    """(tag, words)."""
    if each.state == "draft":
        return "gold", _("Draft")
    if each.state == "off" or (each.ends_at and each.ends_at <= now):
        return "", _("Off")
    if each.starts_at and each.starts_at > now:
        return "gold", _("Not yet")
    left = each.stock.left
    if left is not None and left <= _RUNNING_OUT:
        return "gold", _("Sold out") if not left else _("Running out")
    return "good", _("Listed")


@require_http_methods(["GET", "POST"])
def new_reward(request: ClubRequest) -> HttpResponse:
    """First the kind, then what it gives."""
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        kinds = [
            {"url": f"?kind={code}", "name": words.kind_name(code), "means": words.kind_means(code), "icon": each.icon}
            for code, each in KINDS.items()
        ]
        return page(
            request, "console/reward_kinds.html", "rewards",
            {"kinds": kinds, "subnav": subnav.pages(request, "rewards"), "heading": _("What will members get?")},
        )  # fmt: skip
    form = _form(request, kind, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _editor(request, form, None)
    try:
        with transaction.atomic():
            made = writing.write_reward(
                club=request.club, given=form.given(), units=_units(request), now=present(request)
            )
            kept(request, "reward_written", f"reward:{made.id}", after=_figures(made))
    except Refusal as refusal:
        form.add_error(None, sentence(refusal, format_of(request.club)))
        return _editor(request, form, None)
    said(request, _("Kept as a draft. Nobody sees it yet."))
    return redirect(link(request, "reward", made.id))


@require_http_methods(["GET", "POST"])
def reward(request: ClubRequest, reward_id: UUID) -> HttpResponse:
    found = reward_or_404(request, reward_id)
    fmt = format_of(request.club)
    if request.method == "GET":
        form = _form(request, found.kind, None, initial=forms.initial_of(found, request.club, fmt))
        return _editor(request, form, found)
    form = _form(request, found.kind, request.POST)
    if not form.is_valid():
        return _editor(request, form, found)
    try:
        with transaction.atomic():
            before = _figures(found)
            made = writing.change_reward(
                club=request.club, reward_id=found.id, given=form.given(), units=_units(request)
            )
            kept(request, "reward_changed", f"reward:{made.id}", before=before, after=_figures(made))
    except Refusal as refusal:
        form.add_error(None, sentence(refusal, fmt))
        return _editor(request, form, found)
    said(request, _("Kept. What members have taken already keeps its terms."))
    return redirect(link(request, "reward", made.id))


def reward_or_404(request: ClubRequest, reward_id: UUID) -> Reward:
    try:
        return catalogue.get(request.club, reward_id)
    except UnknownReward:
        raise Http404 from None


def _units(request: ClubRequest) -> frozenset[str]:
    return frozenset(ClubNames(request.club, format_of(request.club)).unit_codes)


def _figures(row: Reward) -> dict[str, Any]:
    return {"units": row.units, "prices": row.prices, "effect": row.effect, "state": row.state}


def _form(request: ClubRequest, kind: str, data: Any, **kwargs: Any) -> forms.RewardForm:
    fmt = format_of(request.club)
    pools = forms.pools_of(across.batches_of(request.club.id, 100), fmt.language)
    today = local_date(present(request), request.club.zone)
    return forms.RewardForm(kind, pools, request.club, ClubNames(request.club, fmt), today, data, **kwargs)


def _editor(request: ClubRequest, form: forms.RewardForm, found: Reward | None) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    parts = (
        (_("What and how much"), ("name_en", "name_fa", "text_en", "text_fa", "units", "unit", "cost", "worth")),
        (_("What it gives"), forms.BY_KIND.get(form.kind, ())),
        (
            _("For whom, where, until when"),
            ("tiers", "segment", "stores", "limit_count", "limit_period", "starts", "ends"),
        ),
        (_("How much there is, and how it is handed over"), ("stock", "keep_days", "handed", "comes_back")),
        (_("Another price for a tier"), tuple(f"price_{code}" for code in names.tiers)),
    )  # fmt: skip
    context = {
        "subnav": subnav.pages(request, "rewards"), "form": form, "reward": found, "kind": words.kind_name(form.kind),
        "title": found.name_in(names.fmt.language) if found else words.kind_name(form.kind),
        "parts": [(title, [form[name] for name in fields]) for title, fields in parts if fields],
        "card": _card(request, found, names) if found else None,
        "state": _state(found, present(request)) if found else None,
        "list_url": link(request, "list_reward", found.id) if found else "",
        "off_url": link(request, "take_off_reward", found.id) if found else "",
        "notes": _notes(request, found, names) if found else [], "languages": _languages(found) if found else [],
    }  # fmt: skip
    return page(request, "console/reward.html", "rewards", context, 422 if form.errors else 200)


def _languages(found: Reward) -> list[tuple[str, str, bool]]:
    """(language, its name, whether there is a picture of its own)."""
    return [("fa", _("Persian"), bool(found.picture_fa)), ("en", _("English"), bool(found.picture_en))]


def _card(request: ClubRequest, found: Reward, names: ClubNames) -> dict[str, Any]:
    """What a member sees."""
    fmt = names.fmt
    what = words.effect_words(found.effect, names) or found.text_in(fmt.language)
    return {
        "name": found.name_in(fmt.language), "icon": found.icon, "picture": picture_url(found, fmt.language),
        "about": ". ".join(filter(None, (found.text_in(fmt.language) or what, words.limits_words(found, names)))),
        "price": fmt.integer(found.units), "unit": names.name_of("unit", found.unit),
        "after": words.after_taking(found, fmt),
    }  # fmt: skip


def _notes(request: ClubRequest, found: Reward, names: ClubNames) -> list[tuple[str, str]]:
    """(kind, sentence) about the price: who can pay it, and what a unit costs beside its declared worth."""
    fmt = names.fmt
    count = members_with(request.club.id, found.unit, found.units, present(request))
    told = [("info", ngettext(
        "{count} member has the price now.", "{count} members have the price now.", count
    ).format(count=fmt.integer(count)))]  # fmt: skip
    if not found.units or found.cost_minor is None:
        return told
    worth = names.worth_minor(found.unit, found.units)
    cost = fmt.money_exact(found.cost_minor // found.units)
    if worth and found.cost_minor > worth:
        words_ = _("It costs {cost} a unit, more than the {worth} that a unit is worth in your books.")
        told.append(("warn", words_.format(cost=cost, worth=fmt.money_exact(worth // found.units))))
    return told


@require_POST
def list_reward(request: ClubRequest, reward_id: UUID) -> HttpResponse:
    reward_or_404(request, reward_id)
    with transaction.atomic():
        done = writing.list_reward(club=request.club, reward_id=reward_id)
        kept(request, "reward_listed", f"reward:{done.id}")
    said(request, _("In the catalogue. Members see it now."))
    return redirect(link(request, "reward", reward_id))


@require_POST
def take_off_reward(request: ClubRequest, reward_id: UUID) -> HttpResponse:
    reward_or_404(request, reward_id)
    with transaction.atomic():
        done = writing.take_off_reward(club=request.club, reward_id=reward_id)
        kept(request, "reward_taken_off", f"reward:{done.id}")
    messages.success(request, _("Taken off. Who has taken it gets it."))
    return redirect(link(request, "reward", reward_id))
