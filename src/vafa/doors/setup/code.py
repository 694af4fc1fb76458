"""The set-up code: who has it may open the first club. Kept in the data folder, readable by its owner alone, and dead
once a club exists, so that a stranger who finds a fresh installation cannot claim it."""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from vafa.base.models import Club

WRONG_MOST, WRONG_SECONDS = 10, 300
_BYTES = 16


def needed() -> bool:
    """Is this an installation without a club? A demo makes its own."""
    return not settings.DEMO and not Club.objects.exists()


def set_up_link(host: str, port: int) -> str | None:
    """In: where the server listens. Out: the whole link that opens the first club; None where there is one."""
    if not needed():
        return None
    named = "127.0.0.1" if host in {"0.0.0.0", "", "::"} else host
    own = f"[{named}]" if ":" in named else named
    base = settings.URL or f"http://{own}:{port}"
    return f"{base}{reverse('setup:first_run')}?code={present()}"


def present() -> str:
    """The code of this installation, made at first need."""
    path = _path()
    if not path.exists():
        own = path.with_name(f"{path.name}.{secrets.token_hex(_BYTES)}")
        with os.fdopen(os.open(own, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(_BYTES))
        with suppress(FileExistsError):
            os.link(own, path)  # whole at once: another process or thread may be reading
        own.unlink()
    return path.read_text()


def is_right(given: str) -> bool:
    return hmac.compare_digest(given.strip().encode(), present().encode())


def fingerprint() -> str:
    """What a session keeps of the code it came with: another code ends the session's right."""
    return sha256(present().encode()).hexdigest()


def forget() -> None:
    _path().unlink(missing_ok=True)


def too_many(address: str) -> bool:
    """Has this address tried too often? Then the right code is not heard either, for some minutes."""
    tries: int = cache.get(_key(address), 0)
    return tries >= WRONG_MOST


def count_wrong(address: str) -> None:
    cache.add(_key(address), 0, WRONG_SECONDS)
    with suppress(ValueError):  # it ran out in between
        cache.incr(_key(address))


def _key(address: str) -> str:
    return f"set-up-code-wrong:{address}"


def _path() -> Path:
    return Path(settings.DATA) / "set-up-code"
