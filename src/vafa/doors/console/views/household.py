"""The household of a member: opened, joined, who may draw, left."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.doors.console.acting import tried
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look.household import household_panel
from vafa.doors.look.names import ClubNames
from vafa.members import queries
from vafa.members.actions import households
from vafa.members.errors import UnknownCard


@require_GET
def household(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    names = ClubNames(request.club, format_of(request.club))
    panel = household_panel(found.id, names, present(request))
    context = {
        "member": found, "name": found.name or _("No name"), "back": link(request, "member", found.id), "panel": panel,
        "people": [(found.id, found.name or _("No name"), panel.draws), *panel.others] if panel else [],
        "most": names.fmt.integer(households.MOST), "full": panel and len(panel.others) + 1 >= households.MOST,
    }  # fmt: skip
    return page(request, "console/household.html", "members", context)


@require_POST
def open_household(request: ClubRequest, member_id: UUID) -> HttpResponse:
    name = request.POST.get("name", "").strip()

    def act() -> str:
        made = households.open_household(
            club=request.club, member_id=member_id, name=name, now=present(request), staff_id=request.staff.id
        )
        kept(request, "household_opened", f"member:{member_id}", household=str(made.id))
        return _("Opened. Now add who belongs to it.")

    return _told(request, member_id, act, _("Write what the household is called.") if not name else "")


@require_POST
def join_household(request: ClubRequest, member_id: UUID) -> HttpResponse:
    """Whoever is added agrees that the others may spend of theirs: staff say that they were asked."""
    shown, draws = request.POST.get("card", "").strip(), "draws" in request.POST
    fault = "" if "agreed" in request.POST else _("Ask whoever you add whether the others may spend of theirs.")

    def act() -> str:
        joining = queries.by_cards(request.club, [shown]).get(shown)
        shared = queries.household_of(member_id)
        if joining is None or shared is None:
            raise UnknownCard(card=shown)
        place = households.join_household(
            club=request.club, household_id=shared.household.id, member_id=joining, draws=draws, now=present(request),
            staff_id=request.staff.id,
        )  # fmt: skip
        kept(request, "household_joined", f"member:{place.member_id}", household=str(place.household_id), draws=draws)
        return _("Added. They share what they can spend from now on.")

    return _told(request, member_id, act, fault)


@require_POST
def let_draw(request: ClubRequest, member_id: UUID) -> HttpResponse:
    draws = request.POST.get("draws") == "yes"

    def act() -> str:
        households.let_draw(club=request.club, member_id=member_id, draws=draws)
        kept(request, "household_rule_changed", f"member:{member_id}", draws=draws)
        return _("Kept.")

    return _told(request, member_id, act, "")


@require_POST
def leave_household(request: ClubRequest, member_id: UUID) -> HttpResponse:
    def act() -> str:
        if households.leave_household(club=request.club, member_id=member_id, now=present(request)):
            kept(request, "household_left", f"member:{member_id}")
        return _("They are in no household any more. What is theirs stayed theirs.")

    return _told(request, member_id, act, "")


def _told(request: ClubRequest, member_id: UUID, act: Callable[[], str], fault: str) -> HttpResponse:
    found = member_or_404(request, member_id)
    if fault:
        messages.error(request, fault)
    else:
        tried(request, act)
    return redirect(link(request, "household", _here(request) or found.id))


def _here(request: ClubRequest) -> UUID | None:
    """Whose page the form stood on: somebody else's in the same household, perhaps."""
    try:
        return UUID(request.POST.get("here", ""))
    except ValueError:
        return None
