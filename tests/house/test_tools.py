"""What starts the databases and the browser, and counts."""

import os
from pathlib import Path

import psycopg
import pytest

from tools import chromium, postgres, suites, sync

REPORT = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>'


def test_the_last_line_counts_what_passed_failed_and_was_skipped(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert str(suites.count("SQLite", report, 1)) == "SQLite: 3 passed, 3 failed, 3 skipped"
    assert str(suites.Result("PostgreSQL", 300, 0, 0, 0)) == "PostgreSQL: 300 passed, 0 skipped"


def test_a_run_that_left_no_report_has_failed(tmp_path):
    assert suites.count("SQLite", tmp_path / "none.xml", 0) == suites.Result("SQLite", 0, 1, 0, 1)


def test_without_postgresql_ci_fails(monkeypatch):
    def nothing():
        raise postgres.Unavailable("none here")

    monkeypatch.setattr(postgres, "server", nothing)
    monkeypatch.setattr(suites, "ON_POSTGRESQL", ("tests/house",))
    assert suites.on_postgresql({"CI": "true"}) == suites.Result("PostgreSQL", 0, 1, 0, 1)


def test_the_named_chromium_goes_before_the_path(tmp_path, monkeypatch):
    (tmp_path / "chromium").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", "/opt/named")
    assert chromium.find() == "/opt/named"
    monkeypatch.delenv("CHROMIUM")
    assert chromium.find() == str(tmp_path / "chromium")
    monkeypatch.setenv("PATH", "")
    assert chromium.find() is None


def test_the_demo_leaves_the_tests_packages_where_they_are():
    assert "--inexact" in sync.sync_command("uv", "demo")
    assert "--inexact" not in sync.sync_command("uv", "dev")


def test_the_server_listens_on_a_socket_only_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.delenv("VAFA_TEST_DATABASE_URL", raising=False)
    try:
        with postgres.server() as url, psycopg.connect(url) as connection:
            shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in ("listen_addresses", "fsync")]
            folder = Path(url.partition("host=")[2])
            assert folder.is_dir()
    except postgres.Unavailable as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))
    assert shown == ["", os.environ.get("VAFA_TEST_FSYNC", "on")]
    assert not folder.exists()
