"""A member takes a reward at the counter: two taps, and their own word where the club wants it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.base.text import latin_digits
from vafa.checkout.actions import redeeming
from vafa.checkout.queries import purse
from vafa.doors.counter import booking
from vafa.doors.counter.desk import Desk, at_desk, member_or_404, written
from vafa.doors.counter.refusals import sentence
from vafa.doors.counter.who import who
from vafa.doors.look import reward_words as words
from vafa.doors.look import rights
from vafa.doors.look.household import household_panel
from vafa.engine import codes
from vafa.members.actions import proving
from vafa.members.models import Member
from vafa.rewards.actions import claiming, redemptions
from vafa.rewards.models import Redemption, Reward
from vafa.rewards.queries import catalogue
from vafa.rewards.queries.eligible import Person, person_of

_SHOWN = 10


@require_http_methods(["GET", "POST"])
@at_desk
def rewards(desk: Desk, member_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    person = _person(desk, found.id)
    if desk.request.method == "POST":
        return _take(desk, found, person)
    return _page(desk, found, person)


def _person(desk: Desk, member: UUID) -> Person:
    return person_of(desk.club, member, desk.now, desk.branch.code if desk.branch else "")


def _page(desk: Desk, found: Member, person: Person, fault: str = "", chosen: str = "") -> HttpResponse:
    have = purse.of_member(found.id, desk.names.unit_codes, desk.now)
    rows = [_row(desk, each, have) for each in catalogue.offered(person)]
    waiting = Redemption.objects.filter(member_id=found.id, state="waiting").order_by("taken_at")[:_SHOWN]
    names = {each.id: each for each in Reward.objects.filter(club=desk.club, id__in=[row.reward_id for row in waiting])}
    context: dict[str, Any] = {
        "benefits": rights.rows(person, desk.names),
        "who": who(desk, found), "household": household_panel(found.id, desk.names, desk.now),
        "rows": rows, "reference": booking.reference(), "fault": fault, "chosen": chosen,
        "waiting": [
            {"row": row, "name": names[row.reward_id].name_in(desk.fmt.language)} for row in waiting
        ],
    }  # fmt: skip
    return desk.page("rewards.html", context, 422 if fault else 200)


def _row(desk: Desk, each: catalogue.Offered, have: dict[str, int]) -> dict[str, Any]:
    short = words.more_to_go(each.units - have.get(each.reward.unit, 0), each.reward.unit, desk.names)
    return {
        "id": str(each.reward.id), "name": each.reward.name_in(desk.fmt.language),
        "about": words.effect_words(each.reward.effect, desk.names) or each.reward.text_in(desk.fmt.language),
        "price": desk.names.exactly(each.units, each.reward.unit), "why_not": words.why_not(each.why_not) or short,
    }  # fmt: skip


def _take(desk: Desk, found: Member, person: Person) -> HttpResponse:
    given = desk.request.POST
    try:
        reward = catalogue.get(desk.club, UUID(given.get("reward", "")))
    except (ValueError, Refusal):
        return _page(desk, found, person, _("Choose a reward from the list."))
    wish = redeeming.Wish(
        desk.house, desk.source.name, person, reward, f"reward:{written(given, 'reference', 60)}",
        desk.branch.id if desk.branch else None, desk.staff.id, proof=latin_digits(written(given, "proof", 12)),
    )  # fmt: skip
    try:
        made = redeeming.redeem(wish)
    except Refusal as refusal:
        return _page(desk, found, person, sentence(refusal, desk.fmt), str(reward.id))
    with transaction.atomic():
        desk.kept("reward_taken", f"member:{found.id}", reward=str(reward.id), redemption=str(made.id))
    told = _("{reward} was taken for {units}.").format(
        reward=reward.name_in(desk.fmt.language), units=desk.names.exactly(made.units, made.unit)
    )
    messages.success(desk.request, f"{told} {codes.shown(made.gives)}" if made.gives else told)
    return redirect(desk.link("rewards", found.id))


@require_POST
@at_desk
def claim(desk: Desk, member_id: UUID, benefit_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    reference = f"claim:{written(desk.request.POST, 'reference', 60)}"
    try:
        with transaction.atomic():
            made = claiming.claim(
                person=_person(desk, found.id), benefit_id=benefit_id, source=desk.source.name, reference=reference
            )
            desk.kept("benefit_claimed", f"member:{found.id}", benefit=str(made.what))
    except Refusal as refusal:
        messages.error(desk.request, sentence(refusal, desk.fmt))
    else:
        messages.success(desk.request, _("Noted: the member has it."))
    return redirect(desk.link("rewards", found.id))


@require_POST
@at_desk
def put_back(desk: Desk, member_id: UUID, claim_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    try:
        with transaction.atomic():
            done = claiming.put_back(club=desk.club, member=found.id, claim_id=claim_id, now=desk.now)
            desk.kept("benefit_put_back", f"member:{found.id}", benefit=str(done.what))
    except Refusal as refusal:
        messages.error(desk.request, sentence(refusal, desk.fmt))
    else:
        messages.success(desk.request, _("Put back: it counts no more."))
    return redirect(desk.link("rewards", found.id))


@require_POST
@at_desk
def hand_over(desk: Desk, member_id: UUID, redemption_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    try:
        with transaction.atomic():
            done = redemptions.hand_over(
                club=desk.club, redemption_id=redemption_id, now=desk.now, staff_id=desk.staff.id
            )
            desk.kept("reward_handed_over", f"member:{done.member_id}", redemption=str(done.id))
    except Refusal as refusal:
        messages.error(desk.request, sentence(refusal, desk.fmt))
    else:
        messages.success(desk.request, _("Handed over."))
    return redirect(desk.link("rewards", found.id))


@require_POST
@at_desk
def choose_pin(desk: Desk, member_id: UUID) -> HttpResponse:
    """The member types it on the cashier's phone; whoever has one already shows the code of their page first."""
    found, given = member_or_404(desk, member_id), desk.request.POST
    try:
        with transaction.atomic():
            if proving.has_pin(found.id):
                proving.prove(club=desk.club, member_id=found.id, given=written(given, "proof", 12), now=desk.now)
            proving.choose_pin(club=desk.club, member_id=found.id, pin=written(given, "pin", 12))
            desk.kept("member_pin_chosen", f"member:{found.id}")
    except Refusal as refusal:
        messages.error(desk.request, sentence(refusal, desk.fmt))
    else:
        messages.success(desk.request, _("The PIN is kept. Nobody can read it, not even you."))
    return redirect(desk.link("rewards", found.id))
