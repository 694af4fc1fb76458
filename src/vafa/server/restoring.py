"""`vafa restore`: a backup in the place of the database, whole or not at all.

It is built beside: unpacked and compared, brought to this version, its chain walked; only then does it take the name.
What was there is moved aside and stays until a person deletes it.
"""

import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import Error, connection, connections
from django.utils.translation import gettext as _

from vafa.base.clock import now
from vafa.server import archive, children, locking, postgres_swap, sqlite_copy, state
from vafa.server.archive import Manifest, Say
from vafa.server.errors import IN_USE, NO_ROOM, NOT_AS_SET, Refused
from vafa.server.progress import Bar
from vafa.server.speaking import tenths

ENDS = ("", "-wal", "-shm")
SAMPLE = 200
"""Members of each club whose chain is walked where a sample is enough."""

Verified = Callable[[str, Say], bool]


def restore(file: Path, *, replace: bool, say: Say) -> int:
    """In: a backup; with `replace` what is there is moved aside. Out: 0, or 1 when the chain of the books is broken in
    the backup itself. Refused: a backup that is not whole, is newer or of another kind, a target that is in use or not
    empty, no room; nothing was changed then."""
    start = perf_counter()
    with archive.opened(file) as (packed, manifest):
        _refuse_foreign(file, manifest)
        # comes last into its place, when there is no way back
        archive.unpack(packed, manifest, archive.KEY, None, lambda count: None)
    if connection.vendor == "postgresql":
        sound = _restore_postgresql(file, replace, say)
    else:
        path = locking.database_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        with locking.alone(path):
            if not replace and _holds_something(path):
                raise Refused(_not_empty(path), IN_USE)
            sound = put(file, path, verify_whole, say)
    _put_key(file, say)
    shutil.rmtree(settings.LAKE, ignore_errors=True)  # of the database that was there; the worker makes it anew
    say(_("Restored in {seconds} s.").format(seconds=tenths(perf_counter() - start)))
    return 0 if sound else 1


def put(file: Path, path: Path, verified: Verified, say: Say) -> bool:
    """In: a backup, the SQLite file it takes the place of, held alone, and who walks the chain. Out: is it sound?"""
    beside = path.with_name(f"{path.name}.restoring")
    leavings = [beside.with_name(f"{beside.name}{end}") for end in (*ENDS, ".next", ".turn")]
    with archive.clearing(*leavings):
        for left in leavings:
            left.unlink(missing_ok=True)
        _unpack(file, "sqlite", beside)
        url = f"sqlite://{beside}"
        children.migrate(url)
        say(_("Unpacked and brought to this version; the chain of the books is walked."))
        sound = verified(url, say)
        sqlite_copy.settle(beside)
        connections.close_all()
        _swap(path, beside, say)
    return sound


def verify_whole(url: str, say: Say) -> bool:
    return children.verify(url, say)


def verify_sample(url: str, say: Say) -> bool:
    return children.verify(url, say, sample=SAMPLE)


def _unpack(file: Path, kind: str, target: Path) -> None:
    with archive.opened(file) as (packed, manifest):
        name = archive.DATABASES[kind]
        _refuse_no_room(target.parent, manifest.files[name].bytes)
        bar = Bar(_("unpacking"), manifest.files[name].bytes)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
            archive.unpack(packed, manifest, name, written, bar.told)
            written.flush()
            os.fsync(written.fileno())
        bar.end()


def _swap(path: Path, beside: Path, say: Say) -> None:
    """The old file keeps its content under another name; at no instant is there no database."""
    if path.exists():
        aside = _aside(path)
        if _settled(path):
            os.link(path, aside)
        else:
            _move_apart(path, aside)
        say(_("What was there is now {file}; delete it when you no longer want it.").format(file=aside))
    os.replace(beside, path)
    archive.keep(path.parent)


def _settled(path: Path) -> bool:
    """Is the old database one file now? A broken one may not let its journal be read."""
    try:
        sqlite_copy.settle(path)
    except sqlite3.Error:
        return False
    return True


def _move_apart(path: Path, aside: Path) -> None:
    for end in reversed(ENDS):
        part = path.with_name(f"{path.name}{end}")
        if part.exists():
            os.rename(part, aside.with_name(f"{aside.name}{end}"))


def _aside(path: Path) -> Path:
    stem, count = f"{path.name}.before-{now():%Y%m%dT%H%M%SZ}", 1
    found = path.with_name(stem)
    while found.exists():
        count += 1
        found = path.with_name(f"{stem}-{count}")
    return found


def _restore_postgresql(file: Path, replace: bool, say: Say) -> bool:
    with postgres_swap.beside(replace=replace, say=say) as (name, url):
        with archive.clearing(dump := Path(settings.DATA) / ".restoring.pgdump"):
            _unpack(file, "postgresql", dump)
            postgres_swap.load(dump, name)
        with archive.opened(file) as (_packed, manifest):
            postgres_swap.refuse_other_rows(url, manifest)
        children.migrate(url)
        say(_("Unpacked and brought to this version; the chain of the books is walked."))
        return children.verify(url, say)


def _refuse_foreign(file: Path, manifest: Manifest) -> None:
    if manifest.kind != connection.vendor:
        sentence = _(
            "{file} is of {kind}, and the database in use is {ours}. A backup goes back into its own kind: name one in"
            " DATABASE_URL or with --to."
        )
        raise Refused(sentence.format(file=file, kind=manifest.kind, ours=connection.vendor), NOT_AS_SET)
    if unknown := sorted(set(manifest.migrations) - state.ours()):
        sentence = _("{file} was made by a newer Vafa ({version}; it has {name}). Install that version to restore it.")
        raise Refused(sentence.format(file=file, version=manifest.version, name=unknown[0]), NOT_AS_SET)


def _holds_something(path: Path) -> bool:
    """A file with a table; one that cannot be read may hold anything."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        return bool(state.tables())
    except Error:
        return True


def _not_empty(place: object) -> str:
    return _(
        "{place} holds a database already. With --replace it is moved aside and the backup takes its place."
    ).format(
        place=place
    )  # fmt: skip


def _refuse_no_room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted * 1.2:
        sentence = _("{folder} has {free} MB of room, and restoring needs {wanted} MB. Make room, or name another.")
        shown = {"free": free // 10**6, "wanted": int(wanted * 1.2) // 10**6}
        raise Refused(sentence.format(folder=folder, **shown), NO_ROOM)


def _put_key(file: Path, say: Say) -> None:
    """Sessions, links and anchors are signed with it: those of the backup live on with its key."""
    with archive.opened(file) as (packed, manifest):
        restored = io.BytesIO()
        archive.unpack(packed, manifest, archive.KEY, restored, lambda count: None)
    if restored.getvalue() == settings.SECRET_KEY.encode():
        return
    if os.environ.get("VAFA_SECRET_KEY"):
        say(
            _(
                "VAFA_SECRET_KEY is not the key of this backup: sessions, password links and anchors of its time do"
                " not hold. The backup has its own in the file secret-key."
            )
        )
        return
    path = Path(settings.DATA) / archive.KEY
    part = path.with_name(f"{path.name}.part")
    with archive.clearing(part):
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
            written.write(restored.getvalue())
            os.fsync(written.fileno())
        if path.exists():
            os.rename(path, _aside(path))
        os.rename(part, path)
    archive.keep(path.parent)
    say(_("The secret key of the backup is in force again; the one that was here is moved aside."))
