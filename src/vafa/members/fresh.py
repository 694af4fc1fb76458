"""The fresh code on a member's page: six digits that change every minute and are good for one spending.

Derived by HMAC-SHA256 from the member, their round of links and the minute, truncated as in RFC 4226 (HOTP); closing
the links ends the codes too.
"""

import struct
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

EVERY: Final = timedelta(minutes=1)
DIGITS: Final = 6
_SALT = "vafa.members.fresh"


def window_of(now: datetime) -> int:
    return int(now.timestamp()) // 60


def code(member: UUID, round: int, window: int) -> str:
    """In: the member, their round of links, and the minute. Out: six Latin digits."""
    body = member.bytes + struct.pack(">IQ", round % 2**32, window)
    digest = salted_hmac(_SALT, body, settings.SECRET_KEY, algorithm="sha256").digest()
    start = digest[-1] & 15
    value: int = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def window_that_shows(member: UUID, round: int, typed: str, now: datetime) -> int | None:
    """Out: the minute whose code was typed, this one or the one before; None for a wrong code."""
    latest = window_of(now)
    return next(
        (each for each in (latest, latest - 1) if constant_time_compare(code(member, round, each), typed)), None
    )
