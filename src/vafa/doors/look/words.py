"""The engine's messages in the reader's language and the club's formats: the same sentence behind every door."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from vafa.doors.look.formats import Format
from vafa.engine.earning.words import Day, Message, Money, Name, Names, Units, Weekdays

NameOf = Callable[[str, str], str]
"""In: a kind (store, tier, unit, segment, channel, means, product) and a code. Out: the club's name for it."""


class Words:
    """How one reader of one club is spoken to."""

    def __init__(self, fmt: Format, name_of: NameOf) -> None:
        self.fmt, self.name_of = fmt, name_of

    def say(self, message: Message) -> str:
        return _(message.id).format(**{name: self.value(value) for name, value in message.values})

    def say_all(self, messages: Iterable[Message]) -> str:
        return _("; ").join(self.say(message) for message in messages)

    def units(self, count: int, unit: str) -> str:
        return f"{self.fmt.units(count)}\u00a0{counted(self.name_of('unit', unit), count, self.fmt.language)}"

    def value(self, value: Any) -> str:
        """One value of a message, as it stands in the sentence."""
        if isinstance(value, bool | str):
            return str(value)
        if isinstance(value, int):
            return self.fmt.integer(value)
        if isinstance(value, tuple):
            return self._tagged(value)
        return self._of_kind(value)

    def _of_kind(self, value: Any) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, Money):
            return self.fmt.money_exact(value.minor)
        if isinstance(value, Units):
            return self.units(value.count, value.unit)
        if isinstance(value, Name):
            return value.fa if self.fmt.language == "fa" else value.en
        if isinstance(value, Day):
            return self.fmt.date(value.day)
        if isinstance(value, Weekdays):
            return self._list(self.fmt.weekday_name(day) for day in value.days)
        assert isinstance(value, Names)
        return self._list(self.name_of(value.kind, code) for code in value.codes)

    def _tagged(self, value: tuple[Any, ...]) -> str:
        if value[0] == "percent":
            digits = next(each for each in (0, 1, 2) if value[1] % 10 ** (2 - each) == 0)
            return self.fmt.percent(value[1] / 10_000, digits)
        if value[0] == "factor":
            whole, rest = divmod(value[1], value[2])
            return self.fmt.decimal(value[1] / value[2], significant=2) if rest else self.fmt.integer(whole)
        return self._list(self.value(each) for each in value)

    def _list(self, words: Iterable[str]) -> str:
        return _(", ").join(words)


def counted(name: str, count: int, language: str) -> str:
    """In: a unit's name as the club gave it, in the plural. Out: point for one point; Persian has one form."""
    one = language == "en" and abs(count) == 1 and name.endswith("s") and not name.endswith("ss")
    return name[:-1] if one else name
