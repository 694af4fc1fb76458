"""What the club owes its members, oldest first; and taking a reward for a member who stands here."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.base.text import latin_digits
from vafa.checkout.actions import redeeming, undoing
from vafa.checkout.queries import purse
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.rewards import subnav
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look import reward_words as words
from vafa.doors.look import rights
from vafa.doors.look.names import ClubNames
from vafa.doors.look.pictures import picture_url
from vafa.engine import codes
from vafa.members import queries as members
from vafa.members.models import Member
from vafa.partners.house import house_of
from vafa.rewards.actions import redemptions
from vafa.rewards.models import Redemption, RedemptionStep, Reward
from vafa.rewards.queries import across, catalogue
from vafa.rewards.queries.eligible import Person, person_of
from vafa.tiers.queries import standings

_SHOWN, _LATELY = 200, 8
_LATE = dt.timedelta(days=2)
"""The aim: handed over within two days."""


@require_GET
def reward_queue(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    how = request.GET.get("how", "")
    waiting = across.waiting(request.club.id, _SHOWN)
    code = codes.normal(latin_digits(request.GET.get("code", "")))
    if code:
        waiting = across.by_code(request.club.id, code)
    shown = [row for row in waiting if not how or row.handed == how]
    late = sum(present(request) - row.taken_at > _LATE for row in waiting)
    context = {
        "subnav": subnav.pages(request, "reward_queue"), "title": _title(len(waiting), late, names), "how": how,
        "rows": _rows(request, shown, names), "code": request.GET.get("code", ""), "count": len(waiting),
        "filters": _filters(waiting, how, names), "lately": _lately(request, names),
        "capped": len(waiting) == _SHOWN and not code,
    }  # fmt: skip
    return page(request, "console/reward_queue.html", "rewards", context)


def _title(waiting: int, late: int, names: ClubNames) -> str:
    if not waiting:
        return _("Nothing to hand over")
    fmt = names.fmt
    count = ngettext("{count} reward to hand over", "{count} rewards to hand over", waiting)
    title = count.format(count=fmt.integer(waiting))
    if not late:
        return title
    more = ngettext("{count} is late", "{count} are late", late).format(count=fmt.integer(late))
    return _(", ").join((title, more))


def _filters(waiting: list[Redemption], how: str, names: ClubNames) -> list[dict[str, Any]]:
    kinds = (("", _("All")), ("branch", _("In branch")), ("post", _("Post")))
    return [
        {
            "url": f"?how={code}", "label": label, "current": code == how,
            "count": names.fmt.integer(sum(not code or row.handed == code for row in waiting)),
        }
        for code, label in kinds
    ]  # fmt: skip


def _rows(request: ClubRequest, found: list[Redemption], names: ClubNames) -> list[dict[str, Any]]:
    people, rewards = _around(request, found)
    ids = [row.member_id for row in found]
    stand, now = standings(ids), present(request)
    return [
        {
            "row": row, "member": people.get(row.member_id) or _("No name"),
            "tier": names.tier_of(stand.get(row.member_id)), "member_url": link(request, "member", row.member_id),
            "reward": rewards[row.reward_id].name_in(names.fmt.language), "units": names.exactly(row.units, row.unit),
            "how": _how(row, names), "waiting": waited(now - row.taken_at, names), "late": now - row.taken_at > _LATE,
            "open": row.state in redemptions.OPEN, "state": words.state_name(row.state),
            "hand_over": row.state in ("waiting", "sent") and row.handed == "branch",
            "send": row.state == "waiting" and row.handed == "post",
        }
        for row in found
    ]  # fmt: skip


def _around(request: ClubRequest, found: list[Redemption]) -> tuple[dict[UUID, str], dict[UUID, Reward]]:
    people = Member.objects.filter(club_id=request.club.id, id__in={row.member_id for row in found})
    rewards = Reward.objects.filter(club=request.club, id__in={row.reward_id for row in found})
    return {each.id: each.name for each in people}, {each.id: each for each in rewards}


def _how(row: Redemption, names: ClubNames) -> str:
    return _("Post") if row.handed == "post" else names.store(row.store_id) or _("In branch")


def waited(span: dt.timedelta, names: ClubNames) -> str:
    minutes = max(1, int(span.total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60
    if days:
        return ngettext("{count} day", "{count} days", days).format(count=names.fmt.integer(days))
    if hours:
        return ngettext("{count} hour", "{count} hours", hours).format(count=names.fmt.integer(hours))
    return ngettext("{count} minute", "{count} minutes", minutes).format(count=names.fmt.integer(minutes))


def _lately(request: ClubRequest, names: ClubNames) -> list[dict[str, Any]]:
    found = across.settled_lately(request.club.id, _LATELY)
    people, rewards = _around(request, found)
    reasons = dict(
        RedemptionStep.objects.filter(
            member_id__in={row.member_id for row in found}, state__in=("given_back", "lapsed")
        )
        .filter(redemption_id__in=[row.id for row in found])
        .values_list("redemption_id", "reason")
    )
    return [
        {
            "what": rewards[row.reward_id].name_in(names.fmt.language),
            "who": people.get(row.member_id) or _("No name"),
            "at": row.settled_at, "state": words.state_name(row.state), "reason": reasons.get(row.id, ""),
            "back": names.exactly(row.units, row.unit) if row.state in ("given_back", "lapsed") else "",
        }
        for row in found
    ]  # fmt: skip


@require_POST
def hand_over(request: ClubRequest, redemption_id: UUID) -> HttpResponse:
    return _step(request, redemption_id, redemptions.hand_over, "reward_handed_over", _("Handed over."))


@require_POST
def send_reward(request: ClubRequest, redemption_id: UUID) -> HttpResponse:
    return _step(request, redemption_id, redemptions.send, "reward_sent", _("Marked as sent."))


def _step(request: ClubRequest, redemption_id: UUID, verb: Any, action: str, told: str) -> HttpResponse:
    try:
        with transaction.atomic():
            done = verb(club=request.club, redemption_id=redemption_id, now=present(request), staff_id=request.staff.id)
            kept(request, action, f"member:{done.member_id}", redemption=str(done.id))
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
    else:
        said(request, told)
    return redirect(link(request, "reward_queue"))


@require_http_methods(["GET", "POST"])
def give_back_reward(request: ClubRequest, redemption_id: UUID) -> HttpResponse:
    """Asks why first: the member reads it."""
    reason = request.POST.get("reason", "").strip()[:300]
    names = ClubNames(request.club, format_of(request.club))
    try:
        found = redemptions.get(request.club, redemption_id)
        if request.method == "POST" and reason:
            return _given_back(request, found, reason, names)
    except Refusal as refusal:
        messages.error(request, sentence(refusal, names.fmt))
        return redirect(link(request, "reward_queue"))
    (row,) = _rows(request, [found], names)
    fault = _("Write why: the member reads it.") if request.method == "POST" else ""
    context = {"row": row, "fault": fault, "subnav": subnav.pages(request, "reward_queue")}
    return page(request, "console/reward_back.html", "rewards", context, 422 if fault else 200)


def _given_back(request: ClubRequest, found: Redemption, reason: str, names: ClubNames) -> HttpResponse:
    with transaction.atomic():
        done = undoing.give_back_redemption(
            house=house_of(request.club, present(request)), source="console", redemption_id=found.id, reason=reason,
            staff_id=request.staff.id,
        )  # fmt: skip
        kept(request, "reward_given_back", f"member:{done.member_id}", redemption=str(done.id), reason=reason)
    said(request, _("{units} went back to the member.").format(units=names.exactly(done.units, done.unit)))
    return redirect(link(request, "reward_queue"))


@require_http_methods(["GET", "POST"])
def member_rewards(request: ClubRequest, member_id: UUID) -> HttpResponse:
    """What this member can take; staff take it for whoever stands before them."""
    found = member_or_404(request, member_id)
    member = members.surviving(found.id)
    names = ClubNames(request.club, format_of(request.club))
    person = _person(request, member, request.POST.get("store", ""))
    if request.method == "POST":
        return _taken(request, person, names)
    have = purse.of_member(member, names.unit_codes, present(request))
    rows = [
        {
            "id": each.reward.id, "name": each.reward.name_in(names.fmt.language), "icon": each.reward.icon,
            "picture": picture_url(each.reward, names.fmt.language),
            "about": words.effect_words(each.reward.effect, names) or each.reward.text_in(names.fmt.language),
            "price": names.exactly(each.units, each.reward.unit),
            "why_not": words.why_not(each.why_not)
            or words.more_to_go(each.units - have.get(each.reward.unit, 0), each.reward.unit, names),
        }
        for each in catalogue.offered(person)
    ]  # fmt: skip
    context = {
        "member": found, "name": found.name or _("No name"), "rows": rows, "reference": str(uuid4()),
        "have": [names.exactly(have.get(code, 0), code) for code in names.unit_codes],
        "back": link(request, "member", member), "stores": list(names.stores.items()),
        "mine": _rows(request, list(Redemption.objects.filter(member_id=member).order_by("-taken_at")[:20]), names),
        "writes": allowed(request, "new_reward"), "rights": rights.rows(person, names),
        "gives": allowed(request, "claim_benefit"),
    }  # fmt: skip
    return page(request, "console/member_rewards.html", "members", context)


def _person(request: ClubRequest, member: UUID, store: str) -> Person:
    return person_of(request.club, member, present(request), store)


def _taken(request: ClubRequest, person: Person, names: ClubNames) -> HttpResponse:
    here = redirect(link(request, "member_rewards", person.member))
    house = house_of(request.club, present(request))
    place = house.stores.get(person.store)
    reference = request.POST.get("reference", "")[:36]
    try:
        reward = catalogue.get(request.club, UUID(request.POST.get("reward", "")))
        with transaction.atomic():
            wish = redeeming.Wish(
                house,
                "console",
                person,
                reward,
                f"reward:{reference}",
                place.id if place else None,
                request.staff.id,
                vouched=True,
            )
            made = redeeming.redeem(wish)
            kept(request, "reward_taken", f"member:{person.member}", reward=str(reward.id), units=made.units)
    except ValueError:
        messages.error(request, _("Choose a reward from the list."))
        return here
    except Refusal as refusal:
        messages.error(request, sentence(refusal, names.fmt))
        return here
    told = _("{reward} was taken for {units}.").format(
        reward=reward.name_in(names.fmt.language), units=names.exactly(made.units, made.unit)
    )
    said(request, f"{told} {codes.shown(made.gives)}" if made.gives else told)
    return here
