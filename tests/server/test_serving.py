"""`vafa serve`: starting, refusing to start, and stopping."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.server.conftest import on_postgresql, only_sqlite
from tests.server.installation import HOST, wait_until
from vafa.server.serving import bound


def test_a_fresh_database_is_made_and_ready(place):
    with place().serving() as server:
        wait_until(lambda: server.get("/health/ready")[0] == 200)
        assert json.loads(server.get("/health/ready")[2]) == {"status": "ready", "waiting_for": []}
        assert server.stop() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_open_request_and_the_job_in_hand_are_finished_before_it_stops(copied, how):
    here = copied()
    with here.serving() as server, held_writers(here):
        answers = []
        asking = threading.Thread(target=lambda: answers.append(server.buys("open")))
        asking.start()
        time.sleep(1)
        server.process.send_signal(how)
        time.sleep(0.5)
        assert server.process.poll() is None
        assert answers == []
        release(here)
        assert server.process.wait(timeout=30) == 0
        asking.join()
        assert answers[0][0] == 201
    assert here.python(COUNT_OPEN) == "1"


COUNT_OPEN = """
import django; django.setup()
from vafa.base.models import Reference
print(Reference.objects.filter(reference="open").count())
"""


class held_writers:
    """Who writes waits: on SQLite for the file, on PostgreSQL for the accounts."""

    def __init__(self, installation):
        import psycopg

        if on_postgresql():
            self.connection = psycopg.connect(installation.url)
            self.connection.execute("LOCK TABLE ledger_account IN ACCESS EXCLUSIVE MODE")
        else:
            self.connection = sqlite3.connect(installation.file, check_same_thread=False, isolation_level=None)
            self.connection.execute("BEGIN IMMEDIATE")
        installation.holding = self.connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


def release(installation):
    installation.holding.rollback()


@only_sqlite
def test_a_second_server_of_one_file_is_refused_and_told_the_first(copied):
    here = copied()
    with here.serving() as first:
        second = here.vafa("serve", "--port", "0")
        assert second.returncode == 75
        assert f"process {first.process.pid}" in second.stderr
        assert first.get("/health/live")[0] == 200
        first.stop(signal.SIGKILL)
    with here.serving() as third:
        assert third.stop() == 0


@only_sqlite
def test_a_worker_may_run_beside_a_server_and_keeps_a_restore_away(copied):
    here = copied()
    made = here.vafa("backup", here.folder / "b.zip")
    assert made.returncode == 0, made.stderr
    worker = subprocess.Popen(here.command("worker"), env=here.environment)
    try:
        with here.serving("--no-worker") as server:
            wait_until(lambda: server.get("/health/ready")[0] == 200)
            assert server.stop() == 0
        refused = here.vafa("restore", here.folder / "b.zip", "--replace")
        assert (refused.returncode, "Stop it first" in refused.stderr) == (75, True)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
    finally:
        worker.kill()


def test_several_servers_share_a_postgresql_database(copied):
    if not on_postgresql():
        pytest.skip("one server a file")
    here = copied()
    with here.serving("--doors", "api") as one, here.serving("--doors", "pages") as two:
        assert (one.get("/health/live")[0], two.get("/health/live")[0]) == (200, 200)


def test_a_process_opens_only_its_doors(copied):
    here = copied()
    with here.serving("--doors", "api", "--no-worker") as api:
        found = [api.get(path)[0] for path in ("/api/openapi.json", "/accounts/login/", "/health/live")]
        assert found == [200, 404, 200]
        assert api.buys("one")[0] == 201
    with here.serving("--doors", "pages", "--no-worker") as pages:
        found = [pages.get(path)[0] for path in ("/api/openapi.json", "/accounts/login/", "/health/live")]
        assert found == [404, 200, 200]
    wrong = here.vafa("serve", "--doors", "window")
    assert (wrong.returncode, "no door called window" in wrong.stderr) == (78, True)


def test_an_older_database_is_refused_with_what_to_do(copied):
    here = copied()
    here.vafa("manage", "migrate", "server", "zero", "-v0")
    refused = here.vafa("serve", "--port", "0")
    assert refused.returncode == 78
    assert "server.0001_initial" in refused.stderr
    assert "vafa upgrade" in refused.stderr
    persian = here.vafa("serve", "--port", "0", "--language", "fa")
    assert "vafa upgrade" in persian.stderr
    assert "older" not in persian.stderr


def test_a_newer_database_is_refused(copied):
    here = copied()
    here.python(
        "import django; django.setup()\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('base', '9999_from_tomorrow')\n"
    )
    refused = here.vafa("serve", "--port", "0")
    assert refused.returncode == 78
    assert "newer Vafa: it has base.9999_from_tomorrow" in refused.stderr


def test_a_data_folder_that_cannot_be_is_refused_in_words(place):
    refused = place().vafa("serve", "--port", "0", VAFA_DATA="/proc/vafa")
    assert refused.returncode == 74
    assert "The data folder cannot be used" in refused.stderr
    assert "Traceback" not in refused.stderr


@only_sqlite
def test_a_read_only_database_is_refused_in_words(copied):
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    here = copied()
    here.file.chmod(0o400)
    refused = here.vafa("serve", "--port", "0")
    assert (refused.returncode, "read-only" in refused.stderr) == (74, True)


def test_a_taken_port_is_refused_in_words(copied):
    here, other = copied(), copied("other")
    with here.serving() as server:
        refused = other.vafa("serve", "--port", server.port)
        assert (refused.returncode, f"Port {server.port} of {HOST}" in refused.stderr) == (75, True)


def test_small_answers_leave_at_once():
    """Where asyncio does not see TCP it leaves small packets to wait 40 ms for the one before."""
    with bound(HOST, 0) as opened:
        assert (opened.family, opened.proto) == (socket.AF_INET, socket.IPPROTO_TCP)


def test_a_public_address_is_refused_with_each_insecure_setting(place):
    here = place()
    refused = here.vafa("serve", "--host", "0.0.0.0", "--port", "0", VAFA_DEBUG="1", VAFA_SECRET_KEY="changeme")
    assert refused.returncode == 78
    for name in ("VAFA_DEBUG", "VAFA_SECRET_KEY", "VAFA_SECURE", "VAFA_HOSTS"):
        assert name in refused.stderr
    assert here.vafa("demo", "--port", "0", VAFA_SECURE="1").returncode == 78


def test_a_public_address_is_refused_with_the_demos_accounts(copied):
    here = copied()
    here.python(
        "import django; django.setup()\n"
        "from vafa.base.models import Club\n"
        "from vafa.base.actions.staff import give_post\n"
        "from vafa.base.clock import now\n"
        "club = Club.objects.get()\n"
        "give_post(club=club, email='owner@vafa.example', name='x', role='owner', language='en', now=now())\n"
    )
    refused = here.vafa("serve", "--port", "0", VAFA_SECURE="1", VAFA_HOSTS="club.example.org")
    assert (refused.returncode, "demo's clubs and accounts" in refused.stderr) == (78, True)


def test_a_secure_installation_starts_behind_its_proxy(copied):
    with copied().serving(VAFA_SECURE="1", VAFA_HOSTS="club.example.org", VAFA_PRODUCTION="1") as server:
        status, headers, _ = server.get(
            "/accounts/login/",
            **{"Host": "club.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "9.9.9.9"},
        )
        assert status == 200
        assert "Secure" in headers["Set-Cookie"]
        assert server.get("/metrics")[0] == 404


@only_sqlite
def test_a_full_disk_answers_503_and_it_recovers_by_itself(copied):
    here = copied()
    with here.serving("--no-worker") as server:
        assert server.buys("before")[0] == 201
        limit(server, 4096)
        status, headers, text = server.buys("full")
        problem = json.loads(text)
        assert (status, problem["code"], headers["Retry-After"]) == (503, "unavailable", "30")
        assert "nothing was" in problem["detail"] or "چیزی" in problem["detail"]
        assert server.get("/accounts/login/")[0] == 200
        status, page = server.signs_in()
        assert status == 503
        assert "What was booked before is safe" in page
        limit(server, -1)
        assert server.signs_in()[0] == 302
        assert server.buys("full")[0] == 201
        assert server.buys("full")[0] == 200
    assert here.vafa("ledger", "verify").returncode == 0


def limit(server, size):
    """The largest file that the running server may write; -1 for any."""
    shown = "unlimited:unlimited" if size == -1 else f"{size}:unlimited"
    subprocess.run(["prlimit", f"--pid={server.process.pid}", f"--fsize={shown}"], check=True)


@pytest.mark.skipif(not on_postgresql(), reason="about connections to a server")
def test_requests_leave_no_connection_behind(copied):
    here = copied()
    with here.serving() as server, ThreadPoolExecutor(16) as threads:
        statuses = list(threads.map(lambda _: server.get("/health/ready")[0], range(160)))
        with psycopg.connect(here.url, autocommit=True) as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            wait_until(lambda: connection.execute(query).fetchone()[0] <= 6, seconds=10)
    assert set(statuses) == {200}
