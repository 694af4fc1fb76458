"""Making arrivals in a process of its own while the caller books them: two cores, one after the other in time."""

import signal
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import django
import msgspec

AT_ONCE = 1000


def arrivals(maker: str, *args: Any) -> Iterator[bytes]:
    """In: "module:function" that makes arrivals, its arguments. Out: what it makes, in order, by the thousand."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(maker, args, sender), daemon=True)
    process.start()
    sender.close()
    try:
        while batch := receiver.recv_bytes():
            yield batch
    finally:
        process.terminate()
        process.join()


def _make(maker: str, args: tuple[Any, ...], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who reads stops this process
    django.setup()
    module, name = maker.split(":")
    made = iter(getattr(import_module(module), name)(*args))
    while batch := list(islice(made, AT_ONCE)):
        sender.send_bytes(msgspec.msgpack.encode(batch))
    sender.send_bytes(b"")
