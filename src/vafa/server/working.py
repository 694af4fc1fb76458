"""The worker's life: it says that it is alive, and goes on when the database could not be written for a while."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import Count

from vafa.activities.models import Activity
from vafa.base.clock import now
from vafa.doors.worker import loop
from vafa.server.models import Heard

log = logging.getLogger("vafa.worker")
NAME = "worker"
LATELY = timedelta(minutes=5)
COUNTED_EVERY = timedelta(minutes=10)
RETRY_SECONDS = 5.0


def work(stop: threading.Event) -> None:
    """Runs until told to stop, and what takes long beside the rest."""
    beside = threading.Thread(target=_kept_up, args=(stop, loop.run_long), name="vafa-long-jobs", daemon=True)
    beside.start()
    _kept_up(stop, lambda stop: loop.run(stop, heard))
    beside.join()


def _kept_up(stop: threading.Event, run: Callable[[threading.Event], None]) -> None:
    """What breaks a round is logged, and the next round is tried."""
    try:
        while not stop.is_set():
            try:
                run(stop)
            except Exception:
                log.exception("the worker's round broke off; it tries again")
                connections.close_all()
                stop.wait(RETRY_SECONDS)
    finally:
        connections.close_all()


def heard() -> None:
    """Once a minute; activities are counted more rarely, and here, where nobody waits for it."""
    at = now()
    last = Heard.objects.filter(name=NAME).first()
    counts = last.counts if last else {}
    if _counted_at(counts) is None or at - (_counted_at(counts) or at) >= COUNTED_EVERY:
        kinds = Activity.objects.values_list("kind").annotate(Count("id")).order_by("kind")
        counts = {"at": at.isoformat(), "activities": dict(kinds)}
    Heard.objects.update_or_create(name=NAME, defaults={"at": at, "counts": counts})


def _counted_at(counts: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(counts["at"]) if "at" in counts else None


def last_round() -> Heard | None:
    return Heard.objects.filter(name=NAME).first()


def is_heard() -> bool:
    """A worker, here or elsewhere, made a round lately."""
    return Heard.objects.filter(name=NAME, at__gte=now() - LATELY).exists()
