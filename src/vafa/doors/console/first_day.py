"""The first page of a club without a receipt: what is done, and what comes next, each with the page for it."""

import datetime as dt
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vafa.base.models import CounterPhone
from vafa.doors.console.frame import ClubRequest, allowed, link, present
from vafa.doors.look.names import ClubNames
from vafa.doors.look.permissions import opens
from vafa.files.models import Import
from vafa.members.models import JoinRequest
from vafa.rewards.models import Reward

_NEW_FOR = dt.timedelta(days=30)


def first_day(request: ClubRequest, members: int, names: ClubNames) -> dict[str, Any]:
    """In: how many members there are. Out: the rows; the first that is not done carries the primary verb."""
    rows = [row for row in (*_there(names), *_to_do(request, members, names)) if row["done"] or row["url"]]
    first = next((row for row in rows if not row["done"]), None)
    return {"rows": [row | {"first": row is first} for row in rows]}


def left_over(request: ClubRequest, members: int, names: ClubNames) -> list[dict[str, Any]]:
    """What a young club has not done of its first day although it has a receipt. Later it is not reminded any more."""
    if request.club.is_demo or present(request) - request.club.created_at > _NEW_FOR:
        return []
    *steps, _receipt = _to_do(request, members, names)
    return [row for row in steps if row["url"] and not row["done"]]


def _there(names: ClubNames) -> list[dict[str, Any]]:
    rules = len(names.programme.rules) if names.programme else 0
    stores = len(names.places)
    count, places = names.fmt.integer(rules), names.fmt.integer(stores)
    in_force = ngettext(
        "A programme with {count} rule is in force", "A programme with {count} rules is in force", rules
    ).format(count=count)
    if not rules:
        in_force = _("The programme has no rule yet: purchases are recorded and give nothing")
    known = ngettext("{count} branch is known", "{count} branches are known", stores).format(count=places)
    return [_row(in_force, done=True), _row(known, done=True)]


def _to_do(request: ClubRequest, members: int, names: ClubNames) -> list[dict[str, Any]]:
    joined = ngettext("{count} member has joined", "{count} members have joined", members).format(
        count=names.fmt.integer(members)
    )
    counter = opens(request.staff, "counter:counter")
    return [
        _row(
            _("Switch on two-step sign-in"),
            _("Codes from an app on your phone, beside the password."),
            reverse("mfa_activate_totp"), _("Switch on"), done=is_mfa_enabled(request.user),
        ),
        _row(
            _("Write the first reward"),
            _("What members can take for their units. Without one they collect for nothing."),
            _if_allowed(request, "new_reward"), _("Write a reward"),
            done=Reward.objects.filter(club=request.club).exclude(state="off").exists(),
        ),
        _row(
            _("Put a phone at the counter"),
            _("Give each colleague a PIN, then hand a phone over. Or connect a till by a key."),
            _if_allowed(request, "counter"), _("Set up the counter"),
            done=CounterPhone.objects.filter(club=request.club, ended_at=None).exists(),
        ),
        _row(
            _("Let members join by the poster") if not members else joined,
            _("Print it and put it where people pay; its code opens the page to join."),
            _if_allowed(request, "poster"), _("Print the poster"), done=_asked_by_poster(request),
        ),
        _row(
            _("Bring members and past receipts"),
            _("From a file. Receipts of the past give nothing; they tell you who your members are."),
            _if_allowed(request, "imports"), _("Import"), done=Import.objects.filter(club=request.club).exists(),
        ),
        _row(
            _("Record the first receipt"),
            _("Type the phone and the amount at the counter; the reasons stand beside the units."),
            reverse("counter:counter", args=[request.club.slug]) if counter else "", _("Open the counter"),
        ),
    ]  # fmt: skip


def _asked_by_poster(request: ClubRequest) -> bool:
    """Whoever asked to join had read it."""
    return JoinRequest.objects.filter(club_id=request.club.id).exists()


def _row(title: str, stakes: str = "", url: str = "", verb: str = "", *, done: bool = False) -> dict[str, Any]:
    return {"title": title, "stakes": stakes, "url": url, "verb": verb, "done": done}


def _if_allowed(request: ClubRequest, name: str) -> str:
    return link(request, name) if allowed(request, name) else ""
