"""A line that tells how far a long piece of work is; on a terminal alone."""

import sys
from collections.abc import Callable
from time import monotonic


class Bar:
    """In: what is done, and how many bytes there are. `told` hears how many more are done."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done, self.last = what, max(1, total), 0, 0.0

    def told(self, more: int) -> None:
        self.done += more
        if sys.stderr.isatty() and monotonic() - self.last > 0.2:
            self.last = monotonic()
            percent = min(100, 100 * self.done // self.total)
            sys.stderr.write(f"\r\033[K{self.what} {percent} %")
            sys.stderr.flush()

    def end(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")


def counting(what: str) -> Callable[[int, int], None]:
    """In: what is done. Out: who may be told so many of so many."""
    bar: Bar | None = None

    def told(done: int, of: int) -> None:
        nonlocal bar
        bar = bar or Bar(what, of)
        bar.told(done - bar.done)
        if done == of:
            bar.end()

    return told
