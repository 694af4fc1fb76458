"""A phone handed to a counter: its session belongs to no person, and names the phone and who stands at it."""

import datetime as dt
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from vafa.base.clock import now
from vafa.base.models import CounterPhone, Staff

_PHONE, _AT_WORK, _SEEN = "counter_phone", "counter_staff", "counter_seen"
_SEEN_EVERY_SECONDS = 30
"""The last use is written no more often: a session is a row, and every tap would write it."""


def hand_to(request: HttpRequest, phone: CounterPhone) -> None:
    """The person is signed out; from now on the session is the phone's."""
    request.session.flush()
    request.session[_PHONE] = str(phone.id)
    request.session.set_expiry(dt.timedelta(days=365))


def phone_of(request: HttpRequest) -> CounterPhone | None:
    """Who brings no session brings no phone. One that was taken back is a stranger from its next page."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    id = request.session.get(_PHONE)
    if id is None:
        return None
    phone = CounterPhone.objects.select_related("club").filter(id=UUID(id), ended_at=None).first()
    if phone is None:
        request.session.flush()
    return phone


def begin(request: HttpRequest, post: Staff) -> None:
    request.session[_AT_WORK] = str(post.id)
    request.session[_SEEN] = now().timestamp()


def leave(request: HttpRequest) -> None:
    """The name stays, so that the same cashier comes back with the PIN alone."""
    request.session[_SEEN] = 0


def last_at_work(request: HttpRequest) -> str:
    return str(request.session.get(_AT_WORK, ""))


def at_work(request: HttpRequest, phone: CounterPhone) -> Staff | None:
    """Whose PIN opened the phone, unless it has lain unused, the post has ended or its PIN was cleared."""
    seen, present = request.session.get(_SEEN, 0), now().timestamp()
    if present - seen > phone.club.counter_idle_minutes * 60:
        return None
    posts = Staff.objects.select_related("user", "club").filter(club_id=phone.club_id, ended_at=None)
    post = posts.filter(id=UUID(request.session[_AT_WORK])).exclude(pin="").first()
    if post and present - seen > _SEEN_EVERY_SECONDS:
        request.session[_SEEN] = present
    return post


def pin_page(request: HttpRequest, slug: str) -> str:
    """Where the PIN is asked, and from there back to the page one was on."""
    came_from = request.path
    if request.method != "GET":
        try:
            came_from = urlsplit(request.headers.get("Referer", "")).path
        except ValueError:
            came_from = ""  # the header is whatever its sender wrote
    return f"{reverse('counter:pin', args=[slug])}?{urlencode({'next': came_from})}"
