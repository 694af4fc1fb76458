"""The calls that a till waits for, many at once: what arrives while one batch commits is written with the next.

They are the API's own operations. A request comes here before Django's handler (`server/front.py`), is judged by the
same key and answered by the same view; receipts and redemptions are gathered further, into one call of their action.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import translation

from vafa.base import api_keys, clock
from vafa.base.errors import Refusal
from vafa.base.models import ApiKey
from vafa.doors.api import activities, items, spending, units
from vafa.doors.api.answers import refuse
from vafa.doors.api.caller import Caller
from vafa.doors.api.keys import Bearer
from vafa.doors.api.once import idempotency_key
from vafa.doors.api.urls import finished

log = logging.getLogger("vafa.api")

KEY_KEPT_S: Final = 1.0
"""How long a key is believed without asking the database again: a revoked one may write for so long."""
KEYS_KEPT: Final = 10_000
LOCK_WAIT_MS: Final = 200
"""A batch waits so long for a lock; then each goes by itself, and who needs it waits for it in Django's handler."""

View = Callable[..., HttpResponse]
VERBS: Final[dict[str, View]] = {
    "record": activities.record, "redeem": spending.redeem, "hold": spending.hold, "capture": spending.capture,
    "release": spending.release, "units": units.units,
}  # fmt: skip


class Gathered(NamedTuple):
    """A verb that takes a whole batch: how a body is read, what is done with all of them, how each is told of it."""

    read: Callable[[Any], Any]
    act: Callable[[Caller, dict[int, Any]], dict[int, Any]]
    told: Callable[[Any, Caller, Any], HttpResponse]


GATHERED: Final = {
    "record": Gathered(
        lambda request: items.item_in(request, idempotency_key(request)), items.booked_together, activities.told
    ),
    "redeem": Gathered(spending.redeem_in, spending.redeemed_together, spending.redemption_told),
}
READS: Final = frozenset({"units"})
"""What changes nothing waits for no writer: a thread of its own answers it."""
_ROUTES: Final = {"/api/v1/activities": "record", "/api/v1/redemptions": "redeem", "/api/v1/checkouts": "hold"}
_OF_CHECKOUT: Final = re.compile(r"/api/v1/checkouts/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(capture|release)")


_UNITS_OF: Final = re.compile(r"/api/v1/members/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/units")


def verb_of(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """Out: the name of a hot operation and what its path says; None for every other request."""
    if method == "GET" and (found := _UNITS_OF.fullmatch(path)):
        return "units", {"member": UUID(found[1])}
    if method != "POST":
        return None
    if verb := _ROUTES.get(path):
        return verb, {}
    found = _OF_CHECKOUT.fullmatch(path)
    return (found[2], {"checkout": UUID(found[1])}) if found else None


def takes_its_time(verb: str, body: bytes) -> bool:
    """A member's PIN is slow to check, by design: the others do not wait for it."""
    return verb in {"redeem", "hold"} and b'"proof"' in body


@dataclass(slots=True)
class HotRequest:
    """As much of a request as the operations ask of one."""

    verb: str
    named: dict[str, Any]
    headers: Mapping[str, str]
    body: bytes
    language: str
    auth: Any = None
    caller: Caller | None = None
    pace: Any = None
    META: dict[str, str] = field(default_factory=dict)
    broke: Exception | None = None
    """Why there is no answer."""
    _unread: BytesIO | None = None

    @property
    def method(self) -> str:
        return "GET" if self.verb in READS else "POST"

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def read(self, size: int) -> bytes:
        if self._unread is None:
            self._unread = BytesIO(self.body)
        return self._unread.read(size)


def write(requests: list[HotRequest]) -> list[HttpResponse | None]:
    """In: a batch. Out: by place its answer; None where something broke that Django's own handler should tell of: it
    asks again, and references make that safe."""
    answers = _at_the_door(requests)
    let_in: dict[tuple[Any, ...], list[int]] = {}
    for place, request in enumerate(requests):
        if answers[place] is None and request.caller is not None:
            key = request.caller.key
            verb = request.verb if request.verb in GATHERED else ""
            let_in.setdefault((verb, key.client_id, key.store_id), []).append(place)
    for (verb, *_), places in let_in.items():
        of_group = [requests[place] for place in places]
        done = _together(verb, of_group) if verb else _one_by_one(of_group)
        for place, response in zip(places, done, strict=True):
            answers[place] = response
    return [response and finished(request, response) for request, response in zip(requests, answers, strict=True)]


def read(requests: list[HotRequest]) -> list[HttpResponse | None]:
    """In: requests that change nothing. Out: as of `write`."""
    answers = _at_the_door(requests)
    for place, request in enumerate(requests):
        if answers[place] is None and request.caller is not None:
            answers[place] = _seen(request, breaks=False)
    return [response and finished(request, response) for request, response in zip(requests, answers, strict=True)]


def _at_the_door(requests: list[HotRequest]) -> list[HttpResponse | None]:
    """Out: by place why a request is not let in; None for those that are, who have a caller now, and for those whose
    judging broke, who have none."""
    _mend_connection()
    answers: list[HttpResponse | None] = [None] * len(requests)
    for language, places in _by_language(requests).items():
        with translation.override(language):
            for place in places:
                answers[place] = _guarded(requests[place], _let_in)
    return answers


def _mend_connection() -> None:
    """This thread keeps its connection, and only a broken one is opened anew. On PostgreSQL it waits for nobody's lock
    for long: whoever holds one member must not hold up all of them."""
    if connection.connection is not None and connection.errors_occurred and not connection.is_usable():
        connection.close()
    connection.errors_occurred = False
    if connection.connection is None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_WAIT_MS}ms"])


def _let_in(request: HotRequest) -> HttpResponse | None:
    """By the very judge of the route, with a key that may be known already."""
    request.auth = _JUDGES[request.verb](request)  # type: ignore[arg-type]
    return None


def _guarded(request: HotRequest, view: Callable[[HotRequest], HttpResponse | None]) -> HttpResponse | None:
    try:
        return view(request)
    except Refusal as refusal:
        return refuse(request, refusal)  # type: ignore[arg-type]
    except Exception as error:
        request.broke = error
        return None


def _together(verb: str, requests: list[HotRequest]) -> list[HttpResponse | None]:
    """What one program asks of one verb, in one call of the ordinary action."""
    gathered = GATHERED[verb]
    answers: list[HttpResponse | None] = [None] * len(requests)
    good: dict[int, Any] = {}
    by_language = _by_language(requests)
    for language, places in by_language.items():
        with translation.override(language):
            for place in places:
                request: Any = requests[place]
                try:
                    good[place] = gathered.read(request)
                except Refusal as refusal:
                    answers[place] = refuse(request, refusal)
    if not good:
        return answers
    caller = requests[next(iter(good))].caller
    assert caller is not None
    try:
        outcomes = gathered.act(caller, dict(sorted(good.items())))
    except Exception:
        # one of them breaks it, or the database does: each by itself, so that it breaks alone
        log.warning("a batch of %d of %s broke and is written one by one", len(good), verb, exc_info=True)
        return _one_by_one(requests)
    for language, places in by_language.items():
        with translation.override(language):
            for place in outcomes.keys() & places:
                answers[place] = gathered.told(requests[place], caller, outcomes[place])
    return answers


def _by_language(requests: list[HotRequest]) -> dict[str, list[int]]:
    """By language the places of its readers: to change it for each costs more than to read a body."""
    places: dict[str, list[int]] = {}
    for place, request in enumerate(requests):
        places.setdefault(request.language, []).append(place)
    return places


def _one_by_one(requests: list[HotRequest]) -> list[HttpResponse | None]:
    """Every verb by itself within one commit; where that cannot be, every verb with its own."""
    try:
        with transaction.atomic():
            return [_seen(request, breaks=True) for request in requests]
    except Exception:
        log.warning("a commit of %d calls broke; each gets its own", len(requests), exc_info=True)
        return [_seen(request, breaks=False) for request in requests]


def _seen(request: HotRequest, *, breaks: bool) -> HttpResponse | None:
    request._unread = None
    view = VERBS[request.verb]
    with translation.override(request.language):
        if not breaks:
            return _guarded(request, lambda asked: view(asked, **asked.named))
        try:
            return view(request, **request.named)
        except Refusal as refusal:
            return refuse(request, refusal)  # type: ignore[arg-type]


class _Known(Bearer):
    def find(self, token: str) -> ApiKey | None:
        now = time.monotonic()
        kept = _keys.get(token)
        if kept is None or now - kept[0] > KEY_KEPT_S:
            if len(_keys) >= KEYS_KEPT:
                _keys.clear()
            kept = _keys[token] = (now, api_keys.find(token, clock.now()))
        key = kept[1]
        return None if key is None or (key.expires_at and key.expires_at <= clock.now()) else key


_JUDGES: Final = {verb: _Known(f"api:{verb}") for verb in VERBS}
_keys: dict[str, tuple[float, ApiKey | None]] = {}


def forget_keys() -> None:
    """Every key is asked for again."""
    _keys.clear()
