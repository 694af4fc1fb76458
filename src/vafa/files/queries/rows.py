"""Rows of an import's file, for people: those left out, with their own cells."""

from collections.abc import Iterator

from vafa.files import places, staging
from vafa.files.models import Import
from vafa.files.reading import tables
from vafa.files.reading.tables import Sheet


def error_rows(found: Import, limit: int | None = None, code: str = "") -> Iterator[tuple[int, list[str], str, str]]:
    """Out: (row, its cells, problem, detail) of what is left out, in the order of the file; of one problem if named.
    Nothing once the files have been deleted."""
    path, rows = places.original(found.club_id, found.id), places.staged(found.club_id, found.id)
    if not path.exists() or not rows.exists():
        return
    with staging.opened(rows) as staged:
        left_out = {n: (problem, detail) for n, problem, detail in staged.left_out(code, limit)}
    width = len(found.headers)
    for number, cells in tables.rows(path, Sheet(**found.sheet)):
        if number in left_out:
            yield number, [*cells, *[""] * (width - len(cells))], *left_out.pop(number)
        if not left_out:
            return
