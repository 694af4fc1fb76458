"""`vafa serve` and `vafa worker`: the processes of an installation."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

import uvicorn
from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from vafa.base import jobs
from vafa.base.collecting import few_collections
from vafa.doors.setup.code import set_up_link
from vafa.server import assets, front, locking, logs, patience, production, starting, working
from vafa.server.errors import IN_USE, NOT_AS_SET, Refused
from vafa.server.processes import Post, Processes

GRACE_SECONDS = 30
"""How long open requests may take after the server was told to stop."""


def serve(host: str, port: int, *, worker: bool, workers: int = 1) -> int:
    """Pages, API and worker in one process, enough for a shop; with `workers` above one, that many processes answer,
    and the worker has its own. Refused: what starting.py, locking.py and production.py refuse."""
    refuse_workers(workers)
    production.refuse_insecure(host)
    starting.refuse_folder(Path(settings.DATA))
    with locking.serving():
        starting.ready_database()
        production.refuse_demo(host)
        connection.close()
        assets.lay_out()
        ports = [bound(host, port)] if workers == 1 else shared(host, port, workers)
        say_settings(host, port, workers)
        say_link(host, port)
        with few_collections():
            if workers > 1:
                _many(ports, worker=worker)
            else:
                with _working(worker):
                    answer_here(ports[0])
    return 0


def answer_here(open_port: socket.socket) -> None:
    """What waits for its commit when the last request is through is written still."""
    answer("vafa.asgi:application", open_port)
    front.stop()


def _many(ports: list[socket.socket], *, worker: bool) -> None:
    # read once, before the processes part: each starts at once, and they share the memory of it
    import_module("vafa.asgi")
    connections.close_all()
    posts = [Post("answering", partial(answer_here, port)) for port in ports]
    Processes(posts + ([Post("worker", _work_until_told)] if worker else []), GRACE_SECONDS + 5).run()


def refuse_workers(workers: int) -> None:
    if workers < 1:
        raise Refused(_("--workers wants a number from 1."), NOT_AS_SET)
    if workers > 1 and connection.vendor == "sqlite":
        sentence = _(
            "Several workers need PostgreSQL: an SQLite file has one writer, and one process is as fast. Leave out "
            "--workers, or name a PostgreSQL database in DATABASE_URL."
        )
        raise Refused(sentence, NOT_AS_SET)


def answer(application: str, open_port: socket.socket) -> None:
    """Until SIGTERM or SIGINT; open requests are finished first, for so long as the grace."""
    patience.allow_many_files()
    config = uvicorn.Config(
        application,
        lifespan="off",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        forwarded_allow_ips=settings.PROXIES,
        http=patience.PatientProtocol,
    )
    logs.log_what_nobody_caught()
    # uvicorn raises the signal that stopped it once more when it is done; the one after that is impatience
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _once_more)
    uvicorn.Server(config).run(sockets=[open_port])


def _once_more(number: int, frame: object) -> None:
    signal.signal(number, lambda *_: os._exit(128 + number))


@contextmanager
def _working(wanted: bool) -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=working.work, args=(stop,), name="worker")
    if wanted:
        if connection.vendor == "sqlite":
            jobs.free_all()
            connection.close()
        worker.start()
    try:
        yield
    finally:
        stop.set()
        if wanted:
            worker.join()


def shared(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets of one port, among which the kernel spreads who comes. Refused: the port is taken."""
    bound(host, port).close()
    return [bound(host, port, shares=True) for _each in range(count)]


def bound(host: str, port: int, *, shares: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named: asyncio sends small answers at once only where it sees TCP
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shares:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        opened.bind((host.strip("[]"), port))
    except OSError as error:
        opened.close()
        sentence = _("Port {port} of {host} cannot be opened: {why}. Choose another with --port.")
        raise Refused(sentence.format(port=port, host=host, why=error.strerror), IN_USE) from error
    return opened


def say_settings(host: str, port: int, workers: int) -> None:
    """What is in force, without a secret."""
    database = settings.DATABASES["default"]
    kind = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    rows = {
        "address": f"http://{host}:{port}/",
        "doors": ", ".join(sorted(settings.DOORS)),
        "workers": str(workers),
        "data": settings.DATA,
        "database": f"{kind}, {database['NAME']}",
        "hosts": ", ".join(settings.ALLOWED_HOSTS),
        "https only": "yes" if settings.SECURE else "no",
        "debug": "yes" if settings.DEBUG else "no",
    }
    if settings.LOG_FORM != "json":
        for name, value in rows.items():
            sys.stderr.write(f"{name:12}{value}\n")


def say_link(host: str, port: int) -> None:
    """An installation without a club: where its first is opened, in whatever form the log is."""
    if link := set_up_link(host, port):
        sys.stderr.write(_("There is no club yet. Open yours here: {link}").format(link=link) + "\n")
        connection.close()


def work() -> int:
    """The worker alone, beside a server or elsewhere; a job in hand is finished first."""
    with locking.using():
        starting.ready_database()
        connection.close()
        _work_until_told()
    return 0


def _work_until_told() -> None:
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    working.work(stop)
