"""Who works for the club: roles, invitations by a link shown once, the end of a post."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from vafa.base.actions import pins
from vafa.base.actions import staff as verbs
from vafa.base.clock import now as wall_clock
from vafa.base.errors import Refusal
from vafa.base.models import Role, Staff, User
from vafa.doors.console.fields import required
from vafa.doors.console.frame import (
    ClubRequest,
    allowed,
    branch_names,
    format_of,
    initials,
    kept,
    language,
    link,
    page,
    role_name,
    said,
    settings_pages,
)  # fmt: skip
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.approvals import waiting_cards
from vafa.doors.look.permission_table import AT_COUNTER, TABLE

tokens = PasswordResetTokenGenerator()

_RIGHTS = (
    (gettext_lazy("Find members, see their page"), "console:member"),
    (gettext_lazy("See the overview and the lists"), "console:overview"),
    (gettext_lazy("Adjust units"), "console:adjust"),
    (gettext_lazy("Agree to what is above the limit"), "console:approve"),
    (gettext_lazy("Change profile, cards and consent; merge"), "console:profile"),
    (gettext_lazy("Export lists"), "console:members_csv"),
    (gettext_lazy("Read who did what"), "console:audit"),
    (gettext_lazy("Record, enrol and take back at the counter"), "counter:record"),
    (gettext_lazy("Hand a phone to the counter; favourites and branches"), "console:counter"),
    (gettext_lazy("Write drafts: rules, rewards, offers"), "console:put_part"),
    (gettext_lazy("Publish the programme"), "console:publish_draft"),
    (gettext_lazy("Staff and API keys"), "console:staff"),
)


_WITH_A_SECOND = frozenset({"console:adjust", "console:publish_draft"})
_ROLES = (
    Role.OWNER.value, Role.MANAGER.value, Role.MARKETER.value, Role.ANALYST.value, Role.AUDITOR.value,
    Role.CASHIER.value, Role.PARTNER.value,
)  # fmt: skip


class InviteForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, error_messages=required(gettext_lazy("Write the person’s name."))
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("They sign in with it. No mail is sent."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the e-mail address they will sign in with."),
            "invalid": gettext_lazy("This is no e-mail address. Write it like name@example.com."),
        },
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    branch = forms.ChoiceField(label=gettext_lazy("Branch"), required=False)

    def __init__(self, branches: dict[UUID, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, role_name(role)) for role in reversed(_ROLES)]  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.CASHIER.value
        self.fields["branch"].choices = [("", _("All branches")), *branches.items()]  # type: ignore[attr-defined]


@require_GET
def staff(request: ClubRequest) -> HttpResponse:
    return _staff_page(request, InviteForm(branch_names(request.club)))


def _staff_page(request: ClubRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    posts = Staff.objects.select_related("user").filter(club=request.club, ended_at=None).order_by("role", "user__name")
    branches, order = branch_names(request.club), list(_ROLES)
    context = {
        "form": form,
        "people": [_person(request, post) for post in sorted(posts, key=lambda post: order.index(post.role))],
        "roles": [(role, role_name(role)) for role in order],
        "branches": [(str(id), name) for id, name in branches.items()],
        "rights": [(words, [_right(role, route) for role in order]) for words, route in _RIGHTS],
        "limit": request.club.adjust_limit,
        "waiting": waiting_cards(request, 1) if allowed(request, "approvals") else [],
        "fresh_link": request.session.pop("password_link", None),
        "settings_pages": settings_pages(request, "staff"),
    }
    return page(request, "console/staff.html", "staff", context, status)


def _right(role: str, route: str) -> str:
    """Out: empty where the role cannot, "second" where it needs another person, else "can"."""
    if role not in TABLE[route]:
        return ""
    return "second" if route in _WITH_A_SECOND else "can"


def _person(request: ClubRequest, post: Staff) -> dict[str, Any]:
    return {
        "id": post.id,
        "name": post.user.name,
        "initials": initials(post.user.name),
        "email": post.user.email,
        "role": post.role,
        "branch": str(post.store_id or ""),
        "you": post.user_id == request.staff.user_id,
        "waiting": not post.user.has_usable_password(),
        "last_login": post.user.last_login,
        "role_url": link(request, "change_role", post.id),
        "end_url": link(request, "end_post", post.id),
        "link_url": link(request, "password_link", post.id),
        "at_counter": post.role in AT_COUNTER,
        "has_pin": bool(post.pin),
        "pin_url": link(request, "set_pin", post.id),
        "clear_url": link(request, "clear_pin", post.id),
    }


@require_POST
def invite(request: ClubRequest) -> HttpResponse:
    form = InviteForm(branch_names(request.club), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                post = verbs.give_post(
                    club=request.club, email=given["email"], name=given["name"], role=given["role"],
                    language=language(), now=wall_clock(), store_id=_branch(given["branch"]),
                )  # fmt: skip
                kept(request, "staff_invited", f"staff:{post.id}", after=_figures(post))
        except Refusal as refusal:
            form.add_error("email", sentence(refusal, format_of(request.club)))
        else:
            if post.user.has_usable_password() or _works_elsewhere(request, post.user):
                said(request, _("{name} works here now and signs in as before.").format(name=post.user.name))
            else:
                _show_link(request, post.user)
            return redirect(link(request, "staff"))
    return _staff_page(request, form, status=422)


def _branch(given: str) -> UUID | None:
    return UUID(given) if given else None


def _figures(post: Staff) -> dict[str, str]:
    return {"role": post.role, "branch": str(post.store_id or "")}


def _works_elsewhere(request: ClubRequest, user: User) -> bool:
    """A link opens every club of the person, so the owner of one must not make it."""
    return Staff.objects.filter(user=user, ended_at=None).exclude(club=request.club).exists()


def _show_link(request: ClubRequest, user: User) -> None:
    path = reverse("console:set_password", args=[user.id, tokens.make_token(user)])
    request.session["password_link"] = {"url": request.build_absolute_uri(path), "name": user.name}


@require_POST
def password_link(request: ClubRequest, post_id: UUID) -> HttpResponse:
    """For who has none yet or lost theirs: the owner hands it over."""
    post = _post(request, post_id)
    if _works_elsewhere(request, post.user):
        messages.error(request, _("This person works for another club too and changes the password there."))
    else:
        with transaction.atomic():
            kept(request, "password_link_made", f"staff:{post.id}")
        _show_link(request, post.user)
    return redirect(link(request, "staff"))


@require_POST
def set_pin(request: ClubRequest, post_id: UUID) -> HttpResponse:
    """What opens the counter's phones for them, and nothing else."""
    post = _post(request, post_id)
    try:
        with transaction.atomic():
            pins.set_pin(club=request.club, post_id=post.id, pin=request.POST.get("pin", ""))
            kept(request, "pin_set", f"staff:{post.id}")
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
    else:
        said(
            request,
            _("{name} can stand at the counter with the new PIN. Tell it to them alone.").format(name=post.user.name),
        )
    return redirect(link(request, "staff"))


@require_POST
def clear_pin(request: ClubRequest, post_id: UUID) -> HttpResponse:
    post = _post(request, post_id)
    with transaction.atomic():
        pins.clear_pin(club=request.club, post_id=post.id)
        kept(request, "pin_cleared", f"staff:{post.id}")
    said(request, _("{name} has no PIN any more.").format(name=post.user.name))
    return redirect(link(request, "staff"))


@require_POST
def change_role(request: ClubRequest, post_id: UUID) -> HttpResponse:
    role, branch = request.POST.get("role", ""), request.POST.get("branch", "")
    before = _figures(_post(request, post_id))
    if role not in Role.values or (branch and branch not in map(str, branch_names(request.club))):
        raise Http404
    try:
        with transaction.atomic():
            post = verbs.change_role(club=request.club, post_id=post_id, role=role, store_id=_branch(branch))
            kept(request, "role_changed", f"staff:{post.id}", before=before, after=_figures(post))
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
        return redirect(link(request, "staff"))
    said(request, _("Changed. It holds from their next page."))
    still_here = post.user_id != request.staff.user_id or role in TABLE["console:staff"]
    return redirect(link(request, "staff") if still_here else reverse("console:choose"))


@require_POST
def end_post(request: ClubRequest, post_id: UUID) -> HttpResponse:
    before = _post(request, post_id)
    try:
        with transaction.atomic():
            post = verbs.end_post(club=request.club, post_id=post_id, now=wall_clock())
            kept(request, "post_ended", f"staff:{post.id}", before={"role": before.role}, after={"role": ""})
    except Refusal as refusal:
        messages.error(request, sentence(refusal, format_of(request.club)))
        return redirect(link(request, "staff"))
    said(request, _("{name} does not work here any more.").format(name=before.user.name))
    return redirect(link(request, "staff") if post.user_id != request.staff.user_id else reverse("console:choose"))


def _post(request: ClubRequest, post_id: UUID) -> Staff:
    post = Staff.objects.select_related("user").filter(club=request.club, id=post_id, ended_at=None).first()
    if post is None:
        raise Http404
    return post
