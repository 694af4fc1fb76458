"""A club's lake, open for questions: every table as a view, the basket layer, and lines less what came back."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import duckdb

from vafa.insight.lake import manifest as listed
from vafa.insight.lake.engine import Rows, engine, run
from vafa.insight.lake.manifest import Manifest
from vafa.insight.lake.places import folder_of

TABLES: Final = (
    "activities", "lines", "remains", "awards", "baskets", "movements", "members", "segments", "suggestions",
)  # fmt: skip
SUGGESTED: Final = "suggestions"
"""The note on the lists of what members will buy goes with their table."""
VIEWS: Final = ("holders", "sold", "bought", "products")


class NoLake(Exception):
    """The club has none yet, or one that cannot be read: a refresh makes it."""


class Busy(Exception):
    """So many questions are being answered that another would slow down the till."""


_AT_ONCE: Final = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) // 2))
WAIT_S: Final = 20.0
"""So long a question waits for those before it."""
_WAITING: Final = threading.BoundedSemaphore(8)
"""Each that waits holds a thread of the server, which others need."""
_LOG: Final = logging.getLogger("vafa.lake")


@dataclass(frozen=True, slots=True)
class Lake:
    """Answers are of `refreshed_at`; `token` changes with the content."""

    connection: duckdb.DuckDBPyConnection
    refreshed_at: datetime
    token: str
    notes: Mapping[str, Any]
    whole: Callable[[], bool]
    """Is every file what was written? Looks at all of them."""

    def ask(self, name: str, **values: Any) -> Rows:
        """In: the name of a statement in sql/lake and its values. Out: its rows. Refused: NoLake, where a file is not
        what it was when the lake was written."""
        with _readable(self.whole):
            return run(self.connection, name, values)


def state(club_id: UUID) -> tuple[datetime, str] | None:
    """Out: when the club's lake was refreshed, and a token that changes with its content; None where there is none."""
    found = listed.read(folder_of(club_id))
    return (datetime.fromisoformat(found.refreshed_at), _token(found)) if found.refreshed_at else None


def notes(club_id: UUID) -> Mapping[str, Any]:
    """Out: what was worked out of the club's lake, by name."""
    return listed.read(folder_of(club_id)).notes


@contextmanager
def opened(club_id: UUID) -> Iterator[Lake]:
    """In: a club. Out: its lake, for a question that somebody waits for; a process answers a few at a time. Refused:
    NoLake; Busy, after waiting."""
    if not _is_let_in():
        raise Busy
    try:
        with worked_on(club_id) as lake:
            yield lake
    finally:
        _AT_ONCE.release()


@contextmanager
def worked_on(club_id: UUID) -> Iterator[Lake]:
    """In: a club. Out: its lake, for long work that no question shall wait for; files that are being replaced meanwhile
    stay until it is closed. Refused: NoLake."""
    folder = folder_of(club_id)
    found = listed.read(folder)
    if not found.refreshed_at or listed.broken(folder, found, thorough=False):
        raise NoLake(str(folder))

    def whole() -> bool:
        return not listed.broken(folder, found, thorough=True)

    with engine(folder / "spill") as connection:
        with _readable(whole):
            _views(connection, folder, found)
        yield Lake(connection, datetime.fromisoformat(found.refreshed_at), _token(found), found.notes, whole)


def _is_let_in() -> bool:
    if not _WAITING.acquire(blocking=False):
        return False
    try:
        return _AT_ONCE.acquire(timeout=WAIT_S)
    finally:
        _WAITING.release()


def _views(connection: duckdb.DuckDBPyConnection, folder: Path, found: Manifest) -> None:
    run(connection, "empty")
    for table in TABLES:
        files = [str(folder / file) for file in found.files(table)]
        rows = connection.read_parquet(files) if files else connection.table(f"empty_{table}")
        rows.create_view(table)
    for view in VIEWS:
        run(connection, view)


@contextmanager
def _readable(whole: Callable[[], bool]) -> Iterator[None]:
    """A file that the engine cannot read is a lake to be made anew; where all of them are what was written the question
    is wrong, and that is not hidden."""
    try:
        yield
    except duckdb.Error as error:
        if whole():
            raise
        _LOG.warning("unreadable: %s", error)
        raise NoLake(str(error)) from error


def _token(found: Manifest) -> str:
    return "".join(sorted(part.sha256[:8] for _, part in found.all_parts()))


def contents(club_id: UUID) -> Mapping[str, tuple[int, int, int]]:
    """Out: by table of the lake how many files, rows and bytes."""
    found = listed.read(folder_of(club_id))
    return {
        table: (len(parts), sum(part.rows for part in parts), sum(part.bytes for part in parts))
        for table, parts in found.parts.items()
    }
