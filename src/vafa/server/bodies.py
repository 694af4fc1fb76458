"""How much of a body is taken in at all. Django's handler keeps the whole of one before any view sees it, so that a
body without end would fill the disk."""

from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from types import SimpleNamespace
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from vafa.doors.api.answers import refuse
from vafa.doors.api.bodies import BATCH_BYTES
from vafa.doors.api.errors import TooLarge
from vafa.doors.look.language import browser_language
from vafa.server import requests
from vafa.server.logs import request_id

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

FORM_BYTES: Final = 1024 * 1024
"""Of somebody who has no session: a form with a few fields."""
FILE_BYTES: Final = 512 * 1024 * 1024
"""Of somebody who has one, or says so: a file of a shop's past."""


class _TooMuch(Exception):
    """More came than is taken."""


async def taken_in(application: Application, scope: Message, receive: Receive, send: Send) -> None:
    """The application with a body that ends. What says beforehand that it is longer is refused without being read."""
    most = _most(scope)
    if _declared(scope) > most:
        await _refuse(scope, most, send)
        return
    try:
        await application(scope, _bounded(receive, most), send)
    except _TooMuch:
        await _refuse(scope, most, send)


def _bounded(receive: Receive, most: int) -> Receive:
    came = 0

    async def bounded() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise _TooMuch
        return message

    return bounded


def _most(scope: Message) -> int:
    if _is_api(scope):
        return BATCH_BYTES
    has_session = f"{settings.SESSION_COOKIE_NAME}=".encode() in _header(scope, b"cookie")
    return FILE_BYTES if has_session else FORM_BYTES


def _declared(scope: Message) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isdigit() and len(length) <= 18 else 0


def _header(scope: Message, wanted: bytes) -> bytes:
    found: bytes = next((value for name, value in scope["headers"] if name == wanted), b"")
    return found


def _is_api(scope: Message) -> bool:
    return str(scope["path"]).startswith("/api/")


async def _refuse(scope: Message, most: int, send: Send) -> None:
    """The connection ends with the answer, so that the rest of the body is not read either."""
    with translation.override(browser_language(_header(scope, b"accept-language").decode("latin-1"))):
        if _is_api(scope):
            nobody: Any = SimpleNamespace()
            response = refuse(nobody, TooLarge(limit_bytes=most))
        else:
            sentence = _("This is more than is taken in at once. Send a smaller file, or sign in first.")
            response = HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
    response["Content-Length"], response["Connection"] = str(len(response.content)), "close"
    response[requests.HEADER] = name = requests.name_of(_header(scope, b"x-request-id").decode("latin-1"))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
    token = request_id.set(name)
    requests.tell("too_large", str(scope["method"]), 413, perf_counter() - scope[requests.BEGAN], "")
    request_id.reset(token)
