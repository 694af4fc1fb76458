"""Keys of programs that call the API: `vafa_sk_<id>_<secret><checksum>`, shown once and kept as a hash.

The checksum tells a mistyped or cut key from a wrong one without asking the database, and lets scanners of leaked
secrets recognise ours.
"""

import hmac
import re
import secrets
import string
import zlib
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from vafa.base.errors import Refusal
from vafa.base.models import ApiClient, ApiKey

SCOPES = (
    "members:read", "members:write", "activities:write", "units:read", "units:adjust", "quotes", "units:spend",
    "rewards:read", "rewards:write", "money:issue", "insight:read",
)  # fmt: skip
OVERLAP = timedelta(days=1)
"""How long the old key still works after a rotation."""

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ID, _SECRET, _CHECKSUM = 12, 32, 6
_SHAPE = re.compile(rf"vafa_sk_([0-9A-Za-z]{{{_ID}}})_([0-9A-Za-z]{{{_SECRET}}})([0-9A-Za-z]{{{_CHECKSUM}}})")


class UnknownScope(Refusal):
    code = "unknown_scope"


def issue(
    *, client: ApiClient, scopes: Collection[str], now: datetime, store_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:  # fmt: skip
    """In: the program, what it may do, and the one store it may write for (all if none is named). Out: the key and its
    plain text, which nobody can read again."""
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise UnknownScope(scopes=unknown)
    id, secret = _random(_ID), _random(_SECRET)
    key = ApiKey.objects.create(
        id=id, client=client, secret_sha256=_hash(secret), scopes=sorted(set(scopes)), store_id=store_id,
        created_at=now, expires_at=expires_at,
    )  # fmt: skip
    return key, f"vafa_sk_{id}_{secret}{_checksum(id, secret)}"


@transaction.atomic
def rotate(*, key: ApiKey, now: datetime, overlap: timedelta = OVERLAP) -> tuple[ApiKey, str]:
    """In: a key. Out: its successor, with the same rights, and the plain text; the old one works on for the overlap."""
    issued = issue(
        client=key.client, scopes=key.scopes, now=now, store_id=key.store_id, expires_at=key.expires_at
    )  # fmt: skip
    ends = now + overlap
    if key.expires_at is None or key.expires_at > ends:
        ApiKey.objects.filter(id=key.id).update(expires_at=ends)
    return issued


def revoke(*, key: ApiKey, now: datetime) -> None:
    """From now on the key is refused. Revoking it again changes nothing."""
    ApiKey.objects.filter(id=key.id, revoked_at=None).update(revoked_at=now)


def find(plain: str, now: datetime) -> ApiKey | None:
    """In: what a program sent. Out: its key with client and club, or None for one that is no key, unknown, wrong,
    revoked or expired: a caller learns no more than that."""
    parts = _SHAPE.fullmatch(plain)
    if parts is None or not hmac.compare_digest(_checksum(parts[1], parts[2]), parts[3]):
        return None
    key = ApiKey.objects.select_related("client__club").filter(id=parts[1]).first()
    kept = bytes(key.secret_sha256) if key else bytes(32)
    right = hmac.compare_digest(_hash(parts[2]), kept)
    if key is None or not right or key.revoked_at is not None:
        return None
    return None if key.expires_at is not None and key.expires_at <= now else key


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _hash(secret: str) -> bytes:
    """The secret is random and long, so that a plain hash is enough."""
    return sha256(secret.encode()).digest()


def _checksum(id: str, secret: str) -> str:
    value, letters = zlib.crc32(f"{id}_{secret}".encode()), ""
    for _ in range(_CHECKSUM):
        value, place = divmod(value, len(_ALPHABET))
        letters += _ALPHABET[place]
    return letters
