"""The language of a page: asked for in the address, kept in a cookie, else the person's, the browser's, the house's."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

COOKIE = "vafa_language"
_YEAR_SECONDS = 365 * 24 * 3600


class LanguageMiddleware(MiddlewareMixin):
    """Stands before authentication, so the signed-in person's own language is looked up when the view is found."""

    def process_request(self, request: HttpRequest) -> None:
        self._activate(request, _asked_for(request) or _remembered(request) or _of_browser(request))

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if _asked_for(request) or _remembered(request):
            return
        if language := _of_person(request):
            self._activate(request, language)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if asked := _asked_for(request):
            response.set_cookie(
                COOKIE,
                asked,
                max_age=_YEAR_SECONDS,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def _activate(self, request: HttpRequest, language: str) -> None:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def language_url(request: HttpRequest, language: str) -> str:
    """The same page and query in another language."""
    query = request.GET.copy()
    query["lang"] = language
    return f"{request.path}?{query.urlencode()}"


def _known(language: str | None) -> str | None:
    return language if language in dict(settings.LANGUAGES) else None


def _asked_for(request: HttpRequest) -> str | None:
    return _known(request.GET.get("lang"))


def _remembered(request: HttpRequest) -> str | None:
    return _known(request.COOKIES.get(COOKIE))


def _of_person(request: HttpRequest) -> str | None:
    """Who brings no session is nobody: programs with a key pay for no look-up."""
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return _known(getattr(user, "language", None))


def _of_browser(request: HttpRequest) -> str:
    """The first language of the browser that we speak. Not Django's own search: that would look into cookies."""
    return browser_language(request.headers.get("Accept-Language", ""))


def browser_language(accepted: str) -> str:
    for part in accepted.split(","):
        if language := _known(part.split(";")[0].strip().lower().split("-")[0]):
            return language
    return settings.LANGUAGE_CODE
