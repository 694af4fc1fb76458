"""Everything of a club as files: asked for, made in the background, fetched, and after some days deleted again."""

import os
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import duckdb
from django.db import transaction

from vafa.base import jobs
from vafa.base.ids import new_id
from vafa.base.models import Club, Staff
from vafa.files import places, writing
from vafa.files.models import Export
from vafa.files.queries import reading as queries
from vafa.files.queries.across import TABLES

JOB: Final = "make_export"
KEPT: Final = timedelta(days=7)


@transaction.atomic
def ask_for(*, club: Club, form: str, staff: Staff | None, now: datetime, job: bool = True) -> Export:
    """In: csv or parquet. Out: the export, which the worker makes; one that is being made already stands for it."""
    export = Export.objects.filter(club=club, form=form, state="running").first()
    if export is None:
        export = Export.objects.create(club=club, form=form, asked_by=staff, asked_at=now)
    if job:
        jobs.enqueue([(club.id, JOB, {"export": str(export.id)}, f"export:{export.id}", now)])
    return export


def make(*, club: Club, export_id: UUID, now: datetime) -> Export:
    """In: an export that was asked for. Out: done, with its rows by table; failed on a full disk. May run twice."""
    export = queries.export(club, export_id)
    if export.state != "running":
        return export
    path = places.packed(club.id, export_id)
    partly = path.with_name(f"{new_id().hex}.part")
    counts: dict[str, int] = {}

    def told(name: str, rows: int) -> None:
        counts[name] = rows
        Export.objects.filter(id=export_id).update(counts=counts)

    try:
        places.make(path.parent)
        tables = {table.name: (table.columns, table.rows(club)) for table in TABLES}
        # each table as of the moment it is read: one transaction over all of them would make the tills wait
        counts = writing.pack(partly, tables, export.form, told)
        os.replace(partly, path)
    except (OSError, duckdb.Error):
        Export.objects.filter(id=export_id).update(state="failed", finished_at=now)
        places.remove(path.parent)
        return queries.export(club, export_id)
    finally:
        partly.unlink(missing_ok=True)
    size = path.stat().st_size
    Export.objects.filter(id=export_id).update(state="done", counts=counts, bytes=size, finished_at=now)
    return queries.export(club, export_id)


def forget(*, club: Club, now: datetime) -> int:
    """Files that have been kept long enough: personal data does not lie about."""
    old = Export.objects.filter(club=club, state="done", finished_at__lte=now - KEPT)
    gone = list(old.values_list("id", flat=True))
    for id in gone:
        places.remove(places.packed(club.id, id).parent)
    return Export.objects.filter(id__in=gone).update(state="gone")
