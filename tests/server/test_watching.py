"""/health, /metrics and the pages that Django answers by itself."""

import pytest
from django.db import connection
from django.test import Client

from tests.doors.api.calling import Program, standing_cast
from vafa.base.api_keys import SCOPES
from vafa.base.clock import now
from vafa.base.models import Outbox
from vafa.server import figures, working
from vafa.server.models import Heard

pytestmark = pytest.mark.django_db


def value(text, name):
    (line,) = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(line.split()[-1])


def test_ready_waits_for_the_worker(client):
    waiting = client.get("/health/ready")
    assert (waiting.status_code, waiting.json()["waiting_for"]) == (503, ["worker"])
    working.heard()
    assert client.get("/health/ready").json() == {"status": "ready", "waiting_for": []}
    Heard.objects.update(at=now() - working.LATELY)
    assert client.get("/health/ready").json()["waiting_for"] == ["worker"]


def test_ready_waits_for_room(client, monkeypatch):
    working.heard()
    monkeypatch.setattr(figures, "ROOM_NEEDED", 1 << 60)
    assert client.get("/health/ready").json()["waiting_for"] == ["disk"]


def test_figures_are_for_this_machine_alone_or_who_has_the_token(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    settings.SECURE = True
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a token for the figures"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    right = client.get(
        "/metrics", headers={"Authorization": "Bearer a token for the figures"}, REMOTE_ADDR="203.0.113.9"
    )
    assert (right.status_code, right["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")


def test_figures_tell_the_state(client):
    cast = standing_cast()
    cast.buys("sara", 1000)
    cast.buys("sara", 1000)
    cast.does("sara", "visit")
    working.heard()
    before = client.get("/metrics").content.decode()
    assert value(before, "vafa_outbox_events") == Outbox.objects.count()
    assert value(before, 'vafa_activities{kind="purchase"}') == 2
    assert value(before, 'vafa_activities{kind="visit"}') == 1
    assert value(before, 'vafa_jobs{state="failed"}') == 0
    assert value(before, "vafa_database_up") == 1
    assert value(before, "vafa_database_bytes") > 100_000
    assert value(before, f'vafa_version{{version="{figures.version()}"}}') == 1


def test_requests_are_counted_by_route_and_class(client):
    program = Program(standing_cast(), *SCOPES)
    program.get("/me")
    name = 'vafa_requests_total{route="api:me",status="2xx"}'
    before = value(client.get("/metrics").content.decode(), name)
    program.get("/me")
    program.get("/me")
    text = client.get("/metrics").content.decode()
    assert value(text, name) == before + 2
    assert value(text, 'vafa_request_seconds_count{route="api:me"}') >= before + 2


@pytest.mark.parametrize(
    ("path", "kind"), [("/accounts/login/", "text/html"), ("/api/v1/me", "application/problem+json")]
)
def test_a_wrong_host_is_answered_in_our_own_words(client, path, kind):
    answered = client.get(path, headers={"Host": "evil.example", "Accept-Language": "en"})
    assert answered.status_code == 400
    assert answered["Content-Type"].startswith(kind)
    text = answered.content.decode()
    assert "does not go by that name" in text
    assert "evil.example" not in text


def test_a_fault_of_ours_names_the_request():
    browser = Client(raise_request_exception=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE base_staff RENAME TO base_staff_gone")
    from vafa.base.models import User

    user = User.objects.create(email="x@example.org", name="x", created_at=now())
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.get("/console/")
    assert page.status_code == 500
    assert page["X-Request-ID"] in page.content.decode()
