"""What every page of the console has around it: the club, the way of writing, the rail, the person."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vafa.base.actions import approvals, audit
from vafa.base.clock import club_now
from vafa.base.models import Club, Role, Staff
from vafa.checkout.queries import disputes
from vafa.doors.look.formats import format_of as format_of
from vafa.doors.look.formats import language as language
from vafa.doors.look.names import initials as initials
from vafa.doors.look.permissions import opens
from vafa.members import queries as members
from vafa.partners.queries import stores_of
from vafa.rewards.queries import across as rewards


class ClubRequest(HttpRequest):
    """A request that the permission table let through to a club."""

    staff: Staff
    club: Club


def present(request: ClubRequest) -> dt.datetime:
    return club_now(request.club)


def page(request: ClubRequest, template: str, section: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """In: the section of the rail the page belongs to."""
    return _kept_apart(render(request, template, _frame(request, section) | context, status=status))


def part(request: ClubRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A piece of a page, for htmx."""
    own = {"fmt": format_of(request.club), "club": request.club}
    return _kept_apart(render(request, template, own | context, status=status))


def _kept_apart(response: HttpResponse) -> HttpResponse:
    """One address gives a page or a piece of it, and both are about people: no shared cache, and never mixed up."""
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def link(request: ClubRequest, name: str, *args: Any) -> str:
    return reverse(f"console:{name}", args=[request.club.slug, *args])


def allowed(request: ClubRequest, name: str) -> bool:
    return opens(request.staff, f"console:{name}")


def said(request: ClubRequest, text: str) -> None:
    messages.success(request, text)


def kept(request: ClubRequest, action: str, subject: str, **data: Any) -> None:
    """Into the log of who did what; inside the transaction of what was done."""
    now = present(request)
    audit.keep(club=request.club, staff=request.staff, action=action, subject=subject, now=now, data=data)


def role_name(role: str) -> str:
    return {
        Role.OWNER.value: _("Owner"),
        Role.MANAGER.value: _("Manager"),
        Role.CASHIER.value: _("Cashier"),
        Role.ANALYST.value: _("Analyst"),
        Role.MARKETER.value: _("Marketer"),
        Role.AUDITOR.value: _("Auditor"),
        Role.PARTNER.value: _("Partner’s seller"),
    }[role]


def post_name(post: Staff) -> str:
    """The role, and the branch it is for."""
    if post.store_id is None:
        return role_name(post.role)
    branch = branch_names(post.club).get(post.store_id, "–")
    return _("{role}, {branch}").format(role=role_name(post.role), branch=branch)


def branch_names(club: Club) -> dict[UUID, str]:
    """By id, in the reader's language."""
    return {place.id: place.name_in(language()) for place in stores_of(club.id).values()}


def staff_names(club: Club) -> dict[str, str]:
    """By post the person's name, of those who have left too."""
    return {str(post.id): post.user.name for post in Staff.objects.select_related("user").filter(club=club)}


def _frame(request: ClubRequest, section: str) -> dict[str, Any]:
    club, user = request.club, request.staff.user
    fmt = format_of(club)
    return {
        "club": club,
        "club_name": club.name_in(fmt.language),
        "home_url": link(request, "overview" if allowed(request, "overview") else "members"),
        "nav": _nav(request, section),
        "person": {
            "name": user.name,
            "initials": initials(user.name),
            "role": post_name(request.staff),
        },
        "sign_out_url": reverse("account_logout"),
        "choose_url": reverse("console:choose") if _works_elsewhere(request) else "",
        "fmt": fmt,
        "staff": request.staff,
        "may": {name: allowed(request, name) for name in _HIDDEN_IF_REFUSED},
    }


def _works_elsewhere(request: ClubRequest) -> bool:
    return Staff.objects.filter(user_id=request.staff.user_id, ended_at=None).exclude(club=request.club).exists()


_HIDDEN_IF_REFUSED = (
    *("open_sample", "remove_sample", "retention_csv", "rfm_csv", "report_file", "save_view", "remove_view"),
    *("thresholds", "new_offer", "make_group", "take_away_group", "put_back_group", "show_at_till", "take_from_till"),
    *("costs", "enter_cost", "take_back_cost", "report"),
    *(
        "asked",
        "poster",
        "member_link",
        "overview",
        "members_csv",
        "imports",
        "profile",
        "consent",
        "add_card",
        "end_card",
        "adjust",
        "merge",
        "approvals",
        "member_rewards",
    ),
    *("lapsed", "lapsed_csv", "top", "segment", "staff", "keys", "audit"),
    *("put_part", "do_draft", "publish_draft", "approve"),
)


def _nav(request: ClubRequest, section: str) -> list[dict[str, Any]]:
    items = [
        ("overview", _("Overview"), "home", 0),
        ("members", _("Members"), "members", 0),
        ("programme", _("Programme"), "programme", 0),
        ("rewards", _("Rewards"), "gift", _to_do_in_rewards(request)),
        ("life_cycle", _("Reports"), "report", 0),
        ("asked", _("Asked to join"), "plus", _asked(request)),
        ("approvals", _("Approvals"), "shield", _waiting(request)),
        ("counter", pgettext("place", "Counter"), "cup", 0),
        ("staff", _("Settings"), "settings", 0),
        ("audit", _("Who did what"), "report", 0),
    ]
    if allowed(request, "staff"):
        # Owners find the log and the counter among their settings.
        items = [item for item in items if item[0] not in {"audit", "counter"}]
        section = "staff" if section in {"audit", "counter"} else section
    nav = [
        {
            "url": link(request, name),
            "label": label,
            "icon": icon,
            "count": count,
            "current": name == section,
            "gap": name in {"programme", "asked"},
        }
        for name, label, icon, count in items
        if allowed(request, name)
    ]
    if opens(request.staff, "counter:counter"):
        address = reverse("counter:counter", args=[request.club.slug])
        nav.append({"url": address, "label": _("Open the counter"), "icon": "cup", "count": 0, "gap": True})
    return nav


def _waiting(request: ClubRequest) -> int:
    if not allowed(request, "approvals"):
        return 0
    return approvals.waiting(request.club, present(request)).count()


def _to_do_in_rewards(request: ClubRequest) -> int:
    """Rewards to hand over and disputes to answer."""
    if not allowed(request, "reward_queue"):
        return 0
    return rewards.waiting_count(request.club.id) + disputes.open_count(request.club.id)


def _asked(request: ClubRequest) -> int:
    if not allowed(request, "asked"):
        return 0
    return members.waiting_count(request.club) + members.wrong_numbers_count(request.club)


def settings_pages(request: ClubRequest, current: str) -> list[dict[str, Any]]:
    pages = (
        ("staff", _("Staff and roles")),
        ("counter", pgettext("place", "Counter")),
        ("club", _("Club")),
        ("exports", _("Export everything")),
        ("keys", _("API keys")),
        ("audit", _("Who did what")),
    )
    return [
        {"url": link(request, name), "label": label, "current": name == current}
        for name, label in pages
        if allowed(request, name)
    ]
