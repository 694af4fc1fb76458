"""Bringing a lake up to date: only what it lacks is read, month by month, and each month that is written stays.

Which days lack something is told by how many activities each has and what they add up to, not by a watermark alone: a
receipt that is committed late, or restored from a backup, is never missed. Movements have gapless numbers in their
account, so the last one there tells what to read. `docs/decisions/0017` says more.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb

from vafa.base import clock
from vafa.base.models import Club
from vafa.insight.lake import manifest as listed
from vafa.insight.lake import sources
from vafa.insight.lake.engine import columns, engine, made, run
from vafa.insight.lake.manifest import BY_MONTH, Day, Manifest, Part
from vafa.insight.lake.places import folder_of, written_alone

GRACE_S: Final = 900
"""A file that is no longer named stays so long for whoever reads from it."""
PARTS_MOST: Final = 12
"""Of one table in one month; then they become one."""
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: activities and movements that were new, and parts that were broken."""

    activities: int
    movements: int
    broken: int
    took_s: float


def refresh(
    *, club: Club, now: datetime, thorough: bool = False, told: Told = lambda done, of: None
) -> Refreshed:  # fmt: skip
    """In: a club, its present; with `thorough` every file is held against its digest first; `told` hears of activities
    read, of those to read. Out: the lake has everything the database had when this began. May be killed at any time and
    run again; two at once come one after the other."""
    began = time.monotonic()
    try:
        return _refreshed(club, now, thorough, told, began)
    except duckdb.IOException:
        raise
    except duckdb.Error:
        if thorough:
            raise
        return _refreshed(club, now, True, told, began)  # a file is not what was written, though as long


def _refreshed(club: Club, now: datetime, thorough: bool, told: Told, began: float) -> Refreshed:
    folder = folder_of(club.id)
    with written_alone(folder), engine(folder / "spill") as connection:
        work = Work(club, folder, connection, listed.read(folder), told)
        broken = work.heal(thorough)
        activities = work.catch_up()
        movements = work.move()
        work.meet()
        work.lake.refreshed_at = now.isoformat()
        listed.sweep(folder, work.lake, clock.now().timestamp(), GRACE_S)
        work.keep()
    return Refreshed(activities, movements, broken, time.monotonic() - began)


@contextmanager
def rewriting(club: Club, connection: duckdb.DuckDBPyConnection) -> Iterator["Work"]:
    """In: a club whose lake is there, and a connection that holds what is to be written. Out: what writes to the lake,
    alone; its list is kept at the end."""
    folder = folder_of(club.id)
    with written_alone(folder):
        work = Work(club, folder, connection, listed.read(folder), lambda done, of: None)
        yield work
        work.keep()


@dataclass(slots=True)
class Work:
    club: Club
    folder: Path
    connection: duckdb.DuckDBPyConnection
    lake: Manifest
    told: Told

    def keep(self) -> None:
        listed.write(self.folder, self.lake)

    def heal(self, thorough: bool) -> int:
        """Takes out what is broken: a month as a whole, because its tables belong together, and all movements, because
        their last numbers must be true."""
        found = listed.broken(self.folder, self.lake, thorough=thorough)
        for table, part in found:
            if table in (*BY_MONTH, "baskets"):
                self.lake.drop_month(part.month)
            else:
                self.lake.parts[table] = []
                self.lake.notes.pop(table, None)
                self.lake.people = "" if table in ("members", "segments") else self.lake.people
        there = {part.month for part in self.lake.parts.get("activities", ())}
        for month in {day[:7] for day in self.lake.days} - there:
            self.lake.drop_month(month)
        return len(found)

    def catch_up(self) -> int:
        there = sources.days(self.club.id)
        for day, known in self.lake.days.copy().items():
            # fewer than were read: another database stands behind it now
            if day in self.lake.days and there.get(day, Day(0, 0)).activities < known.activities:
                self.lake.drop_month(day[:7])
        lacking = sorted(day for day, of_day in there.items() if self.lake.days.get(day) != of_day)
        total = sum(there[day].activities - self._known(day).activities for day in lacking)
        done = 0
        for month in sorted({day[:7] for day in lacking}):
            done = self._month(month, [day for day in lacking if day.startswith(month)], there, done, total)
        return done

    def _known(self, day: str) -> Day:
        return self.lake.days.get(day, Day(0, 0))

    def _month(self, month: str, days: Sequence[str], there: Mapping[str, Day], done: int, total: int) -> int:
        """Reads the days of a month that lack something, makes its basket layer, and keeps the whole."""
        self._know(month)
        for start, end in sources.bites(days, there):
            self._take(columns(sources.ROWS, sources.activities(self.club.id, start, end)))
            done += self._write_fresh(month)
            self.told(min(done, total), total)
        self._compact(month)
        self._layer(month)
        self.lake.days |= {day: there[day] for day in days}
        self.keep()
        return done

    def _know(self, month: str) -> None:
        """Table `known`: which activities of the month the lake has."""
        files = self._paths(self.lake.of_month("activities", month))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE known (activity UUID)")
        if files:
            self.connection.read_parquet(files).project("activity").insert_into("known")

    def _take(self, given: Mapping[str, Any]) -> None:
        self.connection.register("given", given)
        run(self.connection, "fresh", {"zone": self.club.time_zone})
        self.connection.unregister("given")

    def _write_fresh(self, month: str) -> int:
        for table in BY_MONTH:
            self.lake.add(table, self._written(table, month, made(self.connection, table)))
        return int(self.connection.execute("SELECT count(*) FROM fresh").fetchall()[0][0])

    def _compact(self, month: str) -> None:
        for table in BY_MONTH:
            parts = self.lake.of_month(table, month)
            if len(parts) > PARTS_MOST:
                relation = self.connection.read_parquet(self._paths(parts)).order("day, activity")
                whole = self._written(table, month, relation)
                self.lake.parts[table] = [part for part in self.lake.parts[table] if part.month != month]
                self.lake.add(table, whole)

    def _layer(self, month: str) -> None:
        files = self._paths(self.lake.of_month("activities", month))
        self.lake.parts["baskets"] = [part for part in self.lake.parts.get("baskets", ()) if part.month != month]
        if files:
            self.connection.read_parquet(files).create_view("activities", replace=True)
            self.lake.add("baskets", self._written("baskets", month, made(self.connection, "baskets")))

    def move(self) -> int:
        """Movements that the lake lacks, account by account."""
        self._reach()
        behind = [tuple(row) for row in run(self.connection, "behind")]
        if not behind:
            return 0
        for bite in sources.movements(behind):
            self.connection.register("given", columns(sources.MOVEMENTS, bite))
            run(self.connection, "moved", {"zone": self.club.time_zone})
            self.connection.unregister("given")
        part = self._written("movements", "", made(self.connection, "movements"))
        self.lake.add("movements", part)
        self._compact_movements()
        return part.rows if part else 0

    def _reach(self) -> None:
        """Table `accounts`: how far each is, and how far the lake has it."""
        self.connection.register("given", columns(sources.ACCOUNTS, sources.accounts(self.club.id)))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE reached (account UUID, seq INTEGER)")
        if files := self._paths(self.lake.parts.get("movements", [])):
            ends = self.connection.read_parquet(files).aggregate("account, max(seq)::INTEGER AS seq", "account")
            ends.insert_into("reached")
        run(self.connection, "accounts")
        if run(self.connection, "ahead"):  # another database stands behind it now
            self.lake.parts["movements"] = []
            self.connection.execute("UPDATE accounts SET reached = 0")
        self.connection.unregister("given")

    def _compact_movements(self) -> None:
        parts = self.lake.parts["movements"]
        if len(parts) > PARTS_MOST:
            relation = self.connection.read_parquet(self._paths(parts)).order("day, movement")
            self.lake.parts["movements"] = []
            self.lake.add("movements", self._written("movements", "", relation))

    def meet(self) -> None:
        """Members and segments, written anew when one of them changed."""
        token = sources.people_token(self.club.id)
        if token == self.lake.people and self.lake.parts.get("members"):
            return
        for table, names, rows in (
            ("members", ("member", "holder", "joined_at", "channel", "store", "left_at", "tier", "known"),
             list(sources.people(self.club.id))),
            ("segments", ("member", "segment"), sources.groups(self.club.id)),
        ):  # fmt: skip
            self.connection.register("given", columns(names, rows))
            self.lake.parts[table] = []
            values = {"zone": self.club.time_zone} if table == "members" else {}
            self.lake.add(table, self._written(table, "", made(self.connection, table, values)))
            self.connection.unregister("given")
        self.lake.people = token

    def _paths(self, parts: Iterable[Part]) -> list[str]:
        return [str(self.folder / part.file) for part in parts]

    def replace(self, table: str, name: str) -> int:
        """Writes a table anew from a statement over what this connection holds."""
        part = self._written(table, "", made(self.connection, name))
        self.lake.parts[table] = []
        self.lake.add(table, part)
        return part.rows if part else 0

    def _written(self, table: str, month: str, rows: duckdb.DuckDBPyRelation) -> Part | None:
        """A new part; None where it would have no rows, but for members and segments, whose columns are wanted."""
        name = f"{table}/{month or 'all'}/{uuid4().hex}.parquet"
        with listed.replacing(self.folder / name) as own:
            rows.write_parquet(str(own), compression="zstd")
            count = self.connection.read_parquet(str(own)).count("*").fetchall()[0][0]
            size, content = own.stat().st_size, listed.digest(own)
        return Part(name, month, count, size, content) if count or table in ("members", "segments") else None
