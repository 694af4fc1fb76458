"""Group commit: whatever arrives while one batch is being written is the next batch. It knows no verb.

Askers wait on an event loop; one thread writes. It never lingers: a lone request is a batch of one, at once.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

AT_ONCE: Final = 256
"""In one batch: more gain nothing, and others wait for the write lock meanwhile."""
WAITING_MOST: Final = 1024
"""Asked and not written yet: who comes now is told to come again, after a second or two and not after ten."""

Job = TypeVar("Job")
Told = TypeVar("Told")


class Full(Exception):
    """So many wait already that this one would wait too long."""


@dataclass(slots=True)
class _Waiting(Generic[Job, Told]):
    job: Job
    told: "asyncio.Future[Told]"
    loop: asyncio.AbstractEventLoop


class Gatherer(Generic[Job, Told]):
    """`write` gets the jobs of a batch in the order of their coming and answers each, in the same order; what it raises
    is raised to all of them. `ended` is called by the writing thread when it stops."""

    def __init__(
        self, write: Callable[[list[Job]], list[Told]], *, name: str, at_once: int = AT_ONCE, most: int = WAITING_MOST,
        ended: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._write, self._name, self._at_once, self._most, self._ended = write, name, at_once, most, ended
        self._waiting: deque[_Waiting[Job, Told]] = deque()
        self._there = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    async def ask(self, job: Job) -> Told:
        """Out: what became of it. Refused: Full, and nothing was done. Who goes away meanwhile may have been heard all
        the same: references make that safe."""
        loop = asyncio.get_running_loop()
        waiting: _Waiting[Job, Told] = _Waiting(job, loop.create_future(), loop)
        with self._there:
            if self._stopped or len(self._waiting) >= self._most:
                raise Full
            self._waiting.append(waiting)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._there.notify()
        return await waiting.told

    def stop(self) -> None:
        """What waits is written; nobody is heard any more."""
        with self._there:
            self._stopped = True
            self._there.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while batch := self._next():
            answers: Sequence[Told | BaseException]
            try:
                answers = self._write([each.job for each in batch])
            except BaseException as error:  # the askers must hear of it, whatever it is
                answers = [error] * len(batch)
            _tell(batch, answers)
        self._ended()

    def _next(self) -> list[_Waiting[Job, Told]]:
        """Waits for somebody; empty once there is nobody and it was stopped."""
        with self._there:
            while not self._waiting and not self._stopped:
                self._there.wait()
            return [self._waiting.popleft() for _ in range(min(self._at_once, len(self._waiting)))]


def _tell(batch: list[_Waiting[Job, Told]], answers: Sequence[Told | BaseException]) -> None:
    """Each loop is woken once for all of its own."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Told], Told | BaseException]]] = {}
    for each, told in zip(batch, answers, strict=True):
        by_loop.setdefault(each.loop, []).append((each.told, told))
    for loop, rows in by_loop.items():
        try:
            loop.call_soon_threadsafe(_set, rows)
        except RuntimeError:  # the loop has ended, and its askers with it
            continue


def _set(rows: list[tuple["asyncio.Future[Told]", Told | BaseException]]) -> None:
    for future, told in rows:
        if future.done():  # whoever asked has gone
            continue
        if isinstance(told, BaseException):
            future.set_exception(told)
        else:
            future.set_result(told)
