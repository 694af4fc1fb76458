"""For whoever watches: is it alive, is it ready, and its figures."""

import hmac
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from vafa.doors.health import metrics

Check = tuple[str, Callable[[], bool]]


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest, checks: Sequence[Check] = ()) -> JsonResponse:
    """The database answers and every check holds; else 503, naming what does not."""
    waiting = [name for name, holds in (("database", _database_answers), *checks) if not _holds(holds)]
    answer = JsonResponse({"status": "waiting" if waiting else "ready", "waiting_for": waiting})
    answer.status_code = 503 if waiting else 200
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django logs each 503 as an error; here it is an answer
    return answer


def figures(
    request: HttpRequest, readers: Sequence[Callable[[], Iterator[metrics.Figure]]] = ()
) -> HttpResponse:  # fmt: skip
    """Prometheus' text, for this machine or who brings the token; to anyone else there is no such page."""
    if not _may_see(request):
        answer = HttpResponse("not found\n", status=404, content_type="text/plain")
        answer._has_been_logged = True  # type: ignore[attr-defined]  # as above
        return answer
    return HttpResponse(metrics.text(readers), content_type=metrics.CONTENT_TYPE)


def _may_see(request: HttpRequest) -> bool:
    """Behind a proxy everybody comes from loopback, so there, and wherever a token is set, the token alone counts."""
    if wanted := settings.METRICS_TOKEN:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), wanted.encode())
    proxied = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers)
    return not settings.SECURE and not proxied and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, InterfaceError):
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True
