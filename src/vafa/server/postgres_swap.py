"""A PostgreSQL database built beside the one in use, and put in its place by two renames in one transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final, LiteralString
from urllib.parse import quote

import psycopg
from django.db import connection, connections
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Composed, Identifier

from vafa.base.clock import now
from vafa.server import contents, postgres_copy, state
from vafa.server.archive import Manifest, Say
from vafa.server.errors import IN_USE, NOT_AS_SET, Refused

ALIAS: Final = "copy"
LEAVING_SECONDS: Final = 5.0
"""How long somebody who is still connected may take to be gone."""
_LOOK_SECONDS: Final = 0.1


@contextmanager
def beside(*, replace: bool, say: Say) -> Iterator[tuple[str, str]]:
    """Out: the name and URL of an empty database on the same server; when the block ends well it takes the place of
    ours, and ours is moved aside, or dropped if it was empty. Refused: ours is used, or holds something."""
    ours = str(connection.settings_dict["NAME"])
    empty = not state.tables()
    if not empty and not replace:
        sentence = _(
            "{place} holds a database already. With --replace it is moved aside and the backup takes its place."
        )
        raise Refused(sentence.format(place=ours), IN_USE)
    connections.close_all()
    name = f"{ours[:40]}_restoring"
    with _maintenance() as server:
        _refuse_used(server, ours)
        _make(server, name)
    try:
        yield name, url_of(name)
        connections.close_all()
        with _maintenance() as server:
            _refuse_used(server, ours)
            _swap(server, ours, name, empty, say)
    finally:
        connections.close_all()
        with _maintenance() as server:
            server.execute(_of("DROP DATABASE IF EXISTS {}", name))


def refuse_used() -> None:
    """Refused: others than we are connected to our database."""
    connections.close_all()
    with _maintenance() as server:
        _refuse_used(server, str(connection.settings_dict["NAME"]))


def load(dump: Path, name: str) -> None:
    postgres_copy.load(dump, name)


def refuse_other_rows(url: str, manifest: Manifest) -> None:
    """Refused: what was loaded is not what the manifest counted."""
    name = url.split("?")[0].rpartition("/")[2]
    connections.settings[ALIAS] = {**connections.settings["default"], "NAME": name, "CONN_MAX_AGE": 0}
    try:
        found = contents.contents(ALIAS)
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.settings[ALIAS]
    rows = {table: count for table, count in manifest.rows.items() if table in found.rows}
    if any(found.rows[table] != count for table, count in rows.items()) or found.ledger != manifest.ledger:
        raise Refused(_("What was loaded is not what the backup says it holds. Nothing was changed. Use another one."))


def url_of(name: str) -> str:
    given = connection.settings_dict
    login = quote(str(given["USER"]), safe="") + (
        f":{quote(str(given['PASSWORD']), safe='')}" if given["PASSWORD"] else ""
    )
    port = f"&port={given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{login}@/{quote(name)}?host={quote(str(given['HOST']))}{port}"


@contextmanager
def _maintenance() -> Iterator["psycopg.Connection[Any]"]:
    given = connection.settings_dict
    login = {"user": given["USER"], "password": given["PASSWORD"], "host": given["HOST"], "port": given["PORT"]}
    named = {key: str(value) for key, value in login.items() if value}
    with closing(psycopg.connect(dbname="postgres", autocommit=True, **named)) as server:  # type: ignore[arg-type]
        yield server


def _refuse_used(server: "psycopg.Connection[Any]", name: str) -> None:
    """Whoever has just stopped is still seen for a moment; the server's own housekeeping is nobody."""
    deadline = monotonic() + LEAVING_SECONDS
    while count := _others(server, name):
        if monotonic() > deadline:
            sentence = _(
                "Others are connected to {place} ({count}): a server, a worker or another program. Stop them first."
            )
            raise Refused(sentence.format(count=count, place=name), IN_USE)
        sleep(_LOOK_SECONDS)


def _others(server: "psycopg.Connection[Any]", name: str) -> int:
    seen = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = %s"
    row = server.execute(seen, [name, "client backend"]).fetchone()
    return row[0] if row else 0


def _make(server: "psycopg.Connection[Any]", name: str) -> None:
    try:
        server.execute(_of("DROP DATABASE IF EXISTS {}", name))
        server.execute(_of("CREATE DATABASE {}", name))
    except psycopg.errors.InsufficientPrivilege:
        sentence = _(
            "The database's user may not make databases, and a restore builds a new one: ALTER ROLE … CREATEDB."
        )
        raise Refused(sentence, NOT_AS_SET) from None


def _of(statement: LiteralString, *names: str) -> Composed:
    """Names of databases cannot be parameters; psycopg quotes them."""
    return SQL(statement).format(*map(Identifier, names))


def _swap(server: "psycopg.Connection[Any]", ours: str, name: str, empty: bool, say: Say) -> None:
    aside = f"{ours[:40]}_before_{now():%Y%m%dt%H%M%Sz}"
    rename: LiteralString = "ALTER DATABASE {} RENAME TO {}"
    with server.transaction():
        server.execute(_of(rename, ours, aside))
        server.execute(_of(rename, name, ours))
    if empty:
        server.execute(_of("DROP DATABASE {}", aside))
    else:
        say(_("What was there is now {file}; delete it when you no longer want it.").format(file=aside))
