"""Before anything is served: the folder, the database and its migrations."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection, connections
from django.utils.translation import gettext as _

from vafa.base import storage
from vafa.server import state
from vafa.server.errors import NO_ROOM, Refused
from vafa.server.room import free_bytes

LEAST_BYTES = 16 * 1024 * 1024


def ready_database() -> None:
    """An empty database is made; one that is older, newer, away or cannot be written to is refused."""
    try:
        found = state.state()
        state.refuse_newer(found)
        if found.empty:
            call_command("migrate", verbosity=0)
            connections.close_all()
            return
        state.refuse_older(found)
        _refuse_unwritable()
    except Error as error:
        refuse_trouble(error, connection.settings_dict["NAME"])
        raise


def _refuse_unwritable() -> None:
    """A read-only file shows itself by the right to write, a full disk by its room."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    if free_bytes() < LEAST_BYTES:
        raise Refused(_sentence("full", connection.settings_dict["NAME"]), NO_ROOM)


def refuse_trouble(error: BaseException, place: object) -> None:
    """Refused: a full disk and its like, in words. Anything else is the caller's."""
    if not isinstance(error, Refused) and (kind := storage.trouble(error)):
        raise Refused(_sentence(kind, place), NO_ROOM) from error


def in_words(error: Exception) -> Refused | None:
    """In: what stopped a command. Out: the sentence for it, where it is a folder, a disk or a database in trouble."""
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        sentence = _("{file} cannot be used: {why}. Give this user the right to it, or make room.")
        return Refused(sentence.format(file=error.filename or settings.DATA, why=error.strerror), NO_ROOM)
    if isinstance(error, Error) and (kind := storage.trouble(error)):
        return Refused(_sentence(kind, connection.settings_dict["NAME"]), NO_ROOM)
    return None


_OF_THE_DISK: Final = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EIO}


def _sentence(kind: str, place: object) -> str:
    sentences = {
        "full": _("The disk of {place} is full. Make room, then start again; what was booked is safe."),
        "read_only": _("{place} cannot be written to: it is read-only. Give this user the right to write it."),
        "unwritable": _("{place} cannot be written to: the disk refuses it. Look at the disk and its room."),
        "unreachable": _(
            "The database {place} cannot be reached. Look at its folder, or at DATABASE_URL and its server."
        ),
        "busy": _("The database {place} is held by another process. Look who uses it, then start again."),
    }
    return sentences[kind].format(place=place)


def refuse_folder(folder: Path) -> None:
    """In: the data folder. Refused: one that cannot be made or written to."""
    trial = folder / f".vafa-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"vafa")
        trial.unlink()
    except OSError as error:
        with suppress(OSError):
            trial.unlink()
        sentence = _(
            "The data folder {folder} cannot be written to: {why}. Name another in VAFA_DATA, or mend this one."
        )
        raise Refused(sentence.format(folder=folder, why=error.strerror), NO_ROOM) from error
