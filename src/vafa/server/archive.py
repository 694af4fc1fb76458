"""A backup's file: a zip of the database and the secret key, with a manifest that says what is in it.

It is written under another name, brought to the disk and then renamed, so that a name ending in .zip is whole. Only
its owner may read it: who has the key and the data has the club.
"""

import errno
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from django.utils.translation import gettext as _

from vafa.server.errors import ALTERED, NO_ROOM, Refused

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEY: Final = "secret-key"
DATABASES: Final = {"sqlite": "vafa.sqlite3", "postgresql": "vafa.pgdump"}
NAMED: Final = re.compile(r"vafa-\d{8}T\d{6}Z(-\d+)?\.zip")
PIECE: Final = 1 << 20
LEVEL: Final = 1
"""Of compression: more costs minutes and saves a tenth."""

Say = Callable[[str], object]
Told = Callable[[int], None]


class File(msgspec.Struct, frozen=True):
    bytes: int
    sha256: str


class Ledger(msgspec.Struct, frozen=True):
    """The root over all heads of a club, as ledger/anchors.py computes it."""

    accounts: int
    root: str


class Manifest(msgspec.Struct, frozen=True):
    format: int
    version: str
    kind: str
    created_at: str
    migrations: list[str]
    rows: dict[str, int]
    ledger: dict[str, Ledger]
    files: dict[str, File]
    left_out: list[str]


def write(path: Path, manifest: Manifest, sources: dict[str, Path], told: Told) -> Manifest:
    """In: the place, what is in it without its files, and those; `told` hears the bytes read. Out: the whole manifest.
    Refused: the name is taken, or there is no room; nothing is left then."""
    part = path.with_name(f".{path.name}.part")
    with clearing(part), os.fdopen(_opened(part), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as packed:
            files = {name: _pack(packed, name, source, told) for name, source in sources.items()}
            whole = msgspec.structs.replace(manifest, files=files)
            packed.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(whole), indent=1))
        file.flush()
        os.fsync(file.fileno())
        if path.exists():
            raise Refused(_("{file} is there already. Name another.").format(file=path))
        os.rename(part, path)
    keep(path.parent)
    return whole


@contextmanager
def clearing(*paths: Path) -> Iterator[None]:
    """However it ends, these are gone. Refused: no room, in words."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES):
            raise
        sentence = _("{file} cannot be written: {why}. Nothing half is left. Make room, or name another place.")
        place = error.filename or (paths[0].parent if paths else "")
        raise Refused(sentence.format(file=place, why=error.strerror), NO_ROOM) from error
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def _opened(part: Path) -> int:
    part.unlink(missing_ok=True)
    return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _pack(packed: zipfile.ZipFile, name: str, source: Path, told: Told) -> File:
    digest, count = sha256(), 0
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    with source.open("rb") as read, packed.open(info, "w", force_zip64=True) as written:
        for piece in pieces(read):
            digest.update(piece)
            written.write(piece)
            count += len(piece)
            told(len(piece))
    return File(count, digest.hexdigest())


def pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def keep(folder: Path) -> None:
    """A name in a folder is on the disk only when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """In: a backup. Out: it and its manifest. Refused: what is no backup, was cut or altered, or is of a later form."""
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = msgspec.json.decode(packed.read(MANIFEST), type=Manifest)
            if manifest.format > FORMAT or manifest.kind not in DATABASES:
                raise Refused(_("{file} was made by a newer Vafa. Install that version to read it.").format(file=path))
            yield packed, manifest
    except FileNotFoundError:
        raise Refused(_("There is no file {file}.").format(file=path)) from None
    except (
        zipfile.BadZipFile, zlib.error, KeyError, EOFError, struct.error, NotImplementedError, msgspec.MsgspecError,
        UnicodeDecodeError, IsADirectoryError,
    ) as error:  # fmt: skip
        sentence = _("{file} is not a whole backup: it was cut or altered. Nothing was changed. Use another one.")
        raise Refused(sentence.format(file=path), ALTERED) from error


def unpack(packed: zipfile.ZipFile, manifest: Manifest, name: str, target: BinaryIO | None, told: Told) -> None:
    """Writes a file of the backup out, or only reads it. Refused: it is not what was backed up."""
    wanted, digest, count = manifest.files[name], sha256(), 0
    with packed.open(name) as file:
        for piece in pieces(file):  # type: ignore[arg-type]  # what zipfile opens reads like a file
            digest.update(piece)
            count += len(piece)
            if target is not None:
                target.write(piece)
            told(len(piece))
    if (count, digest.hexdigest()) != (wanted.bytes, wanted.sha256):
        raise zipfile.BadZipFile(name)
