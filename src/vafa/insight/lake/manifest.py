"""What a lake consists of: its parts with their sizes and digests, and how much of the database is in them.

The list is the lake: a file that is not in it does not count, and one that is not as it says is taken out of it.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec

FORM: Final = 2
"""Counted up when the columns change: a lake of another form is made anew."""
BY_MONTH: Final = ("activities", "lines", "remains", "awards")
"""Written together, month by month of the business date."""
NAME: Final = "lake.json"
_FILE: Final = re.compile(r"[a-z_]+/(all|\d{4}-\d{2})/[\w-]+\.parquet")


class Part(msgspec.Struct, frozen=True):
    """One Parquet file; `month` is "" where a table has none."""

    file: str
    month: str
    rows: int
    bytes: int
    sha256: str


class Day(msgspec.Struct, frozen=True, array_like=True):
    """What the database had of a business date when it was read."""

    activities: int
    net_minor: int


class Manifest(msgspec.Struct):
    """`days` by business date; `people` and `refreshed_at` are empty before the first refresh; `notes` are of
    tables that were worked out of it, by their names."""

    form: int = FORM
    parts: dict[str, list[Part]] = {}
    days: dict[str, Day] = {}
    people: str = ""
    refreshed_at: str = ""
    notes: dict[str, Any] = {}
    unnamed: dict[str, float] = {}
    """Files that it no longer names, and since when (seconds since 1970)."""

    def files(self, table: str) -> list[str]:
        return [part.file for part in self.parts.get(table, ())]

    def months(self) -> set[str]:
        return {part.month for table in BY_MONTH for part in self.parts.get(table, ())}

    def of_month(self, table: str, month: str) -> list[Part]:
        return [part for part in self.parts.get(table, ()) if part.month == month]

    def add(self, table: str, part: Part | None) -> None:
        if part is not None:
            self.parts.setdefault(table, []).append(part)

    def drop_month(self, month: str) -> None:
        """As if nothing of it had ever been read."""
        for table in (*BY_MONTH, "baskets"):
            self.parts[table] = [part for part in self.parts.get(table, ()) if part.month != month]
        self.days = {day: of_day for day, of_day in self.days.items() if not day.startswith(month)}

    def all_parts(self) -> Iterator[tuple[str, Part]]:
        for table, parts in self.parts.items():
            for part in parts:
                yield table, part


def read(folder: Path) -> Manifest:
    """In: where a lake lies. Out: its list; an empty one where there is none, where it cannot be read, or where it is
    of another form."""
    try:
        found = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
        whole = found.form == FORM and all(_FILE.fullmatch(part.file) for _, part in found.all_parts())
        if found.refreshed_at:
            datetime.fromisoformat(found.refreshed_at)
    except (OSError, ValueError, RecursionError, msgspec.DecodeError):
        return Manifest()
    return found if whole else Manifest()


def write(folder: Path, manifest: Manifest) -> None:
    """The whole list or the one before: never half of it."""
    with replacing(folder / NAME) as own:
        own.write_bytes(msgspec.json.encode(manifest))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of `path` when it is whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    own = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    try:
        yield own
        with own.open("rb") as written:
            os.fsync(written.fileno())
        own.replace(path)
    finally:
        own.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """Out: the SHA-256 of a file, in hexadecimal."""
    made = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            made.update(piece)
    return made.hexdigest()


def broken(folder: Path, manifest: Manifest, *, thorough: bool) -> list[tuple[str, Part]]:
    """Out: the parts that are not there or not as long as they were; with `thorough` also those whose content is not
    what was written."""
    return [(table, part) for table, part in manifest.all_parts() if not _sound(folder / part.file, part, thorough)]


def _sound(path: Path, part: Part, thorough: bool) -> bool:
    try:
        if path.stat().st_size != part.bytes:
            return False
        return not thorough or digest(path) == part.sha256
    except OSError:
        return False


def sweep(folder: Path, manifest: Manifest, now: float, grace: float) -> None:
    """In: a lake and the seconds since 1970. Out: files that its list has not named for `grace` seconds are gone;
    whoever opened it a moment ago still reads from the others."""
    named = {part.file for _, part in manifest.all_parts()} | {NAME}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - named
    manifest.unnamed = {file: manifest.unnamed.get(file, now) for file in sorted(found)}
    for file, since in list(manifest.unnamed.items()):
        if since <= now - grace:
            with suppress(OSError):
                (folder / file).unlink()
                del manifest.unnamed[file]
