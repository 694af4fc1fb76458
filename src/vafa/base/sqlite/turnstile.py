"""One writer at a time, in the order they came: a queue inside the process, then two file locks between processes.

SQLite's own busy handler retries at random, so a busy writer starves the others. Here whoever waits for the
second lock holds the first one, so that one process at most is next and none can overtake it.
"""

import fcntl
import os
import threading
from collections import deque


class Turnstile:
    def __init__(self, path: str) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False
        self._path = path
        self._files: tuple[int, int] | None = None
        self._pid = 0

    def enter(self) -> None:
        with self._mutex:
            my_turn = None
            if self._busy:
                my_turn = threading.Event()
                self._waiting.append(my_turn)
            self._busy = True
        if my_turn:
            my_turn.wait()
        try:
            self._lock_files()
        except BaseException:
            self._next()
            raise

    def leave(self) -> None:
        assert self._files is not None
        fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._next()

    def _lock_files(self) -> None:
        if self._files is None or self._pid != os.getpid():
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._files = os.open(self._path + ".next", flags, 0o600), os.open(self._path + ".turn", flags, 0o600)
            self._pid = os.getpid()
        following, turn = self._files
        fcntl.flock(following, fcntl.LOCK_EX)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        finally:
            fcntl.flock(following, fcntl.LOCK_UN)

    def _next(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False


_turnstiles: dict[str, Turnstile] = {}
_registry = threading.Lock()


def of(path: str) -> Turnstile:
    with _registry:
        return _turnstiles.setdefault(path, Turnstile(path))


def _forget_after_fork() -> None:
    """A forked child has its parent's queue but none of its threads."""
    global _registry
    _registry = threading.Lock()
    _turnstiles.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
