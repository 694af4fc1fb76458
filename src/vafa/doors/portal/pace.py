"""How many wrong links one address may try: a guess costs nothing and cannot succeed, and is still not for free.

Kept in the memory of each process. What must be counted by all of them is in `vafa.members.actions.knocking`.
"""

import threading
import time

WRONG_A_MINUTE = 30
WINDOW_S = 60
_MOST_ADDRESSES = 10_000

_wrong: dict[str, tuple[float, int]] = {}
_lock = threading.Lock()


def is_out(address: str) -> bool:
    """Has the address tried too many wrong links in the last minute?"""
    with _lock:
        began, count = _wrong.get(address, (0.0, 0))
        return count >= WRONG_A_MINUTE and time.monotonic() - began < WINDOW_S


def tried_wrong(address: str) -> None:
    with _lock:
        now = time.monotonic()
        if len(_wrong) >= _MOST_ADDRESSES:
            _wrong.clear()
        began, count = _wrong.get(address, (now, 0))
        _wrong[address] = (now, 1) if now - began >= WINDOW_S else (began, count + 1)


def forget() -> None:
    with _lock:
        _wrong.clear()
