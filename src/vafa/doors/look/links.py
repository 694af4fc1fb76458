"""Addresses that leave the house, on paper, in a message or in a QR code: the whole of them, by the one public name."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def whole(request: HttpRequest, path: str) -> str:
    """In: a path of ours. Out: its address where people reach us: `VAFA_URL`, else the address of the request."""
    return f"{settings.URL}{path}" if settings.URL else request.build_absolute_uri(path)


def here_alone(request: HttpRequest) -> bool:
    """Out: whether no other machine can open our addresses, so that a code on paper or on a phone would be dead."""
    host = urlsplit(whole(request, "/")).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def member_page(request: HttpRequest, token: str) -> str:
    return whole(request, reverse("portal:member", args=[token]))


def join_page(request: HttpRequest, club: str, store: str = "") -> str:
    """In: the club's short name and, for the poster of one branch, its code."""
    return whole(request, reverse("portal:join", args=[club]) + (f"?{urlencode({'store': store})}" if store else ""))
