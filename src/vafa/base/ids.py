"""Ids are UUIDv7 (RFC 9562): they sort by the time they were made, so inserts stay at the end of each index."""

import os
import threading
import time
from uuid import UUID, SafeUUID

_new, _set = object.__new__, object.__setattr__
_lock = threading.Lock()
_last = 0
_block = b""
_TICKS = 4000
"""A quarter of a microsecond: what 12 bits can count in a millisecond."""
_NANOSECONDS = 1_000_000 // _TICKS


def new_id() -> UUID:
    """A UUIDv7 whose 12 sub-millisecond bits keep ids of one process in the order they were made."""
    global _last
    with _lock:
        tick = _last = max(time.time_ns() // _NANOSECONDS, _last + 1)
        tail = int.from_bytes(_random(8))
    return _uuid(tick, tail)


def _uuid(tick: int, tail: int) -> UUID:
    milliseconds, fraction = divmod(tick, _TICKS)
    return _made(milliseconds << 80 | 0x7000 << 64 | fraction << 64 | 1 << 63 | tail & 0x3FFF_FFFF_FFFF_FFFF)


def of_hex(text: str) -> UUID:
    """In: 32 hexadecimal digits, as a database keeps an id."""
    return _made(int(text, 16))


def _made(number: int) -> UUID:
    """What UUID(int=number) makes, without its search for which of six forms it was given: a receipt makes and reads
    forty ids."""
    made = _new(UUID)
    _set(made, "int", number)
    _set(made, "is_safe", SafeUUID.unknown)
    return made


def _random(size: int) -> bytes:
    """Random bytes out of a block read at once: a system call for each id costs more than the id."""
    global _block
    if len(_block) < size:
        _block = os.urandom(max(size, 8192))
    taken, _block = _block[-size:], _block[:-size]
    return taken


def new_ids(count: int) -> list[UUID]:
    return [new_id() for _ in range(count)]


def _forget_block() -> None:
    """A forked child must not hand out its parent's random bytes."""
    global _block
    _block = b""


os.register_at_fork(after_in_child=_forget_block)
