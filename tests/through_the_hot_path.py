"""The way of a till: what the cast records goes over the API's hot path, and comes back as tests know it."""

from contextlib import contextmanager

import msgspec
import pytest
from django.http.request import HttpHeaders

from tests.people import TILL, Cast, recorded_by
from vafa.activities.shapes import Outcome
from vafa.base.api_keys import SCOPES, issue
from vafa.base.errors import refusal_named
from vafa.base.models import ApiClient, Club
from vafa.doors.api import hot, pace
from vafa.doors.api.caller import Caller


def record(cast: Cast, items) -> list[Outcome]:
    """The club stands still at the cast's instant, so that the door reads the same time."""
    Club.objects.filter(id=cast.club.id).update(is_demo=True, stands_at=cast.now)
    hot.forget_keys()
    pace.forget()
    key = _key(cast.club, cast.now)
    answers = hot.write([_request(key, item) for item in items])
    return [_outcome(item, answer) for item, answer in zip(items, answers, strict=True)]


def _key(club, now):
    client = ApiClient.objects.filter(club=club, name="till").first() or ApiClient.objects.create(
        club=club, name="till"
    )
    return issue(client=client, scopes=SCOPES, now=now)[1]


def _request(key, item):
    body = msgspec.json.encode(item)
    named = {"HTTP_AUTHORIZATION": f"Bearer {key}", "CONTENT_TYPE": "application/json"}
    return hot.HotRequest("record", {}, HttpHeaders(named), body, "en", META={"CONTENT_LENGTH": str(len(body))})


def _outcome(item, answer):
    assert answer is not None, "it was left to Django's handler"
    told = msgspec.json.decode(answer.content)
    if answer.status_code >= 400:
        return Outcome(reference=item.reference, status="refused", refusal=refusal_named(told["code"], told["data"]))
    told.pop("problem", None)
    return msgspec.convert(told, Outcome)


@contextmanager
def way():
    """What a till tells goes this way; its references stand under the till's own name, as tests ask for them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Caller, "source_name", TILL.name)
        recorded_by.append(record)
        try:
            yield
        finally:
            recorded_by.pop()
            hot.forget_keys()
