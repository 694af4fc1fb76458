"""Bodies: bytes to plain values to shapes. One walk normalises digits; what is wrong is named by its place."""

import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest
from msgspec import Struct

from vafa.base.text import latin_digits
from vafa.doors.api.errors import BrokenJson, Malformed, TooLarge, WrongContentType

SINGLE_BYTES = 64 * 1024
BATCH_BYTES = 16 * 1024 * 1024
YEARS = range(1900, 2200)
"""Beyond them calendars and zones come to their ends."""

_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json")
_INTEGERS = re.compile(r"\w+_minor|quantity|line|units")
_DATES = re.compile(r"\w+_at|birthday")
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_AT = re.compile(r"(?P<why>.*?)(?: - at `(?P<at>[^`]*)`)?", re.S)
_ZONE_AS_BLANK = re.compile(r"(?<=[\d.]) (?=\d\d:?\d\d$)")

S = TypeVar("S", bound=Struct)


def read(request: HttpRequest, limit_bytes: int = SINGLE_BYTES) -> Any:
    """Out: the plain values of the body, not normalised yet. Refused: another content type, too large, broken."""
    return plain(raw(request, limit_bytes))


def raw(request: HttpRequest, limit_bytes: int = SINGLE_BYTES) -> bytes:
    """Out: the body as it came. Refused: another content type, too large."""
    if not _JSON.fullmatch(request.content_type or ""):
        raise WrongContentType(content_type=request.content_type or "")
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if len(declared) > 12 or (declared.isdecimal() and int(declared) > limit_bytes):
        raise TooLarge(limit_bytes=limit_bytes)
    body = request.read(limit_bytes + 1)
    if len(body) > limit_bytes:
        raise TooLarge(limit_bytes=limit_bytes)
    return body


def plain(body: bytes) -> Any:
    """Refused: what is no JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenJson(why=str(error)) from None


def shaped(value: Any, kind: type[S]) -> S:
    """In: plain values and a Struct, or a union of tagged ones. Out: one of it, its instants in UTC."""
    try:
        made = msgspec.convert(_normalised(value, "$"), kind)
    except msgspec.ValidationError as error:
        found = _AT.fullmatch(str(error))
        assert found is not None
        raise Malformed(at=found["at"] or "$", why=found["why"]) from None
    except RecursionError:
        raise BrokenJson(why="too deep") from None
    return _in_utc(made)


def at_once(body: bytes, kind: type[S]) -> S | None:
    """In: a body and a Struct. Out: what `shaped` makes of its plain values, where there is nothing to normalise in it;
    None for every other body, also one of another shape."""
    if not body.isascii() or b"\\" in body:
        return None
    try:
        return _in_utc(msgspec.json.decode(body, type=kind))
    except (msgspec.DecodeError, RecursionError):
        return None


def text(value: str, name: str) -> str:
    """A text of a query."""
    return str(_normalised(value, name))


def instant(text: str, name: str) -> datetime:
    """In: an instant of a query, where a zone's + may have come as a blank. Out: the same in UTC."""
    try:
        value = msgspec.convert(_ZONE_AS_BLANK.sub("+", latin_digits(text)), datetime)
    except msgspec.ValidationError as error:
        raise Malformed(at=name, why=str(error)) from None
    if value.tzinfo is None:
        raise Malformed(at=name, why="Expected `datetime` with a timezone component")
    return _utc(value, name)


def _normalised(value: Any, at: str, key: str = "") -> Any:
    """Whole numbers may come as text, in digits of either script. PostgreSQL's text has no place for a zero byte."""
    if isinstance(value, dict):
        return {_normalised(name, at): _normalised(each, f"{at}.{name}", name) for name, each in value.items()}
    if isinstance(value, list):
        return [_normalised(each, f"{at}[{place}]", key) for place, each in enumerate(value)]
    if not isinstance(value, str):
        return value
    if "\x00" in value:
        raise Malformed(at=at.replace("\x00", ""), why="Expected `str` without a zero byte")
    if _INTEGERS.fullmatch(key) and _WHOLE.fullmatch(digits := latin_digits(value)):
        return int(digits)
    return latin_digits(value) if _DATES.fullmatch(key) else value


def _in_utc(made: S) -> S:
    changed = {
        name: _utc(value, f"$.{name}")
        for name in made.__struct_fields__
        if isinstance(value := getattr(made, name), datetime)
    }
    return msgspec.structs.replace(made, **changed) if changed else made


def _utc(value: datetime, at: str) -> datetime:
    if value.year not in YEARS:
        raise Malformed(at=at, why=f"Expected `datetime` between {YEARS.start} and {YEARS.stop}")
    return value.astimezone(UTC)
