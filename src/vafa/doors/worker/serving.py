"""`vafa serve` and `vafa worker`: the processes of an installation."""

import signal
import sys
import threading

import uvicorn
from django.conf import settings
from django.db import connection

from vafa.doors.worker import loop


def serve(host: str, port: int) -> int:
    """Pages, API and worker in one process; one machine is enough for a shop."""
    say_settings(host, port)
    stop = threading.Event()
    worker = threading.Thread(target=loop.run, args=(stop,), name="worker")
    worker.start()
    # uvicorn raises the signal that stopped it once more when it is done; by default that would skip what follows
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.run("vafa.asgi:application", host=host, port=port, lifespan="off", access_log=False)
    finally:
        stop.set()
        worker.join()
    return 0


def say_settings(host: str, port: int) -> None:
    """What is in force, without a secret."""
    database = settings.DATABASES["default"]
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    rows = {
        "address": f"http://{host}:{port}/",
        "data": settings.DATA,
        "database": f"{kind}, {database['NAME']}",
        "hosts": ", ".join(settings.ALLOWED_HOSTS),
        "https only": "yes" if settings.SECURE else "no",
        "debug": "yes" if settings.DEBUG else "no",
    }
    for name, value in rows.items():
        sys.stderr.write(f"{name:12}{value}\n")


def work() -> int:
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    loop.run(stop)
    return 0
