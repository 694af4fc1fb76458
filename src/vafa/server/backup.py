"""`vafa backup`: everything an installation needs to live again, in one file, made while it serves."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter

import msgspec
from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _

from vafa.base.clock import now
from vafa.server import archive, locking, postgres_copy, sqlite_copy, starting, state
from vafa.server.archive import Manifest, Say
from vafa.server.contents import Contents, contents
from vafa.server.errors import NO_ROOM, Refused
from vafa.server.figures import database_bytes, version
from vafa.server.progress import Bar
from vafa.server.speaking import shown

LEFT_OUT = ["files of imports and exports", "static files"]


class Last(msgspec.Struct, frozen=True):
    """The last backup that was made whole, for the doctor."""

    at: datetime
    file: str
    bytes: int


def back_up(file: Path | None, *, keep: int | None, say: Say) -> int:
    """In: a file, a folder or nothing for the folder of VAFA_BACKUPS; how many backups of the folder to keep."""
    if keep is not None and keep < 1:
        raise Refused(_("--keep needs at least one: the newest backup is never deleted."))
    with locking.using():
        _refuse_nothing()
        made = make(_place(file), say)
    for old in _older(made.parent, keep) if keep else ():
        old.unlink()
        say(_("{file} was deleted; newer ones that are kept: {count}.").format(file=old.name, count=keep))
    return 0


def _refuse_nothing() -> None:
    try:
        if state.state().empty:
            raise Refused(_("There is no database yet, so that there is nothing to back up."))
    except Error as error:
        starting.refuse_trouble(error, connection.settings_dict["NAME"])
        raise


def make(path: Path, say: Say) -> Path:
    """Out: the file, whole and on the disk. Refused: no room, or a copy that is at fault; nothing is left then."""
    start, at = perf_counter(), now()
    _refuse_no_room(path.parent)
    with _beside(path.parent) as folder:
        found = _copied(folder)
        key = folder / archive.KEY
        key.touch(0o600)
        key.write_text(settings.SECRET_KEY)
        database = folder / archive.DATABASES[connection.vendor]
        manifest = Manifest(
            archive.FORMAT, version(), connection.vendor, at.isoformat(), found.migrations, found.rows, found.ledger,
            {}, LEFT_OUT,
        )  # fmt: skip
        bar = Bar(_("packing"), database.stat().st_size)
        archive.write(path, manifest, {database.name: database, archive.KEY: key}, bar.told)
        bar.end()
    _remember(path, at)
    sentence = _("{file}: {size} kB, {rows} rows, {seconds} s. It holds the secret key: keep it as safe as the data.")
    size, rows = max(1, path.stat().st_size // 1000), sum(found.rows.values())
    took = max(1, round(perf_counter() - start))
    say(sentence.format(file=path, size=shown(size), rows=shown(rows), seconds=shown(took)))
    return path


def _copied(folder: Path) -> Contents:
    target = folder / archive.DATABASES[connection.vendor]
    if connection.vendor == "postgresql":
        return postgres_copy.dump(target)
    bar = Bar(_("copying"), database_bytes())
    sqlite_copy.copy(locking.database_file(), target, bar.told)
    bar.end()
    sqlite_copy.check(target)
    with sqlite_copy.read_as(target) as alias:
        return contents(alias)


def verify(file: Path | None, say: Say) -> int:
    """Reads a backup from end to end. Refused: it was cut or altered."""
    file = file or newest(settings.BACKUPS)
    if file is None:
        raise Refused(_("There is no backup in {folder}.").format(folder=settings.BACKUPS))
    with archive.opened(file) as (packed, manifest):
        bar = Bar(_("reading"), sum(each.bytes for each in manifest.files.values()))
        for name in manifest.files:
            archive.unpack(packed, manifest, name, None, bar.told)
        bar.end()
    sentence = _("{file} is whole: Vafa {version}, {kind}, made {at} UTC, {rows} rows, {movements} movements.")
    say(
        sentence.format(
            file=file,
            version=manifest.version,
            kind=manifest.kind,
            at=manifest.created_at[:16].replace("T", " "),
            rows=f"{sum(manifest.rows.values()):,}",
            movements=f"{manifest.rows.get('ledger_movement', 0):,}",
        )
    )
    return 0


def _place(file: Path | None) -> Path:
    """A name of its own for a folder; the folder of VAFA_BACKUPS is made."""
    folder = settings.BACKUPS if file is None else file
    if file is None or file.is_dir():
        with archive.clearing(folder / ".none"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return named(folder)
    if not file.parent.is_dir():
        raise Refused(_("There is no folder {folder}.").format(folder=file.parent))
    if file.exists():
        raise Refused(_("{file} is there already. Name another.").format(file=file))
    return file.resolve()


def named(folder: Path) -> Path:
    stem = f"vafa-{now():%Y%m%dT%H%M%SZ}"
    count, path = 1, folder / f"{stem}.zip"
    while path.exists():
        count, path = count + 1, folder / f"{stem}-{count}.zip"
    return path


def _older(folder: Path, keep: int) -> list[Path]:
    return _named_in(folder)[:-keep]


def newest(folder: Path) -> Path | None:
    found = _named_in(folder)
    return found[-1] if found else None


def _named_in(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("vafa-*.zip") if archive.NAMED.fullmatch(path.name)]
    return sorted(found, key=lambda path: (path.name[5:21], len(path.name), path.name))


def _refuse_no_room(folder: Path) -> None:
    """The copy and its packed form stand beside each other for a while."""
    wanted, free = int(database_bytes() * 1.5), shutil.disk_usage(folder).free
    if free < wanted:
        sentence = _("{folder} has {free} MB of room, and a backup may need {wanted} MB. Make room, or name another.")
        raise Refused(sentence.format(folder=folder, free=free // 10**6, wanted=wanted // 10**6), NO_ROOM)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder that only we may read, gone afterwards; those of killed runs go with it."""
    for left in folder.glob(".vafa-backup-*"):
        if not _alive(left.name.split("-")[2]):
            shutil.rmtree(left, ignore_errors=True)
    with archive.clearing():
        made = Path(tempfile.mkdtemp(prefix=f".vafa-backup-{os.getpid()}-", dir=folder))
        try:
            yield made
        except Exception as error:
            starting.refuse_trouble(error, folder)
            raise
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _remember(path: Path, at: datetime) -> None:
    record, part = last_file(), last_file().with_suffix(".part")
    part.write_bytes(msgspec.json.encode(Last(at, str(path), path.stat().st_size)))
    part.rename(record)


def last_file() -> Path:
    return Path(settings.DATA) / "last-backup.json"


def last() -> Last | None:
    try:
        return msgspec.json.decode(last_file().read_bytes(), type=Last)
    except (OSError, msgspec.MsgspecError):
        return None
