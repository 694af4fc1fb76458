"""Work on another database than ours: a process of its own, told by DATABASE_URL."""

import os
import subprocess
import sys

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vafa.server.archive import Say
from vafa.server.errors import Refused


def migrate(url: str) -> None:
    """Brings the database to this version. Refused: a migration failed; its last words are told."""
    done = _run(url, "manage", "migrate", "--no-input", "--verbosity=0")
    if done.returncode != 0:
        words = " ".join(done.stderr.split())[-400:]
        raise Refused(_("The database could not be brought to this version: {words}").format(words=words))


def verify(url: str, say: Say, sample: int | None = None) -> bool:
    """Walks the chain of hashes. Out: are the books what was booked?"""
    done = _run(url, "ledger", "verify", *(["--sample", str(sample)] if sample else []))
    for line in (done.stdout + (done.stderr if done.returncode > 1 else "")).splitlines():
        say(line)
    return done.returncode == 0


def _run(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"DATABASE_URL": url, "LANG": "fa" if get_language() == "fa" else "en"}
    command = [sys.executable, "-m", "vafa.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
