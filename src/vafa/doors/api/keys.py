"""Bearer keys, judged by the one table of permissions."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from vafa.base import api_keys, clock
from vafa.base.models import ApiKey
from vafa.doors.api import pace
from vafa.doors.api.caller import Caller, called_by
from vafa.doors.api.errors import KeyMissing, KeyRefused, ScopeMissing, TooManyRequests
from vafa.doors.look.permission_table import ANY_KEY, TABLE, scope


class Bearer(HttpBearer):
    """Judges the key of a request to one route."""

    def __init__(self, route: str) -> None:
        super().__init__()
        self.wanted = TABLE[route]

    def __call__(self, request: HttpRequest) -> Caller:
        scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
        if not plain or scheme.lower() != "bearer":
            raise KeyMissing
        return self.authenticate(request, plain.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        key = self.find(token)
        if key is None:
            raise KeyRefused
        caller = called_by(key)
        request.caller = caller  # type: ignore[attr-defined]  # for the words of a refusal
        request.pace = pace.take(key.client_id)  # type: ignore[attr-defined]  # for the headers of the answer
        if not request.pace.allowed:  # type: ignore[attr-defined]
            raise TooManyRequests(seconds=request.pace.retry_in_s)  # type: ignore[attr-defined]
        if self.wanted != ANY_KEY and self.wanted.isdisjoint(map(scope_row, key.scopes)):
            raise ScopeMissing(scope=scope_name(self.wanted))
        return caller

    def find(self, token: str) -> ApiKey | None:
        return api_keys.find(token, clock.now())


def scope_row(name: str) -> str:
    (row,) = scope(name)
    return row


def scope_name(wanted: frozenset[str]) -> str:
    return ", ".join(sorted(row.removeprefix("scope ") for row in wanted))
