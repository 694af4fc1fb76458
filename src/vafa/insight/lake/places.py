"""Where a club's lake lies, and that one process at a time writes to it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings


def folder_of(club_id: UUID) -> Path:
    """Out: the folder of the club's lake, which need not exist."""
    return Path(settings.LAKE) / club_id.hex


@contextmanager
def written_alone(folder: Path) -> Iterator[None]:
    """Whoever else wants to write waits; a process that was killed holds nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    file = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
