"""Answers to what no view answered: a wrong host, a database in trouble, a fault of ours."""

import logging
import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from vafa.base import storage
from vafa.doors.api.answers import refuse
from vafa.doors.api.app import RETRY_SECONDS
from vafa.doors.api.errors import Unavailable, Unexpected, UnknownHost, Unreadable
from vafa.insight.lake.reading import Busy
from vafa.server.logs import request_id

log = logging.getLogger("vafa.server")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django calls suspicious: an address that is not this server's, a form that is no form."""
    wrong_host = isinstance(exception, DisallowedHost)
    if _is_api(request):
        return refuse(request, UnknownHost() if wrong_host else Unreadable())
    return _page("server/wrong_host.html" if wrong_host else "server/unreadable.html", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Called while the error is being handled."""
    error = sys.exc_info()[1]
    if isinstance(error, Busy):
        response = _page("server/busy.html", 503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    kind = storage.trouble(error)
    if kind is None:
        return refuse(request, Unexpected()) if _is_api(request) else _page("500.html", 500)
    log.error("the database is in trouble: %s", kind)
    is_api = _is_api(request)
    response = refuse(request, Unavailable(seconds=RETRY_SECONDS)) if is_api else _page("server/no_room.html", 503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _page(template: str, status: int, **more: object) -> HttpResponse:
    """Built without a request: no session, no database."""
    return HttpResponse(render_to_string(template, {"ref": request_id.get(), **more}), status=status)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
