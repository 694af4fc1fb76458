"""A purchase of a known member: what it would earn, into the books, and what to say aloud."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.activities import stored
from vafa.activities.actions.quoting import quote
from vafa.activities.errors import UnknownActivity
from vafa.activities.models import Activity
from vafa.activities.queries import reading
from vafa.activities.shapes import Purchase, TakenBack
from vafa.base.models import Audit
from vafa.doors.counter import basket as baskets
from vafa.doors.counter import booking, reasons
from vafa.doors.counter.basket import Basket
from vafa.doors.counter.desk import SOURCE, Desk, at_desk, member_or_404
from vafa.doors.counter.refusals import sentence
from vafa.doors.counter.who import who
from vafa.doors.look import qr
from vafa.doors.look.links import here_alone, member_page
from vafa.members import queries as members
from vafa.members.errors import MemberLeft
from vafa.members.models import Member

UNDO_WITHIN = dt.timedelta(minutes=10)


@require_GET
@at_desk
def member(desk: Desk, member_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    if found.id != member_id:
        return redirect(desk.link("member", found.id))
    return _member_page(desk, found, baskets.empty(desk), booking.reference())


def _member_page(desk: Desk, found: Member, basket: Basket, reference: str, status: int = 200) -> HttpResponse:
    shown = who(desk, found)
    left = sentence(MemberLeft(), desk.fmt) if found.left_at else ""
    context = {"who": shown, "basket": basket, "reference": reference, "left": left, "words": words_of(desk, basket)}
    context |= {"verb": verb(desk, basket), "verb_empty": _("Record")}
    return desk.page("member.html", context, status)


def words_of(desk: Desk, basket: Basket) -> str:
    return desk.fmt.money_words(basket.total_minor) if basket.total_minor else ""


def purchase(desk: Desk, basket: Basket, reference: str, member_id: UUID) -> Purchase:
    """Without its time: sent again it is the same, and happens when it is booked."""
    return Purchase(
        reference,
        basket.lines(desk.club.language),
        member=member_id,
        store=desk.source.store,
        channel=SOURCE,
        cashier=str(desk.staff.id),
    )


@require_GET
@at_desk
def estimate(desk: Desk, member_id: UUID) -> HttpResponse:
    """What it would earn now, and the amount in words."""
    found, basket = member_or_404(desk, member_id), baskets.read(desk, desk.request.GET)
    told: dict[str, Any] = _told(desk, basket, verb(desk, basket))
    if basket.total_minor and not basket.fault:
        outcome = quote(house=desk.house, source=desk.source, item=purchase(desk, basket, "estimate", found.id))
        if outcome.refusal:
            told["fault"] = sentence(outcome.refusal, desk.fmt)
        else:
            sums = reasons.totals(desk, [(award.unit, award.units) for award in outcome.awards])
            told["units"] = [reasons.named(desk, units, unit) for unit, units in sums] or [desk.fmt.integer(0)]
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


@require_GET
@at_desk
def amount(desk: Desk) -> HttpResponse:
    """In words, and on the button of an enrolment."""
    basket = baskets.read(desk, desk.request.GET)
    return JsonResponse(_told(desk, basket, enrol_verb(desk, basket)), headers={"Cache-Control": "no-store"})


def _told(desk: Desk, basket: Basket, said: str) -> dict[str, Any]:
    return {"words": words_of(desk, basket), "fault": basket.fault, "units": [], "verb": said}


def enrol_verb(desk: Desk, basket: Basket) -> str:
    if not basket.total_minor:
        return _("Enrol")
    return _("Enrol and record {money}").format(money=desk.fmt.money_exact(basket.total_minor))


def verb(desk: Desk, basket: Basket) -> str:
    if not basket.total_minor:
        return _("Record")
    return _("Record {money}").format(money=desk.fmt.money_exact(basket.total_minor))


@require_POST
@at_desk
def record(desk: Desk, member_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    basket = baskets.read(desk, desk.request.POST, nothing=baskets.missing())
    reference = booking.reference_of(desk.request)
    if basket.fault or not reference:
        return _again(desk, found, basket, basket.fault or _("The form was incomplete. Press again."), reference)
    outcome = booking.book(desk, desk.source, purchase(desk, basket, reference, found.id), "receipt_recorded")
    if outcome.refusal:
        taken = outcome.refusal.code == "reference_conflict"
        return _again(desk, found, basket, sentence(outcome.refusal, desk.fmt), "" if taken else reference)
    return redirect(desk.link("result", outcome.member, outcome.activity))


def _again(desk: Desk, found: Member, basket: Basket, fault: str, reference: str) -> HttpResponse:
    """Everything typed stays, and so does the reference unless it is used up."""
    told = Basket(basket.favourites, basket.counts, basket.typed, basket.minor, fault)
    return _member_page(desk, found, told, reference or booking.reference(), status=422)


@require_GET
@at_desk
def result(desk: Desk, member_id: UUID, activity_id: UUID) -> HttpResponse:
    row = receipt_or_404(desk, member_id, activity_id)
    found = member_or_404(desk, member_id)
    awards = stored.awards_from_plain(row.awards)
    context: dict[str, Any] = {"who": who(desk, found), "row": row, "at": row.booked_at, "minor": row.net_minor}
    if row.kind == "return":
        return desk.page("returned.html", context | _returned(desk, row))
    sums = reasons.totals(desk, [(award.unit, award.units) for award in awards])
    returns = list(Activity.objects.filter(member_id=row.member_id, original=row.id).order_by("id"))
    until = undo_until(desk, row)
    context |= {
        "sums": [(desk.names.figure(units, unit), desk.names.name_of("unit", unit)) for unit, units in sums],
        "reasons": reasons.given(desk, row.version, awards),
        "undo_until": None if returns else until,
        "returned": bool(returns),
        "again_url": "" if found.left_at else desk.link("member", found.id),
        "page_url": "" if found.left_at else desk.link("page", found.id),
        "welcome": desk.request.session.pop("counter_welcome", None) == str(found.id),
    }
    return desk.page("result.html", context)


def _returned(desk: Desk, row: Activity) -> dict[str, Any]:
    """In: a return as booked. Out: what it took back, by the reasons of its purchase."""
    original = reading.get(desk.club, row.member_id, row.original) if row.original else row
    backs = msgspec.convert(row.body.get("taken_back", ()), tuple[TakenBack, ...])
    sums = reasons.totals(desk, [(back.unit, back.units) for back in backs])
    return {
        "sums": [(desk.names.change(-units, unit), desk.names.name_of("unit", unit)) for unit, units in sums],
        "reasons": reasons.taken(desk, original.version, stored.awards_from_plain(original.awards), backs),
    }


def receipt_or_404(desk: Desk, member_id: UUID, activity_id: UUID) -> Activity:
    try:
        row = reading.get(desk.club, member_id, activity_id)
    except UnknownActivity:
        raise Http404 from None
    if row.kind not in {"purchase", "return"}:
        raise Http404
    return row


def undo_until(desk: Desk, row: Activity) -> dt.datetime | None:
    """Out: until when this cashier can undo the receipt, None if they cannot: only their own, only at the counter, for
    ten minutes, and only while nothing else was booked for the member."""
    until = row.booked_at + UNDO_WITHIN
    if row.kind != "purchase" or row.source != SOURCE or desk.now > until:
        return None
    if Activity.objects.filter(member_id=row.member_id, id__gt=row.id).exists():
        return None
    log = Audit.objects.filter(
        club=desk.club, subject=f"member:{row.member_id}", at__gte=row.booked_at, staff_id=desk.staff.id
    )
    own = any(data.get("activity") == str(row.id) for data in log.values_list("data", flat=True))
    return until if own else None


@require_POST
@at_desk
def page(desk: Desk, member_id: UUID) -> HttpResponse:
    """The code of the member's own page, to be read from this phone. A link is made when asked for, and logged."""
    found = member_or_404(desk, member_id)
    if found.left_at:
        raise Http404
    token, until = members.issue_link(desk.club, found.id, desk.now)
    with transaction.atomic():
        desk.kept("member_link_made", f"member:{found.id}", until=until.isoformat())
    address = member_page(desk.request, token)
    code = qr.svg(address, _("QR code of the member's own page"))
    response = desk.page(
        "page.html",
        {
            "who": who(desk, found), "address": address, "code": code, "until": until,
            "here_alone": here_alone(desk.request),
        },
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response
