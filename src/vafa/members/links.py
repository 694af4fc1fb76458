"""The signed link to a member's page: short enough for a QR, and worth nothing once altered, old or closed.

48 characters: the member, the minute of issue, the hours it works, the member's round of links, and 12 bytes of
HMAC-SHA256 over them. Whoever has no key cannot make one, so nothing is looked up for a forged one.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

WORKS = timedelta(days=14)
_SALT = "vafa.members.links"
_BODY = struct.Struct(">16sIHH")
_SIGNATURE_BYTES = 12
LENGTH = (_BODY.size + _SIGNATURE_BYTES) * 4 // 3
_ROUNDS = 2**16


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says: of whom, from when until when, and in which round."""

    member: UUID
    issued_at: datetime
    until: datetime
    round: int


def write(member: UUID, round: int, now: datetime, works: timedelta = WORKS) -> str:
    """Out: a token in the letters of an address."""
    hours = works // timedelta(hours=1)
    body = _BODY.pack(member.bytes, int(now.timestamp()) // 60, hours, round % _ROUNDS)
    return base64.urlsafe_b64encode(body + _sign(body, settings.SECRET_KEY)).decode()


def read(token: str) -> Link | None:
    """Out: what an unaltered token of ours says; whether it still works is another question."""
    try:
        raw = base64.b64decode(token.encode("ascii"), b"-_", validate=True) if len(token) == LENGTH else b""
    except (binascii.Error, UnicodeEncodeError):
        return None
    body, signature = raw[: _BODY.size], raw[_BODY.size :]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not raw or not any(constant_time_compare(signature, _sign(body, key)) for key in keys):
        return None
    member, minute, hours, round = _BODY.unpack(body)
    issued = datetime.fromtimestamp(minute * 60, UTC)
    return Link(UUID(bytes=member), issued, issued + timedelta(hours=hours), round)


def is_round(link: Link, round: int) -> bool:
    return link.round == round % _ROUNDS


def _sign(body: bytes, key: str | bytes) -> bytes:
    return salted_hmac(_SALT, body, key, algorithm="sha256").digest()[:_SIGNATURE_BYTES]
