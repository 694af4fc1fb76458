"""The programme: what is in force, what is being written, what was published, and where to start from."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.activities.queries.budgets import Spent, spent
from vafa.base.errors import Refusal
from vafa.base.text import latin_digits
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said, staff_names
from vafa.doors.console.programme.differences import Said
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.programme.sentences import Sentences
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.drafts import replay_if_sound
from vafa.doors.look import ready_words
from vafa.opening.errors import UnknownReadyProgramme
from vafa.opening.programmes.choosing import LIBRARY, ready, trade_of
from vafa.programmes.actions import drafting, publishing
from vafa.programmes.models import Draft
from vafa.programmes.queries import drafts
from vafa.programmes.queries.guard import limit_of
from vafa.programmes.shapes import Content


@require_GET
def programme(request: ClubRequest) -> HttpResponse:
    now, fmt = present(request), format_of(request.club)
    live = drafts.in_force(request.club, now)
    people = staff_names(request.club)
    context = {
        "live": _live(DraftNames(request.club, fmt, live)) if live else None,
        "drafts": [_draft(request, each, people) for each in drafts.open_of(request.club)],
        "versions": [
            {"row": each, "by": people.get(str(each.published_by), ""), "current": each.state == "in_force"}
            for each in drafts.versions(request.club, now)
        ],
        "ready": _library(request), "writes": allowed(request, "begin_draft"),
        "guard": fmt.percent(limit_of(request.club) / 10_000, 0),
        "guard_typed": fmt.integer(limit_of(request.club) // 100), "guards": allowed(request, "set_guard"),
    }  # fmt: skip
    return page(request, "console/programme.html", "programme", context)


def _live(names: DraftNames) -> dict[str, Any]:
    """The version in force, said sentence by sentence."""
    sentences, content = Sentences(names), names.content
    told = Said(names)
    return {
        "number": content.programme.version,
        "rules": [
            {"name": names.written(rule.name), "pieces": sentences.rule(rule), "more": sentences.more(rule)}
            for rule in content.rules if content.is_on(rule.id)
        ],
        "caps": [{"name": names.written(cap.name), "pieces": sentences.cap(cap)} for cap in content.programme.caps],
        "budgets": [_budget(each, names, sentences) for each in spent(names.club, content.programme, names.fmt.today)],
        "units": [(names.written(unit.name), told.unit(unit)) for unit in content.programme.units],
        "tiers": [(names.written(tier.name), told.tier(content.ladder, tier)) for tier in content.ladder.tiers]
        if content.ladder else [],
    }  # fmt: skip


def _budget(each: Spent, names: DraftNames, sentences: Sentences) -> dict[str, Any]:
    """What is given of it in the running period, and from when there is all of it again."""
    told = _("{used} of {units} given").format(
        used=names.fmt.units(each.used), units=names.exactly(each.budget.units, each.budget.unit)
    )
    if each.until:
        told = _("{used}, anew from {day}").format(used=told, day=names.fmt.date(each.until))
    state = ("bad", _("used up")) if each.used_up else ("gold", _("nearly used up")) if each.alarming else ("", "")
    return {"name": names.written(each.budget.name), "pieces": sentences.cap(each.budget), "percent": each.percent,
            "told": told, "state": state}  # fmt: skip


def _draft(request: ClubRequest, each: Draft, people: dict[str, str]) -> dict[str, Any]:
    standing = drafts.edition_of(each)
    return {
        "number": each.number, "url": link(request, "draft", each.id), "at": standing.made_at,
        "by": people.get(str(standing.made_by), ""), "based_on": each.based_on,
    }  # fmt: skip


def _library(request: ClubRequest) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": ready_words.name(code), "icon": ready_words.ICONS[code]} | ready_words.about(code)
        for code in LIBRARY
    ]


@require_POST
def begin_draft(request: ClubRequest) -> HttpResponse:
    """As the version in force, as an older one, or as a ready programme."""
    try:
        content, based_on = _beginning(request)
        with transaction.atomic():
            made = drafting.begin(
                club=request.club, content=content, based_on=based_on, staff=request.staff, now=present(request)
            )
            kept(request, "draft_begun", f"draft:{made.id}", number=made.number, based_on=based_on)
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
        return redirect(link(request, "programme"))
    replay_if_sound(request, made, DraftNames(request.club, format_of(request.club), content))
    return redirect(link(request, "draft", made.id))


def _beginning(request: ClubRequest) -> tuple[Content, int]:
    club, now = request.club, present(request)
    if (code := request.POST.get("ready", "")) not in {"", None}:
        chosen = ready(code, club.currency)
        return Content(chosen.programme, chosen.ladder_in(trade_of(club.currency))), 0
    number = request.POST.get("version", "")
    wanted = int(latin_digits(number)) if latin_digits(number).isdigit() else drafts.latest(club)
    if not wanted:
        raise UnknownReadyProgramme(programme=code)
    return drafts.published(club, wanted, now), wanted


@require_POST
def set_guard(request: ClubRequest) -> HttpResponse:
    typed = latin_digits(request.POST.get("percent", "")).strip()
    fmt = format_of(request.club)
    try:
        with transaction.atomic():
            before = limit_of(request.club)
            publishing.set_guard(
                club=request.club, margin_basis_points=int(typed) * 100 if typed.isdigit() and len(typed) < 6 else 0
            )
            after = limit_of(request.club)
            if before != after:
                kept(request, "guard_changed", f"club:{request.club.id}", before={"margin_share": before},
                     after={"margin_share": after})  # fmt: skip
    except Refusal as refusal:
        messages.error(request, sentence(refusal, fmt))
    else:
        said(request, _("Kept. A draft whose rule gives more in the replay cannot be published."))
    return redirect(link(request, "programme"))
