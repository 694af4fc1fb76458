"""Which doors a process opens. Pages share one thread with whatever else their process answers, so that a busy
installation gives the API a process of its own."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _

from vafa.server.errors import NOT_AS_SET, Refused

ALL: Final = "all"
DOORS: Final = ("api", "pages")
ALWAYS: Final = ("health/", "metrics")
Route = URLPattern | URLResolver


def chosen(text: str) -> frozenset[str]:
    """In: "all", or names with commas. Out: the doors. Refused: a name that is none."""
    names = {name.strip() for name in text.split(",") if name.strip()} or {ALL}
    if wrong := sorted(names - {ALL, *DOORS}):
        sentence = _("There is no door called {names}. Choose from all, {doors}.")
        raise Refused(sentence.format(names=", ".join(wrong), doors=", ".join(DOORS)), NOT_AS_SET)
    return frozenset(DOORS) if ALL in names else frozenset(names)


def choose(text: str) -> None:
    """For this process, before its routes are read."""
    settings.DOORS = chosen(text)


def opened(routes: Iterable[Route], doors: frozenset[str]) -> list[Route]:
    """In: every route. Out: those of the doors, and those that whoever watches needs."""
    return [route for route in routes if door_of(route) in {"", *doors}]


def door_of(route: Route) -> str:
    """The API's routes begin with api/, all others are pages; watching belongs to no door."""
    address = str(route.pattern)
    if address.startswith(ALWAYS):
        return ""
    return "api" if address.startswith("api/") else "pages"
