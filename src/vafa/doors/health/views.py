from collections.abc import Callable, Sequence

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

Check = tuple[str, Callable[[], bool]]


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest, checks: Sequence[Check] = ()) -> JsonResponse:
    """The database answers and every check holds; else 503, naming what does not."""
    waiting = [name for name, holds in (("database", _database_answers), *checks) if not holds()]
    return JsonResponse(
        {"status": "waiting" if waiting else "ready", "waiting_for": waiting}, status=503 if waiting else 200
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
