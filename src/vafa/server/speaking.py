"""In which language a command speaks, the one asked for, the terminal's or the club's, and in its digits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import Error, connection
from django.utils import translation

from vafa.base.models import Club
from vafa.doors.look import numbers

NONE = ("", "C", "POSIX")


@contextmanager
def language(asked: str | None) -> Iterator[None]:
    with translation.override(asked or _of_terminal() or _of_club()):
        yield


def shown(value: int) -> str:
    """A whole number in the digits of the language."""
    return numbers.integer(value, translation.get_language() or "en")


def tenths(value: float) -> str:
    """A figure with one digit behind the point, in the digits of the language."""
    return numbers.fixed(value, 1, translation.get_language() or "en")


def _of_terminal() -> str | None:
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if named.split(".")[0] in NONE:
        return None
    return "fa" if named.startswith("fa") else "en"


def _of_club() -> str:
    """English where there is no club yet, or no database: asking for one would make it."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return "en"
    try:
        return Club.objects.order_by("created_at").values_list("language", flat=True).first() or "en"
    except Error:
        return "en"
