"""Addresses of the API. Whatever is asked under /api/ is answered in its own form, never by a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from vafa.doors.api import (
    activities,
    benefits,
    catalogue,
    club,
    disputes,
    households,
    insight,
    members,
    merges,
    spending,
    units,
)
from vafa.doors.api.answers import refuse
from vafa.doors.api.app import api
from vafa.doors.api.document import openapi, operations
from vafa.doors.api.errors import MethodNotAllowed, NotFound

OPERATIONS = (
    activities, benefits, catalogue, club, disputes, households, insight, members, merges, spending, units,
)  # fmt: skip
"""Imported for what they declare."""

app_name = "api"


def answered(view: Callable[..., Any]) -> Callable[..., Any]:
    """A wrong method becomes a problem; how fast the program may go on is said in the headers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = sorted(response["Allow"].split(", "))
            refused = refuse(request, MethodNotAllowed(method=request.method, allowed=allowed))
            refused["Allow"] = ", ".join(allowed)
            response = refused
        return finished(request, response)

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]  # a key is no cookie
    return wrapped


def finished(request: Any, response: HttpResponse) -> HttpResponse:
    """How fast the program may go on, and that nobody keeps the answer."""
    if pace := getattr(request, "pace", None):
        for name, text in pace.headers.items():
            response[name] = text
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    return refuse(request, NotFound())


def _patterns() -> list[URLPattern]:
    made = []
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)
        if pattern.name != "api-root":
            pattern.callback = answered(pattern.callback)
            made.append(pattern)
    return made


urlpatterns = [
    path("", operations, name="api-root"),
    path("openapi.json", openapi, name="openapi"),
    *_patterns(),
    re_path(r"^[\s\S]*\Z", unknown, name="unknown"),
]
