"""Ids are UUIDv7 (RFC 9562): they sort by the time they were made, so inserts stay at the end of each index."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 whose 12 sub-millisecond bits keep ids of one process in the order they were made."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    global _last
    random = os.urandom(8 * count)
    with _lock:
        start = max(time.time_ns() // 250, _last + 1)
        _last = start + count - 1
    ids = []
    for place in range(count):
        milliseconds, fraction = divmod(start + place, 4000)
        tail = int.from_bytes(random[8 * place : 8 * place + 8]) & 0x3FFF_FFFF_FFFF_FFFF
        ids.append(UUID(int=milliseconds << 80 | 0x7000 << 64 | fraction << 64 | 1 << 63 | tail))
    return ids
