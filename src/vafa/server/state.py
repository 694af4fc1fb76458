"""How a database stands to this version of Vafa: empty, older, newer or right."""

from dataclasses import dataclass

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from vafa.server.errors import NOT_AS_SET, Refused

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """`missing` are ours and not in the database; `unknown` are in the database and not ours."""

    empty: bool
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def state(alias: str = "default") -> State:
    loader = MigrationLoader(connections[alias])
    applied, ours = set(loader.applied_migrations), set(loader.disk_migrations)
    return State(not applied and not tables(alias), _names(ours - applied), _names(applied - ours))


def tables(alias: str = "default") -> list[str]:
    return connections[alias].introspection.table_names()


def applied(alias: str = "default") -> list[str]:
    """Every migration the database has, by name and in order."""
    return list(_names(set(MigrationLoader(connections[alias]).applied_migrations)))


def ours() -> set[str]:
    """Every migration this version has."""
    return set(_names(set(MigrationLoader(None).disk_migrations)))


def _names(migrations: set[Named]) -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in migrations))


def refuse_newer(found: State) -> None:
    """Refused: a database that a later version has changed, since this one would misread it."""
    if found.unknown:
        sentence = _(
            "This database is of a newer Vafa: it has {names}, which this version does not know. Install that version,"
            " or restore a backup made by this one."
        )
        raise Refused(sentence.format(names=_shown(found.unknown)), NOT_AS_SET)


def refuse_older(found: State) -> None:
    """Refused: a database that lacks migrations."""
    if found.missing:
        sentence = _("This database is of an older Vafa: it lacks {names}. Run vafa upgrade, which backs it up first.")
        raise Refused(sentence.format(names=_shown(found.missing)), NOT_AS_SET)


def _shown(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" (+{len(names) - 3})" if len(names) > 3 else "")
