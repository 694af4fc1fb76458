"""Whatever goes wrong under /api/ is answered in one form."""

import json
import logging

import pytest
from django.utils import translation

from tests.doors.api.calling import code_of, purchase
from vafa.base.errors import Refusal
from vafa.doors.api import club
from vafa.doors.api.answers import problem_of
from vafa.doors.api.problems import PROBLEMS, TITLES


def test_every_status_has_a_title():
    assert {row.status for row in PROBLEMS.values()} <= set(TITLES)


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("code", PROBLEMS)
def test_a_sentence_says_what_to_do(code, language):
    with translation.override(language):
        sentence = str(PROBLEMS[code].sentence)
    assert sentence.endswith(".")
    assert len(sentence.split(". ")) + sum(sentence.count(mark) for mark in ":,،؛") >= 2


def test_a_problem_has_the_fields_of_the_rfc_and_ours(program):
    problem = program.buys("sara", 100, store="nowhere").json()
    assert problem == {
        "type": "/api/#unknown_store", "title": "Cannot be accepted", "status": 422, "code": "unknown_store",
        "detail": "The club has no store nowhere. Use the code that the club gave it.", "data": {"store": "nowhere"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/nothing", "", "/members/17", "/activities/", "/members/x/units", "/..%2f", "/é", "/a%0Ab"]
)
def test_an_unknown_address_is_a_problem(program, path):
    assert code_of(program.get(path)) == (404, "not_found")


def test_an_unknown_address_needs_no_key_and_no_version(client):
    assert code_of(client.post("/api/v2/activities")) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/activities", "POST"),
        ("PUT", "/members", "GET, POST"),
        ("POST", "/me", "GET"),
        ("OPTIONS", "/me", "GET"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(program, method, path, allowed):
    response = program.call(method, path)
    assert code_of(response) == (405, "method_not_allowed")
    assert response["Allow"] == allowed


BROKEN = [
    b" ", b"{", b"nonsense", b"\xff\xfe", b'{"a":1}x', b"[" * 60_000, b'"\\ud800"', b"\xef\xbb\xbf{}", b"1" * 5000,
    b"NaN",
]  # fmt: skip


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_body_is_a_problem(program, raw):
    assert code_of(program.post("/activities", raw=raw)) == (400, "broken_json")


@pytest.mark.parametrize("raw", [b"17", b"null", b'"x"', b"[]", b"{}", b"true", b"1e5"])
def test_json_of_another_shape_is_a_problem(program, raw):
    assert code_of(program.post("/activities", raw=raw))[0] in {400, 422}


def test_deep_json_is_no_fault_of_ours(program):
    deep = b'{"reference":"A","type":"purchase","lines":' + b"[" * 900 + b"]" * 900 + b"}"
    assert code_of(program.post("/activities", raw=deep))[0] in {400, 422}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_another_content_type_is_told_the_right_one(program, content_type):
    response = program.post("/activities", raw=b"{}", content_type=content_type)
    assert code_of(response) == (415, "wrong_content_type")


def test_too_large_a_body_is_refused_before_it_is_read(program):
    assert code_of(program.post("/activities", raw=b" " * 65_537)) == (413, "body_too_large")
    small = json.dumps(purchase("sara", [{"amount_minor": 100}])).encode()
    assert program.post("/activities", raw=small + b" " * (65_536 - len(small))).status_code == 201
    assert code_of(program.post("/activities/batch", raw=b"{}" + b" " * 70_000)) == (422, "malformed")
    assert code_of(program.post("/activities/batch", raw=b" " * (16 * 1024 * 1024 + 1))) == (413, "body_too_large")


def test_a_fault_of_ours_is_a_problem_and_logged_without_secrets(program, monkeypatch, caplog):
    def broken(*arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(club, "in_force", broken)
    logger = logging.getLogger("vafa.api")
    with caplog.at_level(logging.ERROR, logger=logger.name):
        assert code_of(program.get("/programme")) == (500, "unexpected")
    assert "api:programme broke" in caplog.text and "ZeroDivisionError" in caplog.text
    assert program.plain not in caplog.text


def test_digits_are_those_of_the_reader(program):
    response = program.post("/activities/batch", {"items": [1] * 10_001}, language="fa")
    assert response["Content-Language"] == "fa"
    assert "۱۰٬۰۰۱" in response.json()["detail"]
    assert "10,001" in program.post("/activities/batch", {"items": [1] * 10_001}).json()["detail"]


def test_a_code_without_a_row_is_a_fault():
    class Forgotten(Refusal):
        code = "forgotten"

    with pytest.raises(KeyError):
        problem_of(Forgotten())
