"""The state of an installation: what /health/ready asks and what /metrics shows."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import Final

from django.db import DatabaseError, connection
from django.db.models import Min

from vafa.base.clock import now
from vafa.base.models import Job, Outbox
from vafa.doors.health.metrics import Figure
from vafa.doors.health.views import Check
from vafa.server import state
from vafa.server.room import free_bytes
from vafa.server.working import is_heard, last_round

ROOM_NEEDED: Final = 200 * 1024 * 1024
"""Below this many bytes of free disk the installation is not ready."""


def version() -> str:
    return installed("vafa")


def has_room() -> bool:
    return free_bytes() >= ROOM_NEEDED


@cache
def _migrated_once() -> bool:
    """Found right once, it stays so as long as this process lives: an upgrade wants the servers stopped."""
    found = state.state()
    if found.missing or found.unknown:
        raise LookupError
    return True


def is_migrated() -> bool:
    try:
        return _migrated_once()
    except LookupError:
        return False


CHECKS: Final[list[Check]] = [("migrations", is_migrated), ("worker", is_heard), ("disk", has_room)]


def read() -> Iterator[Figure]:
    """What can be read; where the database does not answer, that is a figure too."""
    yield "vafa_version", "The version that runs.", [({"version": version()}, 1)]
    yield "vafa_disk_free_bytes", "Free room where the database is.", [({}, free_bytes())]
    try:
        yield from list(_of_database())
        yield "vafa_database_up", "1 when the database answers.", [({}, 1)]
    except DatabaseError:
        yield "vafa_database_up", "1 when the database answers.", [({}, 0)]


def _of_database() -> Iterator[Figure]:
    at = now()
    yield "vafa_database_bytes", "Size of the database.", [({}, database_bytes())]
    oldest = Outbox.objects.aggregate(at=Min("booked_at"))["at"]
    yield "vafa_outbox_events", "Events that wait to be passed on.", [({}, Outbox.objects.count())]
    age = max(0.0, (at - oldest).total_seconds()) if oldest else 0
    yield "vafa_outbox_oldest_seconds", "Age of the oldest of them.", [({}, age)]
    waiting = Job.objects.filter(done_at=None, failed_at=None, run_at__lte=at).count()
    failed = Job.objects.filter(failed_at__isnull=False).count()
    yield (
        "vafa_jobs",
        "Jobs that are due, and those given up.",
        [({"state": "due"}, waiting), ({"state": "failed"}, failed)],
    )
    heard = last_round()
    if heard:
        yield "vafa_worker_round_timestamp_seconds", "When a worker was last heard.", [({}, heard.at.timestamp())]
        counts = heard.counts.get("activities", {})
        rows = [({"kind": kind}, float(count)) for kind, count in counts.items()]
        yield "vafa_activities", "Activities in the books, counted every ten minutes.", rows


def database_bytes() -> int:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        files = (Path(f"{name}{end}") for end in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
