"""The rows of an import beside its file: parsed once by the dry run, read in order by the run.

A SQLite file of its own, so that the club's database holds nothing before the import starts, and a file of a million
rows needs no memory. It can be made again from the import's file at any time until the run begins.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_TABLES = """
CREATE TABLE row (n INTEGER PRIMARY KEY, key TEXT, at TEXT, ref TEXT, data BLOB, problem TEXT, detail TEXT);
CREATE TABLE work (place INTEGER PRIMARY KEY, n INTEGER, key TEXT, ref TEXT, data BLOB);
CREATE TABLE was (place INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE late (n INTEGER PRIMARY KEY, problem TEXT, detail TEXT);
"""
FOLDED = "~"
"""A row that another row of the file stands for: neither work nor a problem."""


class Row(NamedTuple):
    n: int
    key: str
    at: str
    ref: str
    data: bytes
    problem: str = ""
    detail: str = ""


class Work(NamedTuple):
    place: int
    n: int
    key: str
    ref: str
    data: bytes


class Staging:
    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute("PRAGMA temp_store=MEMORY")

    def close(self) -> None:
        self.db.close()

    def settle(self) -> None:
        """All of it into the one file, so that it can take another's place."""
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def begin(self) -> None:
        self.db.executescript(_TABLES)

    def add(self, rows: Iterable[Row]) -> None:
        with self._at_once():
            self.db.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def index(self) -> None:
        self.db.execute("CREATE INDEX by_key ON row (key, at, n) WHERE problem = ''")
        self.db.execute("CREATE INDEX by_ref ON row (ref, n) WHERE problem = ''")

    def good(self, after: int = -1, limit: int = 5000) -> list[Row]:
        """Rows without a problem from behind a row's number."""
        found = self.db.execute("SELECT * FROM row WHERE problem = '' AND n > ? ORDER BY n LIMIT ?", (after, limit))
        return [Row(*each) for each in found]

    def twice(self) -> Iterator[list[Row]]:
        """Rows that share a key, each group in the order of the file."""
        keys = self.db.execute("SELECT key FROM row WHERE problem = '' GROUP BY key HAVING count(*) > 1").fetchall()
        for (key,) in keys:
            found = self.db.execute("SELECT * FROM row WHERE problem = '' AND key = ? ORDER BY n", (key,))
            yield [Row(*each) for each in found]

    def shared_numbers(self) -> list[tuple[int, str]]:
        """Rows whose receipt number is someone else's earlier in the file: (row, that row's number)."""
        statement = (
            "SELECT n, first FROM (SELECT n, key, first_value(n) OVER same AS first, first_value(key) OVER same AS"
            " whose FROM row WHERE problem = '' WINDOW same AS (PARTITION BY ref ORDER BY n)) WHERE key <> whose"
        )
        return [(n, str(first)) for n, first in self.db.execute(statement)]

    def number_nameless(self) -> None:
        """Receipts without a number are told apart by their place among equal ones."""
        self.db.execute(
            "UPDATE row SET ref = row.ref || '#' || place FROM (SELECT n AS m, row_number() OVER (PARTITION BY ref"
            " ORDER BY n) AS place FROM row WHERE problem = '') WHERE n = m"
        )

    def mark(self, problems: Iterable[tuple[str, str, int]]) -> None:
        """In: (problem, detail, row)."""
        with self._at_once():
            self.db.executemany("UPDATE row SET problem = ?, detail = ? WHERE n = ?", problems)

    def change(self, rows: Iterable[tuple[bytes, int]]) -> None:
        """In: (data, row)."""
        with self._at_once():
            self.db.executemany("UPDATE row SET data = ? WHERE n = ?", rows)

    def order(self) -> int:
        """Sets the order of work: whole members, each in the order of time. Out: how many rows."""
        with self._at_once():
            self.db.execute("DELETE FROM work")
            self.db.execute(
                "INSERT INTO work (n, key, ref, data) SELECT n, key, ref, data FROM row WHERE problem = ''"
                " ORDER BY key, min(at) OVER (PARTITION BY ref), ref, at, n"
            )
        return self.count()

    def count(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM work").fetchone()[0])

    def work(self, after: int, limit: int) -> list[Work]:
        """The next rows of the order of work, to the end of a receipt."""
        found = [Work(*each) for each in self._work(after, limit)]
        while len(found) >= limit and (more := self._next_of_receipt(found[-1])):
            found.append(more)
        return found

    def _work(self, after: int, limit: int) -> sqlite3.Cursor:
        return self.db.execute("SELECT * FROM work WHERE place > ? ORDER BY place LIMIT ?", (after, limit))

    def _next_of_receipt(self, last: Work) -> Work | None:
        found = self._work(last.place, 1).fetchone()
        return Work(*found) if found and last.ref and found[3] == last.ref else None

    def problems(self) -> list[tuple[str, int]]:
        """(code, rows), the most frequent first."""
        statement = (
            "SELECT problem, count(*) AS many FROM row WHERE problem NOT IN ('', '~') GROUP BY problem"
            " ORDER BY many DESC, problem"
        )
        return [(code, many) for code, many in self.db.execute(statement)]

    def examples(self, code: str, limit: int, after: int = -1) -> list[tuple[int, str]]:
        """(row, detail) of a problem."""
        statement = "SELECT n, detail FROM row WHERE problem = ? AND n > ? ORDER BY n LIMIT ?"
        return [(n, detail) for n, detail in self.db.execute(statement, (code, after, limit))]

    def left_out(self, code: str = "", limit: int | None = None) -> Iterator[tuple[int, str, str]]:
        """(row, problem, detail) of every row that is not imported, in the order of the file; of one problem alone if
        it is named."""
        statement = (
            "SELECT n, problem, detail FROM (SELECT n, problem, detail FROM row WHERE problem NOT IN ('', '~')"
            " UNION ALL SELECT n, problem, detail FROM late) WHERE ? IN ('', problem) ORDER BY n LIMIT ?"
        )
        yield from self.db.execute(statement, (code, -1 if limit is None else limit))

    def came_late(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """In: (row, problem, detail) that only the run found."""
        with self._at_once():
            self.db.executemany("INSERT OR REPLACE INTO late VALUES (?, ?, ?)", rows)

    def keep(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """In: (place, what stood before). The first word for a place stays, so a repeated slice does no harm."""
        with self._at_once():
            self.db.executemany("INSERT OR IGNORE INTO was VALUES (?, ?)", rows)

    def kept(self, first: int, last: int) -> dict[int, bytes]:
        found = self.db.execute("SELECT place, data FROM was WHERE place BETWEEN ? AND ?", (first, last))
        return dict(found.fetchall())

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self.db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")


def remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def put_in_place(rows: Path, path: Path) -> None:
    """In: settled rows. They stand where others may have stood; what a kill left there, a journal or half of the rows,
    goes."""
    for left in path.parent.glob("*.sqlite3*"):
        if left != rows:
            left.unlink(missing_ok=True)
    rows.replace(path)


@contextmanager
def opened(path: Path, *, afresh: bool = False) -> Iterator[Staging]:
    """In: where it lies. `afresh` begins an empty one in place of any before."""
    if afresh:
        remove(path)
    staging = Staging(path)
    try:
        if afresh:
            staging.begin()
        yield staging
    finally:
        staging.close()
