"""Who uses a SQLite file: one server, beside it any number of workers and backups; a restore has it alone.

Two files beside the database are held with flock for a process's life, so that a killed one holds nothing. Workers
may run beside a server: the turnstile orders their writes and jobs are leased. On PostgreSQL any number of servers
may run, and a restore asks the database who is connected.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from vafa.server.errors import IN_USE, Refused


@contextmanager
def serving() -> Iterator[None]:
    """For the one server of a file. Refused: another one serves it; its process id is told."""
    if connection.vendor != "sqlite":
        yield
        return
    path = database_file()
    with ExitStack() as held:
        held.enter_context(_held(in_use(path), fcntl.LOCK_SH, _restoring))
        file = held.enter_context(_held(served(path), fcntl.LOCK_EX, _served_by))
        os.truncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield


@contextmanager
def using() -> Iterator[None]:
    """For a worker or a backup, beside others. Refused: the file is being restored."""
    if connection.vendor != "sqlite":
        yield
        return
    with _held(in_use(database_file()), fcntl.LOCK_SH, _restoring):
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """For who puts another file in the place of this one. Refused: anybody uses it."""
    with (
        _held(served(path), fcntl.LOCK_EX, _served_by),
        _held(in_use(path), fcntl.LOCK_EX, _used),
    ):
        yield


def database_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def served(path: Path) -> Path:
    return path.with_name(f"{path.name}.serving")


def in_use(path: Path) -> Path:
    return path.with_name(f"{path.name}.in-use")


@contextmanager
def _held(path: Path, how: int, sentence: object) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            assert callable(sentence)
            raise Refused(sentence(path), IN_USE) from None
        yield file
    finally:
        os.close(file)


def _served_by(path: Path) -> str:
    pid = path.read_text().strip() or "?"
    return _("This database is served already, by process {pid}. Stop that one first.").format(pid=pid)


def _restoring(path: Path) -> str:
    return _("This database is being restored or upgraded by another process. Wait until it is done.")


def _used(path: Path) -> str:
    return _("Another process uses this database: a server, a worker or a backup. Stop it first.")
