"""Many at once who send everything twice, hang up, dawdle and guess keys: whoever does it right is served."""

import json
import os
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection
from random import Random

import psycopg

from tests.server.conftest import only_postgresql, only_sqlite
from tests.server.installation import HOST

REQUESTS = int(os.environ.get("VAFA_STORM", "200"))
CLIENTS = 32
CARDS = ("09121110001", "09121110002", "09121110003")
BOOKED = """
import django; django.setup()
from tests.laws.laws import broken
from vafa.activities.models import Activity
from vafa.base.clock import club_now
from vafa.base.models import Club
club = Club.objects.get()
rows = Activity.objects.filter(reference__startswith="S").values_list("reference", flat=True)
print(len(rows), len(set(rows)), broken(club, club_now(club)))
"""

HOLD = """
SELECT 1 FROM ledger_account WHERE member_id IN (SELECT member_id FROM members_cardlookup WHERE value = %s) FOR UPDATE
"""


def body_of(reference, card=CARDS[0], amount=1000):
    receipt = {"type": "purchase", "reference": reference, "card": card, "store": "centre"}
    return json.dumps(receipt | {"lines": [{"amount_minor": amount}]}).encode()


def head_of(key, length, path="/api/v1/activities"):
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def ask(connection, key, body):
    named = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/activities", body, named)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def test_a_storm_of_duplicates_books_each_request_once(copied, capsys):
    """Each is sent one to twenty times, all of it shuffled over 32 clients; `VAFA_STORM` makes it longer."""
    here, random = copied(), Random(3)
    bodies = {
        f"S{each}": body_of(f"S{each}", random.choice(CARDS), random.randint(10, 9_000)) for each in range(REQUESTS)
    }
    storm = [reference for reference in bodies for _ in range(random.randint(1, 20))]
    random.shuffle(storm)
    told, wrong = Counter(), []
    activities = {reference: set() for reference in bodies}

    def client(place):
        connection = HTTPConnection(HOST, server.port, timeout=60)
        for reference in storm[place::CLIENTS]:
            status, answer = ask(connection, here.key, bodies[reference])
            told[status] += 1
            activities[reference].add(answer.get("activity"))
            if status not in {200, 201}:
                wrong.append(answer)
        connection.close()

    with here.serving(VAFA_REQUESTS_A_MINUTE="10000000") as server:
        at_once(client, CLIENTS)
    assert wrong == []
    assert told == {201: REQUESTS, 200: len(storm) - REQUESTS}
    assert all(len(each) == 1 and None not in each for each in activities.values())
    assert here.python(BOOKED) == f"{REQUESTS} {REQUESTS} {{}}"
    assert here.vafa("ledger", "verify").returncode == 0
    with capsys.disabled():
        print(f"\na storm of {REQUESTS} requests, sent {len(storm)} times by {CLIENTS} clients")


def at_once(client, count):
    threads = [threading.Thread(target=client, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@only_sqlite
def test_tills_are_served_beside_those_who_dawdle_hang_up_and_guess(copied):
    here = copied()
    with here.serving(VAFA_REQUESTS_A_MINUTE="10000000") as server:
        dawdling = [socket.create_connection((HOST, server.port)) for _ in range(300)]
        for each in dawdling[:100]:
            each.sendall(head_of(here.key, 500) + b'{"type"')
        for each in dawdling[100:150]:
            each.sendall(os.urandom(300))
        stop, guessed = threading.Event(), Counter()

        def guess(_):
            connection = HTTPConnection(HOST, server.port, timeout=30)
            while not stop.is_set():
                guessed[ask(connection, f"vafa_sk_{'a' * 12}_{'b' * 38}", body_of("guess"))[0]] += 1
                guessed[ask(connection, here.key[:-1] + "x", body_of("guess"))[0]] += 1

        guessing = [threading.Thread(target=guess, args=(place,)) for place in range(4)]
        for thread in guessing:
            thread.start()
        for number in range(40):
            hang_up(server.port, here.key, body_of(f"gone-{number}"))
        answers = [server.buys(f"S{number}")[0] for number in range(60)]
        stop.set()
        for thread in guessing:
            thread.join()
        assert answers == [201] * 60
        assert set(guessed) == {401}
        # who hung up may have been heard: asked again it is booked once
        again = [server.buys(f"gone-{number}")[0] for number in range(40)]
        assert set(again) <= {200, 201}
        assert [server.buys(f"gone-{number}")[0] for number in range(40)] == [200] * 40
        for each in dawdling:
            each.close()
    assert not [line for line in server.lines if line.get("status", 0) >= 500]


@only_sqlite
def test_who_is_silent_is_sent_away_and_the_others_find_room(copied):
    """Three hundred connections that never ask, or stop in the midst of it, where there is room for two hundred."""
    here = copied()
    limited = ["prlimit", "--nofile=200:200"]
    with here.serving(before=limited, VAFA_SILENCE_SECONDS="1") as server:
        silent = [socket.create_connection((HOST, server.port)) for _ in range(300)]
        for each in silent[:50]:
            with suppress(OSError):
                each.sendall(head_of(here.key, 500) + b'{"type"')
        time.sleep(3)
        assert [server.buys(f"S{number}")[0] for number in range(20)] == [201] * 20
        for each in silent:
            each.close()


def hang_up(port, key, body):
    opened = socket.create_connection((HOST, port))
    opened.sendall(head_of(key, len(body)) + body)
    opened.close()


ENDLESS = b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000) * 400


@only_sqlite
def test_a_body_that_is_too_large_is_not_taken(copied):
    """Declared, declared beyond all measure, without end, and without end to a page: nobody waits for the rest of it,
    and no disk is filled."""
    here = copied()
    with here.serving() as server:
        for path, head, sent in (
            ("/api/v1/activities", "Content-Length: 5000000", b"x" * 100_000),
            ("/api/v1/members", "Content-Length: 5000000000", b"x" * 100_000),
            ("/api/v1/activities", "Transfer-Encoding: chunked", ENDLESS),
            ("/accounts/login/", "Transfer-Encoding: chunked", ENDLESS),
        ):
            assert first_line(server.port, here.key, path, head, sent).split()[1] == b"413", path
        assert server.buys("after")[0] == 201
    # each of them has its line in the log, as every answer has
    assert [line["status"] for line in server.lines if line.get("route") == "too_large"] == [413] * 3


def first_line(port, key, path, head, sent):
    opened = socket.create_connection((HOST, port), timeout=30)
    asked = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {key}\r\n"
    opened.sendall(f"{asked}Content-Type: application/json\r\n{head}\r\n\r\n".encode())
    with suppress(BrokenPipeError, ConnectionResetError):  # it was answered before all of it was sent
        opened.sendall(sent)
    answer = opened.recv(4000)
    opened.close()
    return answer.split(b"\r\n")[0]


@only_postgresql
def test_who_is_locked_for_long_holds_up_nobody_else(copied):
    """Somebody holds Sara's accounts for seconds: her receipt waits, Negar's do not."""
    here = copied()
    with here.serving() as server, psycopg.connect(here.url) as holding:
        assert [server.buys("warm", card)[0] for card in CARDS[:1]] == [201]
        holding.execute(HOLD, ["+989121110001"])
        waiting, answers = [], []
        thread = threading.Thread(target=lambda: waiting.append(server.buys("locked")[0]))
        thread.start()
        time.sleep(0.05)
        for number in range(20):
            answers.append(server.buys(f"free-{number}", CARDS[1])[0])
        assert answers == [201] * 20
        assert waiting == []
        holding.rollback()
        thread.join()
        assert waiting == [201]
