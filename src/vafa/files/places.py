"""Where files lie: below the data folder, one folder an import or export, readable by the process's owner alone."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from vafa.files import errors


def folder(kind: str, club_id: UUID, id: UUID) -> Path:
    """In: imports or exports. Out: its folder, which may not be there yet."""
    return Path(settings.DATA) / kind / club_id.hex / id.hex


def original(club_id: UUID, id: UUID) -> Path:
    return folder("imports", club_id, id) / "file"


def staged(club_id: UUID, id: UUID) -> Path:
    return folder("imports", club_id, id) / "rows.sqlite3"


def packed(club_id: UUID, id: UUID) -> Path:
    return folder("exports", club_id, id) / "export.zip"


def make(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


def write(path: Path, chunks: Iterable[bytes], most: int) -> str:
    """Out: the SHA-256 of what was written, whole or not at all. Refused: FileTooLarge; a full disk."""
    make(path.parent)
    partly, digest, size = path.with_name(path.name + ".part"), hashlib.sha256(), 0
    try:
        with partly.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise errors.FileTooLarge(bytes=size, most=most)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        partly.replace(path)
    except OSError:
        raise errors.NoRoom from None
    finally:
        partly.unlink(missing_ok=True)
    return digest.hexdigest()


def remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


def remove_all(club_id: UUID) -> None:
    """What a club that is gone has left."""
    for kind in ("imports", "exports"):
        remove(Path(settings.DATA) / kind / club_id.hex)
