"""What every page of the portal has around it: the club's own name, its way of writing, and who may keep a copy."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vafa.base.models import Club
from vafa.doors.look.formats import format_of

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def page(request: HttpRequest, template: str, club: Club, context: dict[str, Any], status: int = 200) -> HttpResponse:
    fmt = format_of(club)
    own = {"club": club, "club_name": club.name_in(fmt.language), "fmt": fmt}
    return render(request, template, own | context, status=status)


def for_its_reader_alone(view: View[Given]) -> View[Given]:
    """Nobody keeps a copy, finds it by searching, or learns its address from where a reader goes next."""

    @wraps(view)
    def kept_apart(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return kept_apart


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; of IPv6 the network, since one house has all the addresses of it."""
    try:
        found = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
