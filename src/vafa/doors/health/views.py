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
    answer = JsonResponse({"status": "waiting" if waiting else "ready", "waiting_for": waiting})
    answer.status_code = 503 if waiting else 200
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django logs each 503 as an error; here it is an answer
    return answer


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
