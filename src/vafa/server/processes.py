"""`vafa serve --workers N`: several processes that answer on one port, and one that works.

The parent opens a socket for each and forks; it does nothing else, so that it can fork again at any time: one that died
is started anew on its own socket, in which whoever came meanwhile still waits. They end with their parent.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

log = logging.getLogger("vafa.server")

LOOK_SECONDS: Final = 0.2
AGAIN_SECONDS: Final = 1.0
"""Between a death and the next birth: what dies at once is not started a thousand times a minute."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a process of its own does until it is told to stop by SIGTERM."""

    name: str
    run: Callable[[], None]


class Processes:
    def __init__(self, posts: list[Post], grace_seconds: float) -> None:
        self._posts, self._grace = posts, grace_seconds
        self._running: dict[int, Post] = {}
        self._told = threading.Event()
        self._parent_lives = os.pipe()

    def run(self) -> None:
        """Until SIGTERM or SIGINT; then each is told to stop, and waited for as long as the grace. Told once more, it
        waits for nobody."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._tell)
        for post in self._posts:
            self._start(post)
        while not self._told.wait(LOOK_SECONDS):
            for post in self._dead():
                self._told.wait(AGAIN_SECONDS)
                if not self._told.is_set():
                    self._start(post)
        self._send(signal.SIGTERM)
        last = time.monotonic() + self._grace
        while self._running and time.monotonic() < last:
            self._dead()
            time.sleep(LOOK_SECONDS)
        self._send(signal.SIGKILL)

    def _tell(self, number: int, frame: object) -> None:
        if self._told.is_set():
            self._send(signal.SIGKILL)
            os._exit(128 + number)
        self._told.set()

    def _send(self, number: signal.Signals) -> None:
        for pid in self._running:
            os.kill(pid, number)

    def _dead(self) -> list[Post]:
        """Those that ended since, which are no longer counted as running."""
        ended = []
        for pid in list(self._running):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                post = self._running.pop(pid)
                ended.append(post)
                if not self._told.is_set():
                    code = os.waitstatus_to_exitcode(status)
                    log.error("process %s of %s ended with %s and is started again", pid, post.name, code)
        return ended

    def _start(self, post: Post) -> None:
        pid = os.fork()
        if pid:
            self._running[pid] = post
            return
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            # a terminal sends its interrupt to all of them; the parent tells when to stop
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.close(self._parent_lives[1])
            threading.Thread(target=self._end_with_parent, name="parent", daemon=True).start()
            post.run()
            code = 0
        except Exception:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)

    def _end_with_parent(self) -> None:
        """The pipe's other end is the parent's alone: it closes with it, however that ended."""
        os.read(self._parent_lives[0], 1)
        os.kill(os.getpid(), signal.SIGTERM)
