"""Who stands at which counter, and what every page of it has around it."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from vafa.activities.shapes import Source
from vafa.base.actions import audit
from vafa.base.clock import club_now
from vafa.base.models import Club, CounterPhone, Staff
from vafa.doors.look.formats import Format, format_of
from vafa.doors.look.names import ClubNames
from vafa.doors.look.permissions import opens
from vafa.members import queries as members
from vafa.members.errors import UnknownMember
from vafa.members.models import Member
from vafa.partners.house import House, house_of
from vafa.partners.queries import Place

SOURCE = "counter"
_BRANCH = "counter_branch"


class Desk:
    """One request of one cashier. `phone` is set where the phone was handed to the counter."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.club: Club = request.club  # type: ignore[attr-defined]
        self.staff: Staff = request.staff  # type: ignore[attr-defined]
        self.phone: CounterPhone | None = getattr(request, "phone", None)
        self.now: dt.datetime = club_now(self.club)
        self.fmt = format_of(self.club)
        self.names = ClubNames(self.club, self.fmt)

    @cached_property
    def house(self) -> House:
        return house_of(self.club, self.now)

    @cached_property
    def branch(self) -> Place | None:
        """Of the post or the phone, or chosen by the person; a club with one has no choice."""
        if self.staff.store_id:
            return self.names.places.get(self.staff.store_id)
        if self.phone:
            return self.names.places.get(self.phone.store_id) if self.phone.store_id else None
        chosen = self.request.session.get(_BRANCH, {}).get(self.club.slug)
        if chosen and (place := self.names.places.get(UUID(chosen))):
            return place
        return next(iter(self.names.places.values())) if len(self.names.places) == 1 else None

    @property
    def lacks_branch(self) -> bool:
        return self.phone is None and self.branch is None and bool(self.names.places)

    def stand_at(self, place: Place) -> None:
        self.request.session[_BRANCH] = self.request.session.get(_BRANCH, {}) | {self.club.slug: str(place.id)}

    @property
    def source(self) -> Source:
        return Source(name=SOURCE, store=self.branch.code if self.branch else "", staff_id=self.staff.id)

    def link(self, name: str, *args: Any) -> str:
        return reverse(f"counter:{name}", args=[self.club.slug, *args])

    def may(self, name: str) -> bool:
        return opens(self.staff, f"counter:{name}")

    def kept(self, action: str, subject: str, **data: Any) -> None:
        """Into the log of who did what; inside the database transaction of what was done."""
        audit.keep(club=self.club, staff=self.staff, action=action, subject=subject, now=self.now, data=data)

    def page(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return frame(self.request, f"counter/{template}", self.club, self.fmt, self._around | context, status)

    @property
    def _around(self) -> dict[str, Any]:
        return {
            "desk": self,
            "cashier": self.staff.user.name,
            "branch": self.branch,
            "start_url": self.link("counter"),
            "may_hand_over": self.may("hand_over"),
        }


def frame(
    request: HttpRequest, template: str, club: Club, fmt: Format, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Pages are about people: no shared cache keeps them."""
    own = {"club": club, "club_name": club.name_in(fmt.language), "fmt": fmt}
    response = render(request, template, own | context, status=status)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def at_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In: a view of a desk. Out: one of a request, that first asks where one stands."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        desk = Desk(request)
        return redirect(desk.link("branch")) if desk.lacks_branch else view(desk, *args, **kwargs)

    return run


def written(given: Mapping[str, str], name: str, longest: int) -> str:
    """What someone typed into a field, without what no database keeps."""
    return given.get(name, "").replace("\0", "").strip()[:longest]


def member_or_404(desk: Desk, member_id: UUID) -> Member:
    """The membership that this one is part of now."""
    try:
        return members.get(desk.club, members.surviving(member_id))
    except UnknownMember:
        raise Http404 from None
