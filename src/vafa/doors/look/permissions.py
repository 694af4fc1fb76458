"""The one table of who may do what: actors × routes. A route without a row is refused, and fails the build.

A console route carries its club in the path (`club`): the signed-in person's post in that club decides, and a club
without one is not found. An API route names the scope its key needs. On a phone handed to a counter the post is that
of whoever has typed their PIN, and the counter is all it opens.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from vafa.base.models import CounterPhone, Staff, User
from vafa.doors.look import at_counter
from vafa.doors.look.permission_table import BRANCH, COUNTER_PHONE, OWN_ACCOUNT, PUBLIC, TABLE


class PermissionMiddleware:
    """Asks the table before any view runs, and puts the club and the post on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        if request.resolver_match.app_names[:1] == ["api"]:
            return None  # the key is judged by doors/api/keys.py, against the same table
        if name not in TABLE:
            raise ImproperlyConfigured(f"the route {name} has no row in the permission table")
        allowed = TABLE[name]
        if phone := at_counter.phone_of(request):
            return _on_phone(request, phone, name, kwargs)
        if allowed == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if allowed == OWN_ACCOUNT:
            return None
        if allowed == COUNTER_PHONE:
            return redirect("counter:counter", kwargs["club"])
        post = post_of(request, kwargs.pop("club"))
        if not opens(post, name):
            raise PermissionDenied
        request.staff, request.club = post, post.club  # type: ignore[attr-defined]
        return None


def _on_phone(request: HttpRequest, phone: CounterPhone, name: str, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """A phone of a counter opens its club's counter, and what is open to all but signing in."""
    allowed, slug = TABLE[name], phone.club.slug
    if name == "home" or name == "counter:choose" or name.startswith(_SIGNING_IN):
        return redirect("counter:counter", slug)
    if allowed == PUBLIC:
        return None
    if not name.startswith("counter:"):
        raise PermissionDenied
    if kwargs.pop("club") != slug:
        raise Http404
    request.club, request.phone = phone.club, phone  # type: ignore[attr-defined]
    if allowed == COUNTER_PHONE:
        return None
    post = at_counter.at_work(request, phone)
    if post is None:
        return redirect(at_counter.pin_page(request, slug))
    if not opens(post, name):
        raise PermissionDenied
    request.staff = post  # type: ignore[attr-defined]
    return None


_SIGNING_IN = ("account_", "mfa_", "usersessions_")


def post_of(request: HttpRequest, slug: str) -> Staff:
    """The person's post in a club; to anyone without one the club does not exist."""
    assert isinstance(request.user, User)
    posts = Staff.objects.select_related("club").filter(user=request.user, club__slug=slug, ended_at=None)
    post = posts.first()
    if post is None:
        raise Http404
    return post


def may(role: str, route: str) -> bool:
    """May someone of this role open the route?"""
    return role in TABLE[route]


def opens(post: Staff, route: str) -> bool:
    """Does this post open the route? Also for hiding what would be refused."""
    return may(post.role, route) and (post.store_id is None or route in BRANCH)
