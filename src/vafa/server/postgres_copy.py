"""A PostgreSQL database copied and put back by its own programs, found on PATH."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vafa.server.contents import Contents, contents
from vafa.server.errors import NOT_AS_SET, Refused

LOGIN: Final = (
    ("NAME", "PGDATABASE"),
    ("USER", "PGUSER"),
    ("PASSWORD", "PGPASSWORD"),
    ("HOST", "PGHOST"),
    ("PORT", "PGPORT"),
)


def dump(target: Path) -> Contents:
    """In: where to. Out: what the dump holds, counted in the very snapshot that it is made of."""
    program = found("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        run([program, "--format=custom", "--no-owner", "--no-privileges", "--compress=0", f"--snapshot={snapshot}",
             f"--file={target}"])  # fmt: skip
        return contents("default")


def load(source: Path, database: str) -> None:
    """In: a dump and an empty database of the same server."""
    program = found("pg_restore")
    run([program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={database}",
         str(source)])  # fmt: skip


def found(name: str) -> str:
    program = shutil.which(name)
    if program is None:
        sentence = _(
            "{name} is not there. Install the client programs of PostgreSQL, at least of the server's version."
        )
        raise Refused(sentence.format(name=name), NOT_AS_SET)
    return program


def run(command: list[str]) -> None:
    """Refused: the program failed; its own words are told."""
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = " ".join(done.stderr.split())[-600:]
        raise Refused(_("{name} failed: {words}").format(name=Path(command[0]).name, words=words))


def environment(database: str | None = None) -> dict[str, str]:
    """The login goes by the environment: a command line can be read by everybody on the machine."""
    given = connection.settings_dict | ({"NAME": database} if database else {})
    return os.environ | {there: str(given[here]) for here, there in LOGIN if given.get(here)}
