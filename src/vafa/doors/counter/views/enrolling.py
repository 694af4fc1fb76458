"""A number that is no member's becomes one, with the purchase in the same tap: both or neither."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vafa.activities.shapes import Outcome
from vafa.base.errors import Refusal
from vafa.base.text import latin_digits
from vafa.doors.counter import basket as baskets
from vafa.doors.counter import booking
from vafa.doors.counter.basket import Basket
from vafa.doors.counter.desk import SOURCE, Desk, at_desk, written
from vafa.doors.counter.refusals import sentence
from vafa.doors.counter.views.finding import ASKED
from vafa.doors.counter.views.recording import enrol_verb, purchase, words_of
from vafa.members import birthdays, cards, queries
from vafa.members.actions import asking
from vafa.members.actions.joining import Joining, join
from vafa.members.actions.profile import change_profile, give_word
from vafa.members.errors import CardTaken, NotAPhone
from vafa.members.models import JoinRequest

_NAME_MAX = 80


@dataclass(slots=True)
class Asked:
    """What the cashier wrote about the person."""

    phone: str
    name: str = ""
    day: str = ""
    month: str = ""
    agreed: bool = False
    birthday: dt.date | None = None
    faults: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
@at_desk
def enrol(desk: Desk) -> HttpResponse:
    phone = written(desk.request.POST, "phone", 40) or desk.request.session.get(ASKED, "")
    if not phone:
        return redirect(desk.link("counter"))
    if desk.request.method == "GET":
        request = queries.waiting_by_phone(desk.club, phone)
        return _page(desk, _prefilled(desk, phone, request), baskets.empty(desk), booking.reference(), request)
    asked, basket = _read(desk, phone), baskets.read(desk, desk.request.POST)
    reference = booking.reference_of(desk.request)
    if basket.fault or asked.faults or not reference:
        return _page(desk, asked, basket, reference or booking.reference(), _waiting(desk, phone), 422)
    try:
        member, receipt = _enrol(desk, asked, basket, reference)
    except Refusal as refusal:
        return _refused(desk, asked, basket, reference, refusal)
    desk.request.session.pop(ASKED, None)
    if receipt is None:
        messages.success(desk.request, _("{name} is a member from today.").format(name=asked.name))
        return redirect(desk.link("member", member))
    desk.request.session["counter_welcome"] = str(member)
    return redirect(desk.link("result", receipt.member, receipt.activity))


def _refused(desk: Desk, asked: Asked, basket: Basket, reference: str, refusal: Refusal) -> HttpResponse:
    told = Basket(basket.favourites, basket.counts, basket.typed, basket.minor, sentence(refusal, desk.fmt))
    fresh = booking.reference() if refusal.code == "reference_conflict" else reference
    return _page(desk, asked, told, fresh, _waiting(desk, asked.phone), 422)


def _waiting(desk: Desk, phone: str) -> JoinRequest | None:
    return queries.waiting_by_phone(desk.club, phone)


def _prefilled(desk: Desk, phone: str, request: JoinRequest | None) -> Asked:
    if request is None:
        return Asked(phone)
    born = desk.club.reckoning.fields(request.birthday) if request.birthday else None
    return Asked(phone, request.name, str(born[2]) if born else "", str(born[1]) if born else "")


def _read(desk: Desk, phone: str) -> Asked:
    given = desk.request.POST
    asked = Asked(
        phone, written(given, "name", _NAME_MAX), latin_digits(given.get("day", "")).strip(),
        latin_digits(given.get("month", "")).strip(), given.get("agreed") == "yes",
    )  # fmt: skip
    if not asked.name:
        asked.faults["name"] = _("Ask what to call them, and write it here.")
    if asked.day or asked.month:
        try:
            asked.birthday = birthdays.without_year(desk.club.reckoning, int(asked.month), int(asked.day))
        except ValueError:
            asked.faults["birthday"] = _("Choose the day and the month, or neither.")
    try:
        asked.phone = cards.phone(phone, desk.club.country)
    except NotAPhone as refusal:
        asked.faults["name"] = sentence(refusal, desk.fmt)
    return asked


@transaction.atomic
def _enrol(desk: Desk, asked: Asked, basket: Basket, reference: str) -> tuple[UUID, Outcome | None]:
    """A form that is sent again finds the member it made, and books its reference once. Refused: as by record, and then
    nobody was enrolled either."""
    member = _confirmed(desk, asked) or _joined(desk, asked)
    if not basket.total_minor:
        return member, None
    outcome = booking.book(desk, desk.source, purchase(desk, basket, reference, member), "receipt_recorded")
    if outcome.refusal:
        raise outcome.refusal
    return member, outcome


def _joined(desk: Desk, asked: Asked) -> UUID:
    person = Joining(
        desk.now, SOURCE, phone=asked.phone, given_name=asked.name, birthday=asked.birthday,
        language=desk.club.language, home_store=desk.branch.id if desk.branch else None,
    )  # fmt: skip
    (outcome,) = join(club=desk.club, people=[person], now=desk.now)
    if isinstance(outcome, CardTaken):
        return queries.surviving(UUID(outcome.data["member"]))
    if isinstance(outcome, Refusal):
        raise outcome
    _write_down(desk, asked, outcome)
    return outcome


def _confirmed(desk: Desk, asked: Asked) -> UUID | None:
    """Who asked to join by the club's page stands here now; what the cashier corrected counts."""
    request = queries.waiting_by_phone(desk.club, asked.phone)
    if request is None:
        return None
    member = asking.confirm(club=desk.club, request_id=request.id, staff_id=desk.staff.id, now=desk.now)
    if not queries.join_request(desk.club, request.id).was_member:
        if (asked.name, asked.birthday) != (request.name, request.birthday):
            change_profile(
                club=desk.club, member_id=member, given_name=asked.name, birthday=asked.birthday, now=desk.now
            )
        _write_down(desk, asked, member)
    return member


def _write_down(desk: Desk, asked: Asked, member: UUID) -> None:
    """Who enrolled them and where, and their word if they gave one: asked by this cashier, face to face."""
    where = desk.branch.code if desk.branch else ""
    desk.kept("member_enrolled", f"member:{member}", store=where)
    if asked.agreed:
        proof = f"asked at the counter, branch {where or '-'}, by staff {desk.staff.id}"
        give_word(
            club=desk.club, member_id=member, channel="sms", purpose="marketing", granted=True, proof=proof,
            now=desk.now, staff_id=desk.staff.id,
        )  # fmt: skip


def _page(
    desk: Desk, asked: Asked, basket: Basket, reference: str, request: JoinRequest | None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "basket": basket,
        "reference": reference,
        "words": words_of(desk, basket),
        "waiting": request,
        "agreed_before": bool(request and request.consents),
        "days": [(str(day), desk.fmt.integer(day)) for day in range(1, 32)],
        "months": [(str(month), desk.fmt.month_name(month)) for month in range(1, 13)],
        "verb": enrol_verb(desk, basket),
        "verb_empty": _("Enrol"),
    }
    return desk.page("enrol.html", context, status)
