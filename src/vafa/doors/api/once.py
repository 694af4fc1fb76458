"""A verb without references of its own, done once for each reference of a client."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from vafa.activities.errors import ReferenceMissing
from vafa.base import references
from vafa.base.errors import ReferenceConflict, Refusal
from vafa.doors.api.caller import Caller


def idempotency_key(request: HttpRequest) -> str:
    """The header's value, bare or as the quoted string of the draft."""
    return request.headers.get("Idempotency-Key", "").strip().removeprefix('"').removesuffix('"')


def once(caller: Caller, reference: str, content: Any, act: Callable[[], UUID]) -> tuple[UUID, bool]:
    """In: a reference, what it stands for, and the verb. Out: the id that came of it, and whether it did before."""
    if not reference.strip() or len(reference) > 120:
        raise ReferenceMissing(reference=reference[:120])
    digest = references.content_hash(content)
    try:
        with transaction.atomic():
            if seen := _seen(caller, reference, digest):
                return seen, True
            made = act()
            row = (caller.source_name, reference, digest, None, made)
            references.book(caller.club.id, [row], caller.now)
            return made, False
    except (Refusal, IntegrityError):
        # a twin may have been faster, and made what the verb now refuses
        if seen := _seen(caller, reference, digest):
            return seen, True
        raise


def _seen(caller: Caller, reference: str, digest: bytes) -> UUID | None:
    key = caller.source_name, reference
    known = references.look_up(caller.club.id, [key]).get(key)
    if known is None:
        return None
    if known.content_sha256 != digest:
        raise ReferenceConflict(reference=reference, differs=["content"])
    return known.outcome_id
