"""Around every request: its id, its line in the log and its figures. Paths are told by the name of their route."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from vafa.doors.health import metrics
from vafa.server.logs import request_id

log = logging.getLogger("vafa.request")
HEADER: Final = "X-Request-ID"
BEGAN: Final = "vafa.began"
QUIET: Final = ("static", "health_live", "health_ready", "metrics")
# An id from a proxy is taken on only where it can be nothing else: not a phone, a card or a token.
_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RequestMiddleware:
    """The first of all, so that every answer has an id and is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # what waits for the thread of the pages counts too
        began = getattr(request, "scope", {}).get(BEGAN) or perf_counter()
        name = name_of(request.headers.get(HEADER, ""))
        token = request_id.set(name)
        try:
            response = self.get_response(request)
            response[HEADER] = name
            method = request.method if request.method in metrics.METHODS else "other"
            tell(route_of(request), method, response.status_code, perf_counter() - began, _club(request))
        finally:
            request_id.reset(token)
        return response


def name_of(given: str) -> str:
    """The id of a request: the one that it brings, or one of its own."""
    return given if _ID.fullmatch(given) else uuid4().hex


def tell(route: str, method: str, status: int, seconds: float, club: str) -> None:
    """Its figures, and its line in the log."""
    metrics.observe(route, status, seconds)
    if route in QUIET and status < 400:
        return
    facts = {"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 1), "club": club}
    log.log(logging.ERROR if status >= 500 else logging.INFO, "answered", extra=facts)


def route_of(request: HttpRequest) -> str:
    """The route's name; what has none is static or unmatched."""
    if match := getattr(request, "resolver_match", None):
        return str(match.view_name)
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"


def _club(request: HttpRequest) -> str:
    club = getattr(request, "club", None) or getattr(getattr(request, "caller", None), "club", None)
    return str(club.id) if club else ""
