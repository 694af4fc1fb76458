"""A file is taken in: stored as it came, recognised, its columns guessed. Nothing is in the books yet."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from vafa.base.actions import approvals
from vafa.base.errors import Refusal
from vafa.base.ids import new_id
from vafa.base.models import Club, Staff
from vafa.base.text import for_search
from vafa.files import errors, places
from vafa.files.models import ACTIVE, Import
from vafa.files.queries import reading as queries
from vafa.files.reading import fields, tables
from vafa.files.reading.parsing import CHOICES
from vafa.files.reading.tables import Sheet

SAMPLES, SAMPLE_MAX = 3, 60
KEPT = timedelta(days=30)
_LOOKED_AT = 2000
_VALUES_MAX = 40
_MATCHED_BY_VALUE = ("tier", "branch")


def take(
    *, club: Club, name: str, chunks: Iterable[bytes], staff: Staff | None, now: datetime, kind: str = ""
) -> Import:
    """In: the bytes of a file and its name; `kind` if it is known. Out: the import, with its columns guessed from their
    headers or as they were matched the last time. Refused: what is no table, too large, locked, empty."""
    id = new_id()
    path = places.original(club.id, id)
    try:
        digest = places.write(path, chunks, tables.BYTES_MAX)
        sheet = tables.recognise(path)
        first = list(islice(tables.rows(path, sheet), _LOOKED_AT))
    except Refusal:
        places.remove(path.parent)
        raise
    if len(first) < 2 or sum(bool(cell) for cell in first[0][1]) < 1:
        places.remove(path.parent)
        raise errors.NoColumns
    headers = [cell[:SAMPLE_MAX] for cell in first[0][1]]
    rows = [cells for _, cells in first[1:]]
    headers += [""] * (max(len(row) for row in rows) - len(headers))
    kind = kind or fields.guess_kind(headers)
    return Import.objects.create(
        id=id, club=club, kind=kind, file_name=PurePath(name).name[:200] or "file", sha256=digest,
        sheet=asdict(sheet), headers=headers, samples=[_samples(rows, at) for at in range(len(headers))],
        matching=_matching(club, kind, headers, rows), taken_by=staff, taken_at=now,
    )  # fmt: skip


def sheet_of(found: Import) -> Sheet:
    return Sheet(**found.sheet)


def _samples(rows: Sequence[Sequence[str]], at: int) -> dict[str, Any]:
    """Some values of a column, how many rows are empty, and the few there are if it has only a few."""
    cells = [row[at] if at < len(row) else "" for row in rows]
    written = dict.fromkeys(cell for cell in cells if cell)
    few = list(written) if len(written) <= _VALUES_MAX else []
    return {
        "some": [text[:SAMPLE_MAX] for text in islice(written, SAMPLES)],
        "empty": round(100 * sum(not cell for cell in cells) / max(1, len(cells))),
        "values": [text[:SAMPLE_MAX] for text in few],
    }


def _matching(club: Club, kind: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """As this club matched the same headers before, else by the headers' words."""
    last = Import.objects.filter(club=club, kind=kind, headers=list(headers), started_at__isnull=False)
    before = last.order_by("-taken_at").first()
    if before is not None:
        return dict(before.matching)
    columns = fields.guess(kind, headers)
    return {"columns": columns, "values": {}, "choices": {"day_first": _day_first(columns, rows)}}


def _day_first(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Where the year comes last: is the second part ever above 12, and the first never?"""
    for name in ("day", "birthday", "joined", "earned", "ends"):
        if name not in columns:
            continue
        at = columns.index(name)
        parts = [row[at].replace("-", "/").replace(".", "/").split("/") for row in rows if at < len(row)]
        both = [part[:2] for part in parts if len(part) >= 3 and len(part[0]) <= 2 and "".join(part[:2]).isdecimal()]
        if any(int(second) > 12 for _, second in both) and not any(int(first) > 12 for first, _ in both):
            return "no"
    return "yes"


@transaction.atomic
def match(
    *, club: Club, import_id: UUID, kind: str, columns: Sequence[str], values: dict[str, dict[str, str]],
    choices: dict[str, str],
) -> Import:  # fmt: skip
    """In: for each column the field it becomes ("" leaves it out), what values stand for, how problems are repaired.
    Out: the import, to be checked anew. Refused: a needed field without a column, a field twice, once it runs."""
    found = queries.get(club, import_id, lock=True)
    if found.state not in {"matching", "checked", "failed"} or found.started_at:
        raise errors.NotNow(state=found.state)
    known = set(fields.ids_of(kind))
    kept = [column if column in known else "" for column in columns][: len(found.headers)]
    for group in fields.NEEDED[kind]:
        if not set(group) & set(kept):
            raise errors.ColumnMissing(field=group[0])
    for column in kept:
        if column and kept.count(column) > 1:
            raise errors.ColumnTwice(field=column)
    found.kind = kind
    found.matching = {
        "columns": kept,
        "values": {name: values[name] for name in _MATCHED_BY_VALUE if name in values},
        "choices": {name: choice for name, choice in choices.items() if choice in CHOICES.get(name, ())},
    }
    found.state, found.trouble, found.summary = "matching", "", {}
    found.save(update_fields=["kind", "matching", "state", "trouble", "summary"])
    return found


def unknown_values(found: Import, known: dict[str, set[str]]) -> dict[str, list[str]]:
    """In: by field the words that the club knows. Out: by field the values of its column that are none of them."""
    unknown = {}
    for name in _MATCHED_BY_VALUE:
        if found.samples and name in found.matching.get("columns", ()):
            column = found.samples[found.matching["columns"].index(name)]
            unknown[name] = [text for text in column["values"] if for_search(text) not in known[name]]
    return unknown


@transaction.atomic
def discard(*, club: Club, import_id: UUID) -> None:
    """An import that has not begun is forgotten with its file, and nobody is asked to approve it any more."""
    found = queries.get(club, import_id, lock=True)
    if found.started_at or found.state not in {"matching", "checking", "checked", "waiting", "failed"}:
        raise errors.NotNow(state=found.state)
    found.delete()
    if found.approval_id:
        approvals.withdraw(club=club, approval_id=found.approval_id)
    places.remove(places.original(club.id, import_id).parent)


def forget(*, club: Club, now: datetime) -> int:
    """Files of imports that ended some weeks ago, or were never begun: personal data does not lie about. What is in
    the books stays; an import whose file is gone cannot be put back, which a day after its end it cannot anyway."""
    old = Import.objects.filter(club=club).exclude(state__in=set(ACTIVE) - {"waiting"})
    those = old.filter(Q(finished_at__lte=now - KEPT) | Q(finished_at=None, taken_at__lte=now - KEPT))
    gone = [found for found in those if places.original(club.id, found.id).parent.exists()]
    for found in gone:
        places.remove(places.original(club.id, found.id).parent)
        for problem in found.summary.get("problems", ()):
            problem["some"] = []
        found.samples = []
        found.save(update_fields=["samples", "summary"])
    return len(gone)
