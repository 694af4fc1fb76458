"""How fast a program may call: a bucket of requests that fills up again evenly.

Kept in the memory of each process: behind N processes a program gets up to N times the figure, and a restart fills
the buckets. It protects a server from a loop that ran wild, not a contract.
"""

import math
import threading
import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left after a request, and in how many seconds the bucket is full again or has a request again."""

    allowed: bool
    left: int
    full_in_s: int
    retry_in_s: int

    @property
    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers-11."""
        fields = {
            "RateLimit-Policy": f'"client";q={settings.REQUESTS_A_MINUTE};w={WINDOW_S}',
            "RateLimit": f'"client";r={self.left};t={self.full_in_s}',
        }
        return fields if self.allowed else fields | {"Retry-After": str(self.retry_in_s)}


_buckets: dict[UUID, tuple[float, float]] = {}
_lock = threading.Lock()


def take(client: UUID) -> Pace:
    """One request of the client."""
    a_second, now = settings.REQUESTS_A_MINUTE / WINDOW_S, time.monotonic()
    with _lock:
        left, at = _buckets.get(client, (float(settings.REQUESTS_A_MINUTE), now))
        left = min(float(settings.REQUESTS_A_MINUTE), left + (now - at) * a_second)
        allowed = left >= 1
        left -= allowed
        _buckets[client] = left, now
    full_in = math.ceil((settings.REQUESTS_A_MINUTE - left) / a_second)
    return Pace(allowed, int(left), full_in, 0 if allowed else max(1, math.ceil((1 - left) / a_second)))


def forget() -> None:
    """Every bucket is full again."""
    with _lock:
        _buckets.clear()
