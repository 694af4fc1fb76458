"""A program of a club with its key, talking to the API through Django's test client."""

import json
from uuid import uuid4

from django.test import Client

from tests.people import NOON, PHONES, make_cast
from vafa.base.api_keys import SCOPES, issue
from vafa.base.models import ApiClient


class Program:
    def __init__(self, cast, *scopes, store_id=None, client=None):
        self.cast = cast
        self.client = client or ApiClient.objects.create(club=cast.club, name="till")
        self.key, self.plain = issue(client=self.client, scopes=scopes, store_id=store_id, now=NOON)
        self.http = Client()

    def call(self, method, path, body=None, *, raw=None, content_type="application/json", language="en", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"Authorization": f"Bearer {self.plain}", "Accept-Language": language} | named
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.http.generic(method, f"/api/v1{path}", content, content_type=content_type, headers=named)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def buys(self, who, *amounts, reference="", **facts):
        lines = [{"amount_minor": each} if isinstance(each, int) else each for each in amounts]
        return self.post("/activities", purchase(who, lines, reference or str(uuid4()), **facts))

    def adjusts(self, member, units, reference="A", **facts):
        body = {"member": str(member), "unit": "points", "units": units, "reason": "said sorry", "reference": reference}
        return self.post("/adjustments", body | facts)


def purchase(who, lines, reference="R1", **facts):
    return {"type": "purchase", "reference": reference, "card": PHONES.get(who, who), "lines": lines} | facts


def standing_cast(rules=None, **facts):
    """A club that stands still at NOON, so that the API's present is the cast's."""
    return make_cast(rules, stands_at=NOON, is_demo=True, **facts)


def all_scopes(cast):
    return Program(cast, *SCOPES)


def code_of(response):
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    return response.status_code, problem["code"]
