"""Sentences by message id: the engine says what and with which values, a door finds the language and the format."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with named places is the message id; values are plain or one of the kinds below."""

    id: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    minor: int


@dataclass(frozen=True, slots=True)
class Units:
    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Day:
    day: Any


@dataclass(frozen=True, slots=True)
class Weekdays:
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Codes to be shown by the club's own names: of products, categories, stores, tiers, segments and so on."""

    kind: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name the club gave, in both languages."""

    fa: str
    en: str


def message(id: str, **values: Any) -> Message:
    """In: the English sentence and a value for each of its places. Out: the message."""
    return Message(id, tuple(values.items()))
