from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.doors.api.calling import Program, code_of
from tests.people import NOON
from vafa.base import api_keys
from vafa.base.models import ApiKey

DAY = timedelta(days=1)


@pytest.fixture
def issued(program):
    return program.key, program.plain


def test_a_key_is_found_by_its_plain_text_and_kept_as_a_hash(issued):
    key, plain = issued
    found = api_keys.find(plain, NOON)
    assert found == key
    secret = plain.split("_")[3]
    assert secret[:32] not in str(ApiKey.objects.values())
    assert len(bytes(ApiKey.objects.get().secret_sha256)) == 32


def test_a_wrong_checksum_is_refused_without_asking_the_database(issued, django_assert_num_queries):
    _, plain = issued
    other = plain[:-1] + ("A" if plain[-1] != "A" else "B")
    with django_assert_num_queries(0):
        assert [api_keys.find(text, NOON) for text in (other, plain[:-1], "", "vafa_sk_", plain + "\n")] == [None] * 5


def test_a_wrong_secret_with_a_right_checksum_is_refused(issued):
    key, _ = issued
    secret = "x" * 32
    assert api_keys.find(f"vafa_sk_{key.id}_{secret}{api_keys._checksum(key.id, secret)}", NOON) is None


def test_revoked_and_expired_keys_are_refused(program):
    api_keys.revoke(key=program.key, now=NOON)
    assert api_keys.find(program.plain, NOON) is None
    _, plain = api_keys.issue(client=program.client, scopes=["quotes"], now=NOON, expires_at=NOON + DAY)
    assert api_keys.find(plain, NOON + DAY - timedelta(seconds=1)) is not None
    assert api_keys.find(plain, NOON + DAY) is None


def test_rotation_gives_the_same_rights_and_lets_both_work_for_a_day(program):
    successor, plain = api_keys.rotate(key=program.key, now=NOON)
    assert (successor.scopes, successor.client_id) == (program.key.scopes, program.client.id)
    working = [api_keys.find(text, NOON + DAY) is not None for text in (program.plain, plain)]
    assert working == [False, True]
    assert api_keys.find(program.plain, NOON + DAY / 2) is not None


def test_references_live_on_over_rotation(cast, program):
    program.buys("sara", 6400, reference="A1")
    _, program.plain = api_keys.rotate(key=program.key, now=NOON)
    again = program.buys("sara", 6400, reference="A1")
    assert (again.status_code, again["Idempotent-Replayed"], cast.active("sara")) == (200, "true", 640)


def test_an_unknown_scope_is_refused(program):
    with pytest.raises(api_keys.UnknownScope):
        api_keys.issue(client=program.client, scopes=["everything"], now=NOON)


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Token vafa_sk_x"])
def test_without_a_key_nothing_is_answered(program, header):
    response = program.get("/me", Authorization=header)
    assert code_of(response) == (401, "key_missing")
    assert response["WWW-Authenticate"] == 'Bearer realm="vafa"'


@pytest.mark.parametrize("plain", ["x", "vafa_sk_000000000000_" + "0" * 38, "é", "vafa_sk_ \x7f"])
def test_a_key_that_is_none_is_refused(program, plain):
    assert code_of(program.get("/me", Authorization=f"Bearer {plain}")) == (401, "key_refused")


def test_a_missing_scope_is_named(cast):
    response = Program(cast, "units:read").buys("sara", 100)
    assert code_of(response) == (403, "scope_missing")
    assert response.json()["data"] == {"scope": "activities:write"}
    assert "activities:write" in response.json()["detail"]


def test_a_key_tells_what_it_is(cast):
    program = Program(cast, "quotes", store_id=cast.house.stores["centre"].id)
    told = program.get("/me").json()
    assert (told["scopes"], told["store"], told["club"], told["key"]) == (
        ["quotes"],
        "centre",
        "narvan",
        program.key.id,
    )
    assert program.plain.split("_")[3] not in str(told)


def test_the_headers_say_how_fast_a_program_may_go_on(program):
    response = program.get("/me")
    assert response["RateLimit-Policy"] == '"client";q=6000;w=60'
    assert response["RateLimit"] == '"client";r=5999;t=1'


def test_too_many_requests_are_told_when_to_come_again(program, monkeypatch):
    monkeypatch.setattr(django_settings, "REQUESTS_A_MINUTE", 2)
    assert [program.get("/me").status_code for _ in range(2)] == [200, 200]
    response = program.get("/me")
    assert code_of(response) == (429, "too_many_requests")
    assert 28 <= int(response["Retry-After"]) <= 30
    assert response["RateLimit"].startswith('"client";r=0;')
    assert Program(program.cast, "quotes").get("/me").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_an_address_that_is_none_is_answered_in_the_api_s_own_form(db, method):
    """A program has no cookie and no token against forged forms, whatever it asks for."""
    answered = Client(enforce_csrf_checks=True).generic(method, "/api/v1/checkouts/é\n/release")
    assert (answered.status_code, answered["Content-Type"]) == (404, "application/problem+json")
