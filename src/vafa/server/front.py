"""In front of Django: the calls that a till waits for never wait for a page. Everything else is Django's, untouched."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, lru_cache
from io import BytesIO
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpResponse
from django.http.request import HttpHeaders, split_domain_port, validate_host
from django.utils import translation
from django.utils.module_loading import import_string

from vafa.base.gather import Full, Gatherer
from vafa.doors.api import hot
from vafa.doors.api.answers import refuse
from vafa.doors.api.bodies import SINGLE_BYTES
from vafa.doors.api.errors import Unavailable
from vafa.doors.look.language import browser_language
from vafa.server import requests
from vafa.server.logs import request_id

log = logging.getLogger("vafa.request")
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

RETRY_SECONDS: Final = 1
_SAME_FOR_ALL: Final = (
    "django.middleware.security.SecurityMiddleware", "csp.middleware.CSPMiddleware",
    "vafa.doors.look.language.LanguageMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware",
)  # fmt: skip
"""Of the middleware, those whose headers are the same for every answer of one language and scheme."""


def new_gatherer() -> Gatherer[hot.HotRequest, HttpResponse | None]:
    return Gatherer(hot.write, name="writer", ended=connections.close_all)


def new_reader() -> Gatherer[hot.HotRequest, HttpResponse | None]:
    return Gatherer(hot.read, name="reader", ended=connections.close_all)


gatherer, reader = new_gatherer(), new_reader()


def stop() -> None:
    """What waits is answered; nobody is heard any more."""
    for each in (gatherer, reader):
        each.stop()


class Gone(Exception):
    """Whoever asked hung up before the body was whole: nothing was asked."""


def is_hot(scope: Message) -> tuple[str, dict[str, Any]] | None:
    """Out: the hot operation that a request asks for. None where it brings what only Django's handler weighs: a query,
    a cookie, a foreign host, a body of unknown length, another scheme."""
    if scope["type"] != "http" or "api" not in settings.DOORS or scope["query_string"]:
        return None
    found = hot.verb_of(scope["method"], scope["path"])
    if found is None:
        return None
    headers = dict(scope["headers"])
    hosts = sum(name == b"host" for name, _ in scope["headers"])
    plain = b"cookie" not in headers and hosts == 1 and _ends(found[0], headers)
    return found if plain and _is_our_host(headers[b"host"].decode("latin-1")) else None


def _ends(verb: str, headers: dict[bytes, bytes]) -> bool:
    """Does the body say how long it is? A read brings none."""
    length = headers.get(b"content-length")
    if verb in hot.READS:
        return length in {None, b"0"} and b"transfer-encoding" not in headers
    return length is not None


@lru_cache(maxsize=64)
def _is_our_host(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


async def answer(found: tuple[str, dict[str, Any]], scope: Message, receive: Receive, send: Send, django: Any) -> None:
    """In: a hot request. It is answered here; what breaks is asked again of Django's handler, which tells why."""
    headers = HttpHeaders({f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value.decode("latin-1")
                           for name, value in scope["headers"]} | _content(scope))  # fmt: skip
    name = requests.name_of(headers.get(requests.HEADER, ""))
    token = request_id.set(name)
    try:
        length = headers.get("Content-Length", "")
        is_read = found[0] in hot.READS
        body = b"" if is_read or _is_too_long(length) else await _body(receive)
        if hot.takes_its_time(found[0], body):
            await django(scope, _again(body, receive), send)
            return
        language = browser_language(headers.get("Accept-Language", ""))
        asked = hot.HotRequest(*found, headers, body, language, META={"CONTENT_LENGTH": length})
        try:
            response = await (reader if is_read else gatherer).ask(asked)
        except Full:
            response = _full(asked)
        except Exception as error:
            asked.broke, response = error, None
        if response is None:
            log.warning("api:%s broke and is asked again by itself", found[0], exc_info=asked.broke)
            await django(scope, _again(body, receive), send)
            return
        _finish(response, name, language, scope)
        await _send(response, send)
        club = asked.caller.club.id if asked.caller else ""
        requests.tell(
            f"api:{found[0]}", asked.method, response.status_code, perf_counter() - scope[requests.BEGAN], str(club)
        )
    except Gone:
        return
    finally:
        request_id.reset(token)


def _content(scope: Message) -> dict[str, str]:
    """Two headers have names of their own in CGI, and so in Django."""
    return {
        name.decode().upper().replace("-", "_"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name in {b"content-type", b"content-length"}
    }


def _is_too_long(length: str) -> bool:
    return not length.isdecimal() or len(length) > 12 or int(length) > SINGLE_BYTES


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for Django's handler; then whatever else comes."""
    told = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return told.pop() if told else await receive()

    return again


def _full(asked: hot.HotRequest) -> HttpResponse:
    with translation.override(asked.language):
        response = refuse(asked, Unavailable(seconds=RETRY_SECONDS))  # type: ignore[arg-type]
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _finish(response: HttpResponse, name: str, language: str, scope: Message) -> None:
    response["Content-Length"] = str(len(response.content))
    for header, value in _common(language, _is_secure(scope)):
        response.headers.setdefault(header, value)
    response[requests.HEADER] = name


def _is_secure(scope: Message) -> bool:
    """As Django's own requests say it."""
    header = settings.SECURE_PROXY_SSL_HEADER
    if header is None:
        return str(scope.get("scheme")) == "https"
    named = header[0].removeprefix("HTTP_").replace("_", "-").lower().encode()
    told: bytes = dict(scope["headers"]).get(named, b"")
    return told.decode("latin-1").split(",")[0].strip() == str(header[1])


@cache
def _common(language: str, secure: bool) -> tuple[tuple[str, str], ...]:
    """The headers that the middleware gives to every answer, made once by the middleware itself."""
    chain: Callable[[Any], HttpResponse] = lambda request: HttpResponse()  # noqa: E731  # the innermost of a chain
    for dotted in reversed([each for each in settings.MIDDLEWARE if each in _SAME_FOR_ALL]):
        chain = import_string(dotted)(chain)
    headers = [(b"host", b"localhost"), (b"accept-language", language.encode())]
    if secure and settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        headers.append((name.removeprefix("HTTP_").replace("_", "-").lower().encode(), value.encode()))
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    with translation.override(language):
        made = chain(ASGIRequest(scope | {"scheme": "https" if secure else "http"}, BytesIO())).headers
    return tuple((header, value) for header, value in made.items() if header not in {"Content-Type", "Content-Length"})


async def _send(response: HttpResponse, send: Send) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
