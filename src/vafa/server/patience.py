"""How long a connection may keep a server waiting, and how much it may say before its request begins.

A proxy in front does this too; whoever serves without one must not be shut up by ten thousand idle connections. Between
requests uvicorn's own keep-alive rules.
"""

import resource
from asyncio import TimerHandle
from typing import Any, Final

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 64 * 1024
FILES_MOST: Final = 65_536


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection that owes the beginning, the head or the rest of a request and is silent for so long."""

    _owed_until: float | None = None
    _timer: TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._owes()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        self._owes()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._owes()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._owes()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._owed_until = None

    def _count(self, more: int) -> None:
        """What is too much ends the connection, as everything that is no request does."""
        self._head += more
        if self._head > HEAD_BYTES:
            raise ValueError("the head of this request is too large")

    def _owes(self) -> None:
        self._owed_until = self.loop.time() + settings.SILENCE_SECONDS

    def _look(self) -> None:
        """One timer for the life of a connection: a busy one only moves its instant on."""
        now = self.loop.time()
        if self._owed_until is not None and self._owed_until <= now and not self.flow.read_paused:
            self.transport.close()
            return
        self._timer = self.loop.call_later(settings.SILENCE_SECONDS / 2, self._look)


def allow_many_files() -> None:
    """As many open connections as this user may have; many systems begin with a thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_MOST if hard == resource.RLIM_INFINITY else min(hard, FILES_MOST)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
