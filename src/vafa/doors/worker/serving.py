"""`vafa serve` and `vafa worker`: the processes of an installation."""

import signal
import threading

import uvicorn

from vafa.doors.worker import loop


def serve(host: str, port: int) -> int:
    """Pages, API and worker in one process; one machine is enough for a shop."""
    stop = threading.Event()
    worker = threading.Thread(target=loop.run, args=(stop,), name="worker")
    worker.start()
    try:
        uvicorn.run("vafa.asgi:application", host=host, port=port, lifespan="off", access_log=False)
    finally:
        stop.set()
        worker.join()
    return 0


def work() -> int:
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    loop.run(stop)
    return 0
