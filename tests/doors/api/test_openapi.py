"""The OpenAPI document is right, and changes to it are seen: `UPDATE_SNAPSHOTS=1` writes openapi.json anew."""

import json
import os
import re
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.doors.api.calling import all_scopes, standing_cast
from vafa.activities.shapes import Line, Purchase
from vafa.doors.api.document import document
from vafa.doors.api.urls import urlpatterns
from vafa.doors.look.permission_table import PUBLIC, TABLE

SNAPSHOT = Path(__file__).parent / "openapi.json"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


def operations():
    return [each for methods in document()["paths"].values() for each in methods.values()]


def test_the_document_is_valid_and_served():
    served = Client().get("/api/openapi.json")
    assert (served.status_code, served["Content-Type"]) == (200, "application/json")
    validate(served.json())
    assert served.json()["openapi"] == "3.1.0"


def test_the_document_is_the_one_we_know():
    text = json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


def test_every_route_with_a_key_is_in_the_document():
    named = {each.name for each in urlpatterns if TABLE[f"api:{each.name}"] != PUBLIC}
    assert {each["operationId"] for each in operations()} == named
    assert all(each["security"] == [{"Bearer": []}] and each["summary"] for each in operations())


def test_shapes_are_those_that_decode():
    schemas = document()["components"]["schemas"]
    assert set(schemas["Line"]["properties"]) == set(Line.__struct_fields__)
    assert set(schemas["Purchase"]["properties"]) == {*Purchase.__struct_fields__, "type"}
    assert schemas["Purchase"]["additionalProperties"] is False


@pytest.mark.parametrize("language", ["fa", "en"])
def test_people_read_a_page_that_asks_nobody_else(client, language):
    response = client.get("/api/", {"lang": language})
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert all(f"<code>{method}" in html for method in ("GET", "POST", "PATCH", "DELETE"))
    assert 'id="unknown_card"' in html and "/api/v1/activities/batch" in html
    assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []


SETTINGS = hypothesis.settings(
    max_examples=10, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip


@pytest.fixture
def one_connection(db):
    """The handler of a server closes its connection between requests; here they share the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def schema():
    found = schemathesis.openapi.from_dict(document())
    found.app = get_wsgi_application()
    found.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    return found


def aimed(case, cast):
    """The same case about a member that is there, so that it goes all the way."""
    member = str(cast.members["sara"])
    if case.path_parameters:
        case.path_parameters = {**case.path_parameters, "member": member}
    bodies = [case.body, *(case.body.get("items") or [])] if isinstance(case.body, dict) else []
    for body in bodies:
        if isinstance(body, dict) and "reference" in body:
            body.pop("card", None)
            body |= {"member": member, "unit": "points"} if "unit" in body else {"member": member}
            body |= {"happened_at": "2026-06-01T11:00:00Z"} if "happened_at" in body else {}
            body |= {"currency": "IRR"} if "currency" in body else {}
            body |= {"store": "centre"} if "store" in body else {}
    return case


@pytest.mark.parametrize("operation", [each["operationId"] for each in operations()])
def test_no_data_breaks_an_operation(one_connection, operation):
    """Right and wrong data of every kind: problems are answered in their form, and nothing is a fault of ours."""
    cast = standing_cast()
    headers = {"Authorization": f"Bearer {all_scopes(cast).plain}"}
    made = (each.ok() for each in schema().get_all_operations())
    found = next(each for each in made if each.definition.raw["operationId"] == operation)
    right = found.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = found.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    answers = []

    @SETTINGS
    @hypothesis.given(right | right.map(lambda case: aimed(case, cast)) | wrong)
    def run(case):
        response = case.call(headers=headers)
        answers.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    run()
    assert answers
