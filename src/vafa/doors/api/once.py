"""What a client asks twice is done once: by the references of the verb itself, or by ours where it has none."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from msgspec import Struct

from vafa.activities.actions.checking import check_reference
from vafa.activities.errors import ReferenceMissing
from vafa.base import references
from vafa.base.errors import ReferenceConflict, Refusal
from vafa.doors.api import bodies
from vafa.doors.api.caller import Caller

REPLAYED = {"Idempotent-Replayed": "true"}
S = TypeVar("S", bound=Struct)


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


def referenced(request: HttpRequest, kind: type[S]) -> S:
    """The body, with its reference from the header where it has none."""
    plain = bodies.read(request)
    if isinstance(plain, dict) and "reference" in kind.__struct_fields__ and not plain.get("reference"):
        plain = plain | {"reference": idempotency_key(request)}
    made = bodies.shaped(plain, kind)
    if "reference" in kind.__struct_fields__:
        check_reference(made.reference)  # type: ignore[attr-defined]
    return made


def replayable(caller: Caller, reference: str, act: Callable[[], Any]) -> tuple[Any, int, dict[str, str]]:
    """Out: what came of it, 201 or 200 where it had been done before, and the header that says so."""
    key = caller.source_name, reference
    seen = references.look_up(caller.club.id, [key])
    made = act()
    return (made, 200, REPLAYED) if seen else (made, 201, {})
