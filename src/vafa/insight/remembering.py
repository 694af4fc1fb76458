"""Answers kept in this process under a key that changes with what they were made from."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

KEPT_AT_ONCE = 64
T = TypeVar("T")

_answers: OrderedDict[Hashable, object] = OrderedDict()
_guard = threading.Lock()


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """In: a key that names everything the answer depends on, and how to make it. Out: the answer, made once; the least
    used are given up. Two threads may make the same at the same time; both are right."""
    with _guard:
        if key in _answers:
            _answers.move_to_end(key)
            return cast(T, _answers[key])
    made = make()
    with _guard:
        _answers[key] = made
        while len(_answers) > KEPT_AT_ONCE:
            _answers.popitem(last=False)
    return made


def forget() -> None:
    """As in a process that has just started."""
    with _guard:
        _answers.clear()
