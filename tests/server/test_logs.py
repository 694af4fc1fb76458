"""The log: one JSON object a line, and nothing in it about a person, whatever was sent and however it failed."""

import json
import logging
import sqlite3

import pytest

from tests.server.conftest import only_sqlite
from vafa.server.logs import Json, Plain, error_of

PHONE, CARD, MAIL, NAME = "09121110001", "6037991234567890", "sara@narvan.ir", "Sarvenaz"
TOKEN, COOKIE = "vafa_sk_thisisasecret_abcdefghijklmnop", "sessionsecretvalue"
PRIVATE = (PHONE, "9121110001", CARD, MAIL, NAME, TOKEN, COOKIE, "thisisasecret")


def private_requests(server, key):
    """Everything private in every place a request has."""
    headers = {"Cookie": f"sessionid={COOKIE}", "Referer": f"https://x.example/?phone={PHONE}", "User-Agent": NAME}
    server.get(f"/nothing/{PHONE}?card={CARD}&email={MAIL}", **headers)
    server.get(f"/console/welcome/00000000-0000-0000-0000-000000000007/{TOKEN}/?name={NAME}", **headers)
    server.get(f"/api/v1/members?card={PHONE}", Authorization=f"Bearer {TOKEN}")
    server.get(f"/api/v1/members?card={PHONE}", Authorization=f"Bearer {key}", **headers)
    server.get("/", Host=f"{NAME}.example")
    server.get(f"/static/{PHONE}.css")
    server.ask("POST", f"/accounts/login/?next={PHONE}", f"login={MAIL}&password={TOKEN}".encode(), headers)
    server.ask("BREW", f"/api/{CARD}", b"{", headers)
    server.get("/health/live", **{"X-Request-ID": PHONE})
    return server.buys("R-private", card=PHONE)


@only_sqlite
def test_nothing_private_is_logged_whatever_is_sent(copied):
    here = copied()
    with here.serving("--no-worker") as server:
        assert private_requests(server, here.key)[0] == 201
        break_the_database(here)
        for status in (private_requests(server, here.key)[0], server.get("/accounts/login/?next=" + PHONE)[0]):
            assert status in {200, 500}
        server.buys("R-broken", card=CARD)
        assert server.stop() == 0
        lines = server.lines
        assert len(lines) == len([line for line in server.log.splitlines() if line.strip()])
        routes = {line.get("route") for line in lines}
        assert {"unmatched", "api:record", "console:set_password", "account_login"} <= routes
        assert any(line.get("status") == 500 for line in lines)
        assert any(line["logger"] == "vafa.api" and "error" in line for line in lines)
        assert [each for each in PRIVATE if each in server.log] == []


def break_the_database(here):
    with sqlite3.connect(here.file) as connection:
        for table in ("members_cardlookup", "base_staff"):
            connection.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")


@only_sqlite
def test_a_line_names_the_route_the_status_and_the_club(copied):
    here = copied()
    with here.serving("--no-worker") as server:
        status, headers, _text = server.buys("one")
        assert status == 201
        server.stop()
        (line,) = [line for line in server.lines if line.get("route") == "api:record"]
    assert set(line) == {"time", "level", "logger", "message", "request", "route", "method", "status", "ms", "club"}
    assert (line["level"], line["logger"], line["method"], line["status"]) == ("info", "vafa.request", "POST", 201)
    assert line["request"] == headers["X-Request-ID"]
    assert (
        here.python("import django; django.setup()\nfrom vafa.base.models import Club\nprint(Club.objects.get().id)")
        == line["club"]
    )


def record_of(name, words, *arguments, error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "a/b/place.py", 7, words, arguments, info)
    for key, value in extra.items():
        setattr(record, key, value)
    return record


@pytest.mark.parametrize("form", [Json, Plain])
def test_what_a_library_says_is_written_without_its_values(form, settings):
    settings.DEBUG = False
    template = form().format(record_of("django.db", "lost %s", PHONE))
    assert ("lost %s" in template, PHONE in template) == (True, False)
    ready = form().format(record_of("django.db", f"lost {PHONE}"))
    assert ("place.py:7" in ready, PHONE in ready) == (True, False)


@pytest.mark.parametrize("form", [Json, Plain])
def test_an_error_is_its_kind_and_its_places(form, settings):
    settings.DEBUG = False
    try:
        int(PHONE + "x")
    except ValueError as error:
        text = form().format(record_of("vafa.api", "%s broke", "api:record", error=error))
    assert PHONE not in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "api:record broke" in text


def test_debug_shows_the_whole_traceback(settings):
    settings.DEBUG = True
    with pytest.raises(ValueError, match="x7") as raised:
        int("x7")
    assert "x7" in Plain().format(record_of("vafa.api", "broke", error=raised.value))


def test_a_chain_of_causes_ends():
    first = ValueError("a")
    first.__cause__ = KeyError("b")
    first.__cause__.__cause__ = first
    assert json.dumps(error_of(first)).count("cause") == 3


def test_an_id_is_taken_on_only_where_it_can_be_nothing_else(client):
    given = "0123456789abcdef0123456789abcdef"
    assert client.get("/health/live", headers={"X-Request-ID": given})["X-Request-ID"] == given
    for private in (PHONE, CARD, TOKEN, f"{given}{PHONE}", ""):
        answered = client.get("/health/live", headers={"X-Request-ID": private})["X-Request-ID"]
        assert len(answered) == 32
        assert answered != private
