"""A folder that cannot be written to is named in a sentence, whatever the command."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from vafa.server import speaking, starting
from vafa.server.doctor import installation
from vafa.server.errors import NO_ROOM, Refused


@pytest.fixture(autouse=True)
def _in_english():
    with speaking.language("en"):
        yield


@pytest.fixture
def read_only(monkeypatch):
    """A file system that is mounted read-only refuses to write and to unlink alike."""

    def refuse(self, *args, **kwargs):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)


def test_a_read_only_file_system_is_refused_in_words(read_only, tmp_path):
    with pytest.raises(Refused, match="cannot be written to: Read-only file system") as told:
        starting.refuse_folder(tmp_path)
    assert told.value.code == NO_ROOM


def test_the_doctor_names_a_folder_that_cannot_be_written_to(read_only, tmp_path, settings):
    settings.DATA = tmp_path
    (line,) = installation.folder()
    assert (line.level, str(tmp_path) in line.what) == ("bad", True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EROFS, "Read-only file system", "/data/x"), "/data/x cannot be used: Read-only file system"),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "No space left on device"),
        (OSError(errno.ENOENT, "No such file", "/data/x"), None),
        (ValueError("a fault of ours"), None),
    ],
)
def test_what_the_disk_refuses_is_said_and_faults_of_ours_are_not_hidden(error, said):
    told = starting.in_words(error)
    assert (told and said in told.sentence and told.code) == (said and NO_ROOM)


def test_a_database_in_trouble_is_said():
    error, cause = OperationalError("attempt to write a readonly database"), sqlite3.OperationalError()
    cause.sqlite_errorcode = sqlite3.SQLITE_READONLY
    error.__cause__ = cause
    assert "it is read-only" in starting.in_words(error).sentence


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"VAFA_PORT": "abc"}, "VAFA_PORT is 'abc'; write the number of a port."),
        (
            {"DATABASE_URL": "foo://x"},
            "A setting cannot be used: DATABASE_URL must start with sqlite:// or postgresql://",
        ),
        ({"VAFA_REQUESTS_A_MINUTE": "many"}, "VAFA_REQUESTS_A_MINUTE is 'many'; write a whole number."),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_ends_with_78(setting, said, tmp_path):
    command = [sys.executable, "-m", "vafa.cli", "doctor"]
    environment = {**os.environ, "VAFA_DATA": str(tmp_path), **setting}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (78, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
