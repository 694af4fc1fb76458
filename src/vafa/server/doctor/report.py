"""What the doctor says, for people and for programs."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec
from django.db import Error, connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vafa.base import storage
from vafa.server.doctor import database, installation
from vafa.server.doctor.lines import BAD, OK, WARN, Line
from vafa.server.settings_table import SETTINGS

Say = Callable[[str], object]
Check = Callable[[], Iterator[Line]]


def examine(
    say: Say, *, as_json: bool = False, whole_chain: bool = False, without: frozenset[str] = frozenset()
) -> int:
    """In: names of what is not looked at. Out: 1 when something is bad."""
    lines = [line for line in _examined(whole_chain) if line.about not in without]
    worst = (
        BAD if any(line.level == BAD for line in lines) else WARN if any(line.level == WARN for line in lines) else OK
    )
    if as_json:
        told = {"status": worst, "lines": lines, "settings": list(_settings())}
        say(msgspec.json.encode(told).decode())
    else:
        for line in lines:
            say(_sentence(line))
        say(_ENDS[worst]())
    return 1 if worst == BAD else 0


_ENDS: Final = {
    OK: lambda: _("All is well."),
    WARN: lambda: _("It runs; look at the warnings when there is time."),
    BAD: lambda: _("Something needs to be done."),
}


def _examined(whole_chain: bool) -> Iterator[Line]:
    """What asks the database comes after what does not, and not at all when its migrations are not ours."""
    try:
        right = list(database.migrations())
    except Error as error:
        yield from _lines(each for each in installation.CHECKS if each not in _ASKING)
        what = _("It does not answer: {kind}.").format(kind=storage.trouble(error) or type(error).__name__)
        to_do = _("Look at DATABASE_URL, and whether the server of the database runs.")
        if connection.vendor == "sqlite":
            to_do = _("Look at its folder: this user must be able to read and write {file}.").format(
                file=connection.settings_dict["NAME"]
            )
        yield Line(BAD, "database", what, to_do)
        return
    fit = all(line.level == OK for line in right)
    yield from _lines(each for each in installation.CHECKS if fit or each not in _ASKING)
    yield from database.database()
    yield from right
    if fit:
        yield from _lines(database.CHECKS)
        yield from database.chain(None if whole_chain else database.SAMPLE)


_ASKING: Final = (installation.clock, installation.disk)
"""Checks of the installation that ask the database."""


def _lines(checks: Iterable[Check]) -> Iterator[Line]:
    for check in checks:
        yield from check()


def _sentence(line: Line) -> str:
    to_do = f" → {line.to_do}" if line.to_do else ""
    return f"{_LEVELS[line.level]():6}{_ABOUT[line.about]():14} {line.what}{to_do}"


_LEVELS: Final = {
    OK: lambda: pgettext("doctor", "ok"),
    WARN: lambda: pgettext("doctor", "warn"),
    BAD: lambda: pgettext("doctor", "bad"),
}
_ABOUT: Final = {
    "settings": lambda: pgettext("doctor", "settings"),
    "secret key": lambda: pgettext("doctor", "secret key"),
    "e-mail": lambda: pgettext("doctor", "e-mail"),
    "data folder": lambda: pgettext("doctor", "data folder"),
    "disk": lambda: pgettext("doctor", "disk"),
    "clock": lambda: pgettext("doctor", "clock"),
    "backup": lambda: pgettext("doctor", "backup"),
    "database": lambda: pgettext("doctor", "database"),
    "migrations": lambda: pgettext("doctor", "migrations"),
    "worker": lambda: pgettext("doctor", "worker"),
    "outbox": lambda: pgettext("doctor", "outbox"),
    "jobs": lambda: pgettext("doctor", "jobs"),
    "keys": lambda: pgettext("doctor", "keys"),
    "owners": lambda: pgettext("doctor", "owners"),
    "chain": lambda: pgettext("doctor", "chain"),
}


def settings(say: Say, *, as_json: bool = False) -> int:
    """Every setting with its value, its default and its meaning."""
    rows = list(_settings())
    if as_json:
        say(msgspec.json.encode(rows).decode())
        return 0
    for row in rows:
        say(f"{row['name']:24}{row['value'] or '-'}")
        say(f"{'':24}{row['meaning']} ({_('default')}: {row['default']})")
    return 0


def _settings() -> Iterator[dict[str, Any]]:
    for each in SETTINGS:
        yield {"name": each.name, "value": each.value(), "default": each.default, "meaning": str(each.meaning)}
