"""The one table of settings: whole, told in docs/running.md, and secrets hidden."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from vafa.server.doctor import report
from vafa.server.settings_table import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"(?:environ(?:\.get\(|\[)|_whole\()\"((?:VAFA_|DATABASE_)\w+)\"")


def rows():
    with translation.override("en"):
        return [f"| `{each.name}` | {each.meaning} | {each.default} |" for each in SETTINGS]


def test_every_setting_that_is_read_is_in_the_table():
    read = {name for path in (ROOT / "src").rglob("*.py") for name in READ.findall(path.read_text())}
    assert read - {each.name for each in SETTINGS} == set()
    assert {each.name for each in SETTINGS} - read == set()


def test_the_documents_tell_the_table_as_it_is():
    told = [line for line in (ROOT / "docs" / "running.md").read_text().splitlines() if line.startswith("| `VAFA_")]
    told += [
        line for line in (ROOT / "docs" / "running.md").read_text().splitlines() if line.startswith("| `DATABASE_")
    ]
    assert sorted(told) == sorted(rows())


def test_secrets_are_hidden(monkeypatch):
    monkeypatch.setenv("VAFA_SECRET_KEY", "thekeyitself")
    monkeypatch.setenv("VAFA_METRICS_TOKEN", "thetokenitself")
    monkeypatch.setenv("DATABASE_URL", "postgresql://vafa:thepassword@there/vafa")
    monkeypatch.setenv("VAFA_EMAIL_URL", "smtp://me:mailpassword@mail.example.org:587")
    said = []
    assert report.settings(said.append, as_json=True) == 0
    told = {row["name"]: row["value"] for row in json.loads(said[0])}
    assert told["VAFA_SECRET_KEY"] == told["VAFA_METRICS_TOKEN"] == "***"
    assert told["DATABASE_URL"] == "postgresql://vafa:***@there/vafa"
    assert told["VAFA_EMAIL_URL"] == "smtp://me:***@mail.example.org:587"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_list_is_there_in_both_languages(language):
    said = []
    with translation.override(language):
        report.settings(said.append)
    assert ("folder of the backups" in "\n".join(said)) == (language == "en")


@pytest.mark.parametrize(("given", "on"), [("1", True), ("true", True), (" YES ", True), ("0", False), ("off", False)])
def test_a_switch_that_is_meant_is_on(given, on, tmp_path):
    """Taken for off, VAFA_SECURE=true would send cookies without TLS in silence."""
    code = "from vafa import settings; print(settings.SECURE, settings.PRODUCTION)"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"VAFA_DATA": str(tmp_path), "VAFA_SECURE": given, "VAFA_PRODUCTION": given},
    )  # fmt: skip
    assert told.stdout.split() == [str(on)] * 2
