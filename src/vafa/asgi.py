import os
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from vafa import translations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vafa.settings")
translations.compile_catalogues(Path(__file__).parent / "locale")

from django.conf import settings  # noqa: E402  # settings come first
from django.core.asgi import get_asgi_application  # noqa: E402  # as above

from vafa.server import bodies, front  # noqa: E402  # as above
from vafa.server.requests import BEGAN  # noqa: E402  # as above

Message = dict[str, Any]
_django = get_asgi_application()
# the routes with everything behind them are read before anybody asks: the first request would wait a second for them
import_module(settings.ROOT_URLCONF)


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Mapping[str, Any]], Awaitable[None]]
) -> None:
    """Django's, with the instant at which the request came: it may wait for its turn before any middleware runs."""
    scope[BEGAN] = perf_counter()
    if found := front.is_hot(scope):
        await front.answer(found, scope, receive, send, _django)
    elif scope["type"] == "http":
        await bodies.taken_in(_django, scope, receive, send)
    else:
        await _django(scope, receive, send)
