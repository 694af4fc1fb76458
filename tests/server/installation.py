"""An installation of its own: a data folder, a database, and the command `vafa` as its owner runs it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

CAST = """
import django; django.setup()
from tests.people import make_cast, NOON
from vafa.base.actions.staff import choose_password, give_post
from vafa.base.api_keys import SCOPES, issue
from vafa.base.models import ApiClient
from vafa.base.clock import now
from datetime import timedelta
cast = make_cast()
for number in range(20):
    cast.buys("sara", 1000 + number)
    cast.buys("negar", 2000)
cast.returns("R1", (1, 1))
owner = give_post(club=cast.club, email="owner@narvan.ir", name="Sara", role="owner", language="en", now=now())
choose_password(user=owner.user, password="a long password of Sara")
client = ApiClient.objects.create(club=cast.club, name="till")
print(issue(client=client, scopes=SCOPES, now=now())[1])
"""


def free_port():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return taken.getsockname()[1]


class Installation:
    def __init__(self, folder, url):
        self.folder, self.url, self.key = Path(folder), url, ""
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("VAFA_")} | {
            "VAFA_DATA": str(folder),
            "DATABASE_URL": url,
            "VAFA_LOG": "json",
            "LANG": "en_GB.UTF-8",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        }

    @property
    def file(self):
        return Path(self.url.removeprefix("sqlite://"))

    def vafa(self, *arguments, limit=None, **environment):
        """Out: the ended process. `limit` is the largest file, in bytes, that it may write."""
        return subprocess.run(
            self.command(*arguments, limit=limit),
            env=self.environment | environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def command(self, *arguments, limit=None):
        limited = ["prlimit", f"--fsize={limit}"] if limit else []
        return [*limited, sys.executable, "-m", "vafa.cli", *map(str, arguments)]

    def python(self, code):
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "vafa.settings"}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def with_cast(self):
        """Books to look at: a club, three members, forty receipts and a return; the key of a program."""
        made = self.vafa("manage", "migrate", "-v0")
        assert made.returncode == 0, made.stderr
        self.key = self.python(CAST)
        return self

    @contextmanager
    def serving(self, *arguments, before=(), **environment):
        server = Server(self, arguments, environment, before)
        try:
            yield server.there()
        finally:
            server.end()


class Server:
    def __init__(self, installation, arguments, environment, before=()):
        self.installation, self.port = installation, free_port()
        self.log_file = installation.folder.parent / f"log-{self.port}"
        command = [*before, *installation.command("serve", "--port", self.port, *arguments)]
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(command, env=installation.environment | environment, cwd=ROOT, stderr=log)

    def there(self):
        wait_until(lambda: self.process.poll() is not None or self.get("/health/live")[0] == 200)
        assert self.process.poll() is None, self.log
        return self

    @property
    def log(self):
        return self.log_file.read_text()

    @property
    def lines(self):
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]

    def get(self, path, **headers):
        return self.ask("GET", path, None, headers)

    def buys(self, reference, card="09121110001", **headers):
        body = {"type": "purchase", "reference": reference, "card": card, "lines": [{"amount_minor": 1000}]}
        named = {"Authorization": f"Bearer {self.installation.key}", "Content-Type": "application/json"}
        return self.ask("POST", "/api/v1/activities", json.dumps(body | {"store": "centre"}).encode(), named | headers)

    def signs_in(self):
        """The owner, by the page of signing in. Out: status and text of what answers the form."""
        _, headers, _ = self.get("/accounts/login/")
        token = headers["Set-Cookie"].split("csrftoken=")[1].split(";")[0]
        form = {"login": "owner@narvan.ir", "password": "a long password of Sara", "csrfmiddlewaretoken": token}
        named = {"Cookie": f"csrftoken={token}", "Accept-Language": "en"}
        connection = HTTPConnection(HOST, self.port, timeout=60)
        connection.request("POST", "/accounts/login/", urlencode(form), named | FORM)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def ask(self, method, path, body, headers):
        """Out: status, headers, text; status 0 where nobody answers."""
        request = urllib.request.Request(f"http://{HOST}:{self.port}{path}", body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()
        except OSError:
            return 0, {}, ""

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=40)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def wait_until(holds, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"it did not come about in {seconds} s")
