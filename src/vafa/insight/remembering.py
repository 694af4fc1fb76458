"""Answers kept in this process: under a key that changes with what they were made from, or for a little while."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

KEPT_AT_ONCE = 64
BURST_S = 1.0
SHARE = 20
"""An answer is made anew whenever it is asked for, until that took so many seconds in a row; from then on it takes a
twentieth of one core, however much is recorded meanwhile."""
OLDEST_S = 10.0
"""And no answer is older than that."""
T = TypeVar("T")

_answers: OrderedDict[Hashable, object] = OrderedDict()
_dear: "OrderedDict[Hashable, _Dear]" = OrderedDict()
_making: dict[Hashable, threading.Lock] = {}
_guard = threading.Lock()


@dataclass(slots=True)
class _Dear:
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: Any = None
    begun_at: float = float("-inf")
    made_at: float = float("-inf")
    debt_s: float = 0.0
    """How long making it took, less what has been paid off since; times by the process's own clock."""

    def good(self, now: float) -> bool:
        owed = self.debt_s - (now - self.made_at) / SHARE
        return owed > BURST_S and now - self.made_at < OLDEST_S

    def keep(self, made: Any, start: float, end: float) -> None:
        self.debt_s = max(0.0, self.debt_s - (start - self.made_at) / SHARE) + end - start
        self.made, self.begun_at, self.made_at = made, start, end


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """In: a key that names everything the answer depends on, and how to make it. Out: the answer, made once; who asks
    for it meanwhile waits. The least used are given up."""
    with _guard:
        if key in _answers:
            _answers.move_to_end(key)
            return cast(T, _answers[key])
        making = _making.setdefault(key, threading.Lock())
    with making:
        with _guard:
            if key in _answers:
                return cast(T, _answers[key])
        try:
            made = make()
            with _guard:
                _answers[key] = made
                while len(_answers) > KEPT_AT_ONCE:
                    _answers.popitem(last=False)
        finally:
            with _guard:
                _making.pop(key, None)
        return made


def paced(key: Hashable, make: Callable[[], T]) -> T:
    """In: a key, and how to make its answer as of now. Out: the answer; one that is dear to make may be up to
    `OLDEST_S` seconds old. Of those who wait while it is being made, one makes it anew for all."""
    asked = time.monotonic()
    with _guard:
        kept = _dear.setdefault(key, _Dear())
        _dear.move_to_end(key)
        while len(_dear) > KEPT_AT_ONCE:
            _dear.popitem(last=False)
    if kept.good(asked):
        return cast(T, kept.made)
    with kept.lock:
        start = time.monotonic()
        if kept.begun_at < asked and not kept.good(start):
            kept.keep(make(), start, time.monotonic())
        return cast(T, kept.made)


def forget() -> None:
    """As in a process that has just started."""
    with _guard:
        _answers.clear()
        _making.clear()
        _dear.clear()
