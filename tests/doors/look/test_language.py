"""Which language a page is in, and that the choice is kept."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from vafa.doors.look.language import COOKIE, LanguageMiddleware, language_url


class Person:
    def __init__(self, language):
        self.language = language


def answered(path="/", *, person=None, cookie=None, browser=""):
    """The whole way of a request; authentication comes after the language."""
    request = RequestFactory().get(path, headers={"Accept-Language": browser})
    if cookie:
        request.COOKIES[COOKIE] = cookie
    if person:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "a session"
    middleware = LanguageMiddleware(lambda request: HttpResponse())

    def inner(request):
        request.user = person
        middleware.process_view(request, inner, (), {})
        return HttpResponse(translation.get_language())

    middleware.get_response = inner
    with translation.override(None):
        return middleware(request)


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ({}, "fa"),
        ({"browser": "de-DE, en-GB;q=0.8"}, "en"),
        ({"browser": "fa-IR"}, "fa"),
        ({"person": Person("en")}, "en"),
        ({"person": Person("fa"), "browser": "en"}, "fa"),
        ({"person": Person("fa"), "cookie": "en"}, "en"),
        ({"path": "/?lang=fa", "person": Person("en"), "cookie": "en"}, "fa"),
        ({"path": "/?lang=xx", "cookie": "../etc"}, "fa"),
    ],
)
def test_the_nearest_choice_wins(given, language):
    response = answered(**given)
    assert response.content.decode() == language
    assert response["Content-Language"] == language


def test_a_choice_is_kept_for_a_year():
    kept = answered("/?lang=en").cookies[COOKIE]
    assert (kept.value, kept["max-age"], kept["samesite"]) == ("en", 31_536_000, "Lax")
    assert COOKIE not in answered("/").cookies
    assert COOKIE not in answered("/?lang=xx").cookies


def test_switching_keeps_the_page_and_its_query():
    request = RequestFactory().get("/members/?q=نگار&lang=fa&page=2")
    assert language_url(request, "en") == "/members/?q=%D9%86%DA%AF%D8%A7%D8%B1&lang=en&page=2"
