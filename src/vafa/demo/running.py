"""`vafa demo`: the pages are there at once and say how far the clubs are; they load beside them."""

import os
import signal
import sys
import threading
from multiprocessing import get_context, parent_process

import django
from django.core.management import call_command
from django.db import connections

LOOPBACK = "127.0.0.1"


def run(port: int) -> int:
    """Serves on this machine alone. Ctrl-C stops it; the next run goes on where this one stopped. Refused: behind TLS
    or as production, and where this data folder is served already."""
    from vafa.server import locking, production

    production.refuse_insecure(LOOPBACK)
    with locking.serving():
        return _run(port)


def _run(port: int) -> int:
    call_command("migrate", verbosity=0)
    connections.close_all()
    from vafa.demo.loading import PASSWORD, PEOPLE, PIN
    from vafa.server import assets, serving

    assets.lay_out()
    open_port = serving.bound(LOOPBACK, port)
    say(f"Vafa opens at http://{LOOPBACK}:{port}/")
    say(f"Sign in with {PEOPLE[0][0]} (owner), {PEOPLE[1][0]} (manager), {PEOPLE[2][0]} or {PEOPLE[3][0]};")
    say(f"the password is {PASSWORD}, the cashier's PIN {PIN}")
    loader = get_context("spawn").Process(target=_load, args=(port,), name="loader")
    loader.start()
    try:
        serving.answer("vafa.asgi:application", open_port)
    finally:
        loader.terminate()
        loader.join()
    return 0


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _load(port: int) -> None:
    """In a process of its own: loads what is missing, then works as the demo's worker."""
    stop = threading.Event()
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's end ends this process
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    django.setup()
    from vafa.demo.loading import load
    from vafa.server import working

    load()
    say(f"Both clubs are whole: http://{LOOPBACK}:{port}/")
    working.work(stop)


def _end_with_the_server() -> None:
    """However the server ended: nothing of a demo is left behind."""
    server = parent_process()
    assert server is not None
    server.join()
    os._exit(0)
