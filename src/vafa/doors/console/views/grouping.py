"""Who bought the one and not yet the other, and a group made of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from vafa.doors.console.frame import ClubRequest, allowed, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.reporting.asking import Asked, asked
from vafa.doors.console.reporting.keys import apart, products
from vafa.doors.console.views.lapsed import PAGE, number_of, pages
from vafa.doors.console.views.members import by_ids, rows_of
from vafa.doors.console.views.reports import subnav
from vafa.doors.look import paging
from vafa.earning.errors import NoProgramme
from vafa.earning.queries import Judges
from vafa.engine.earning.conditions import InSegment
from vafa.engine.earning.sound import leaves
from vafa.insight.actions import grouping, lakes
from vafa.insight.errors import TooManyGroups
from vafa.insight.lake.reading import Lake, NoLake, opened
from vafa.insight.metrics.pairs import NotYet, not_yet
from vafa.offers.models import Offer
from vafa.rewards.queries.eligible import made_for
from vafa.segments.queries import last_before

_DAYS_MOST: Final = 1830
_KEY_MOST: Final = 120


def _wanted(about: Asked) -> NotYet:
    first, then = about.given("first"), about.given("then")
    days = paging.number(about.given("days")) or 0
    if not (0 < len(first) <= _KEY_MOST and 0 < len(then) <= _KEY_MOST and 0 < days <= _DAYS_MOST):
        raise Http404
    return NotYet(first, then, "category" if about.given("by") == "category" else "product", days, about.scope)


@contextmanager
def _history(about: Asked) -> Iterator[Lake]:
    try:
        with opened(about.request.club.id) as lake:
            yield lake
    except NoLake:
        lakes.ask_at_once(club=about.request.club)
        raise


def _called(lake: Lake, wanted: NotYet) -> tuple[str, str]:
    if wanted.by == "category":
        return wanted.first, wanted.then
    known = products(lake, [wanted.first, wanted.then])
    return known[wanted.first], known[wanted.then]


def _named(called: tuple[str, str]) -> str:
    return _("Bought {first}, not yet {then}").format(first=apart(called[0]), then=apart(called[1]))


@require_GET
def not_yet_people(request: ClubRequest) -> HttpResponse:
    about = asked(request)
    wanted = _wanted(about)
    try:
        with _history(about) as lake:
            found, called = not_yet(lake, wanted, about.tomorrow), _called(lake, wanted)
    except NoLake:
        return redirect(link(request, "report", "next"))
    number = number_of(request)
    members = by_ids(request.club, found[(number - 1) * PAGE : number * PAGE])
    context = {
        "subnav": subnav(request, "next"), "title": _named(called), "count": len(found), "wanted": "",
        "days": about.fmt.days(wanted.days), "rows": rows_of(request, members, about.names),
        "query": about.address(page=""), "may_make": allowed(request, "make_group"),
        **pages(request, number, len(found)),
    }  # fmt: skip
    return page(request, "console/not_yet.html", "life_cycle", context)


@require_POST
def make_group(request: ClubRequest) -> HttpResponse:
    about = asked(request)
    wanted = _wanted(about)
    back = f"{link(request, 'not_yet_people')}{about.address()}"
    names = {}
    try:
        with _history(about) as lake:
            found, called = not_yet(lake, wanted, about.tomorrow), _called(lake, wanted)
        for language in ("fa", "en"):
            with override(language):
                names[language] = _named(called)[:80]
        with transaction.atomic():
            made = grouping.make(
                club=request.club, wanted=wanted, found=found,
                name_fa=names["fa"], name_en=names["en"], now=present(request),
            )  # fmt: skip
            kept(request, "group_made", "club", code=made.code, name=made.name_en)
    except TooManyGroups as refusal:
        said(request, sentence(refusal, about.fmt))
        return redirect(back)
    except NoLake:
        return redirect(link(request, "report", "next"))
    said(request, _("The group is there. It is filled anew every night."))
    return redirect(link(request, "segment", made.code))


@require_POST
def take_away_group(request: ClubRequest, code: str) -> HttpResponse:
    if users := _users(request, code):
        said(request, _("{names} uses this group. Change that first.").format(names=_(", ").join(users)))
        return redirect(link(request, "segment", code))
    with transaction.atomic():
        if not grouping.take_away(club=request.club, code=code, now=present(request)):
            raise Http404
        kept(request, "group_taken_away", "club", code=code)
    return redirect(link(request, "segment", code))


@require_POST
def put_back_group(request: ClubRequest, code: str) -> HttpResponse:
    before, about = last_before(request.club, code), asked(request)
    if before is None:
        raise Http404
    try:
        with _history(about) as lake:
            found = not_yet(lake, grouping.wanted_of(before), about.tomorrow)
    except NoLake:
        said(request, _("The history is being put together. Try again in a minute."))
        return redirect(link(request, "segment", code))
    with transaction.atomic():
        grouping.put_back(club=request.club, before=before, found=found, now=present(request))
        kept(request, "group_put_back", "club", code=code)
    return redirect(link(request, "segment", code))


def _users(request: ClubRequest, code: str) -> list[str]:
    """What is for this group now or will be: rules in force or published, rewards, benefits and vouchers."""
    about: Any = asked(request).names
    language = about.fmt.language
    offers = Offer.objects.filter(club=request.club, segment=code).exclude(state="off")
    named = [each.name_in(language) for each in (*made_for(request.club, code), *offers)]
    try:
        programmes = Judges(request.club).programmes()
    except NoProgramme:
        return named
    now = present(request)
    in_force = max((starts for starts, _programme in programmes if starts <= now), default=now)
    rules = [rule for starts, programme in programmes if starts >= in_force for rule in programme.rules]
    for rule in rules:
        if any(isinstance(each, InSegment) and code in each.segments for _path, each in leaves(rule.when)):
            named.append(about.written(rule.name))
    return list(dict.fromkeys(named))
