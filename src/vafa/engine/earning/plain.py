"""Programmes, facts and awards as plain values (dicts, lists, strings, integers) and back, so that rules are data.

A class with a `type` is written with it, and read back by it. Defaults are left out.
"""

import dataclasses
import types
import typing
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


class NotPlain(ValueError):
    """The data is not of the shape; the text says where and what is wanted."""


def to_plain(value: Any) -> Any:
    """In: a value of the engine. Out: the same as plain values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind: str | None = getattr(value, "type", None)
        written = {} if kind is None else {"type": kind}
        written |= {
            field.name: to_plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if getattr(value, field.name) != _default(field)
        }
        return written
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: to_plain(each) for key, each in value.items()}
    return value


def from_plain(kind: Any, plain: Any, at: str = "") -> Any:
    """In: a type of the engine and plain values. Out: a value of it. Refused: NotPlain, naming the place."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _of_union(kind, plain, at)
    if dataclasses.is_dataclass(kind):
        return _of_class(kind, plain, at)
    if origin in (tuple, frozenset):
        return _of_sequence(kind, origin, plain, at)
    if origin is typing.Literal:
        return _checked(plain in get_args(kind), plain, at, f"one of {', '.join(map(str, get_args(kind)))}")
    if isinstance(kind, type) and issubclass(kind, Enum):
        _checked(plain in [each.value for each in kind], plain, at, f"one of {', '.join(each.value for each in kind)}")
        return kind(plain)
    if kind in (date, datetime):
        try:
            return kind.fromisoformat(plain)
        except (TypeError, ValueError):
            raise NotPlain(f"{at or 'value'}: an ISO date is wanted") from None
    if kind in (int, bool, str):
        return _checked(type(plain) is kind, plain, at, f"{kind.__name__} is wanted")
    return plain


def _of_union(kind: Any, plain: Any, at: str) -> Any:
    members = [member for member in get_args(kind) if member is not type(None)]
    if plain is None and len(members) < len(get_args(kind)):
        return None
    if len(members) == 1:
        return from_plain(members[0], plain, at)
    if dataclasses.is_dataclass(members[0]):
        named = {str(member.type): member for member in members}
        wanted = str(plain.get("type")) if isinstance(plain, dict) else ""
        _checked(wanted in named, wanted, f"{at}.type", f"one of {', '.join(named)}")
        return _of_class(named[wanted], plain, at)
    return from_plain(members[0], plain, at)


def _of_class(kind: Any, plain: Any, at: str) -> Any:
    _checked(isinstance(plain, dict), plain, at, "an object is wanted")
    hints, fields = _hints(kind), {field.name: field for field in dataclasses.fields(kind)}
    if unknown := set(plain) - set(fields) - {"type"}:
        raise NotPlain(f"{at}.{min(unknown)} is not known here")
    needed = [name for name, field in fields.items() if _default(field) is _NONE and name not in plain]
    if needed:
        raise NotPlain(f"{at}.{needed[0]} is missing".lstrip("."))
    values = {
        name: from_plain(hints[name], plain[name], f"{at}.{name}".lstrip(".")) for name in fields if name in plain
    }
    return kind(**values)


def _of_sequence(kind: Any, origin: Any, plain: Any, at: str) -> Any:
    _checked(isinstance(plain, list | tuple), plain, at, "a list is wanted")
    members = get_args(kind)
    if (len(members) == 2 and members[1] is Ellipsis) or origin is frozenset:
        return origin(from_plain(members[0], each, f"{at}[{place}]") for place, each in enumerate(plain))
    _checked(len(plain) == len(members), plain, at, f"{len(members)} values are wanted")
    return tuple(from_plain(member, each, at) for member, each in zip(members, plain, strict=True))


def _checked(right: bool, value: Any, at: str, wanted: str) -> Any:
    if not right:
        raise NotPlain(f"{at or 'value'}: {wanted}")
    return value


_NONE = object()


def _default(field: Any) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else _NONE


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
