"""`vafa doctor`: each check well and ill, in both languages, for people and for programs."""

import json
from datetime import timedelta

import msgspec
import pytest
from django.utils import translation

from tests.people import make_cast
from vafa.base.actions.staff import give_post
from vafa.base.api_keys import SCOPES, issue
from vafa.base.clock import now
from vafa.base.models import ApiClient, Job, Outbox
from vafa.ledger.models import Account
from vafa.server import backup, figures, production, working
from vafa.server.doctor import database, installation, report
from vafa.server.doctor.lines import BAD, OK, WARN
from vafa.server.models import Heard

pytestmark = pytest.mark.django_db


def levels(check):
    with translation.override("en"):
        return [line.level for line in check()]


@pytest.fixture
def fit(settings, tmp_path):
    """Settings that are fit for everybody to reach."""
    settings.DEBUG, settings.SECURE, settings.DEMO, settings.EMAIL_WORKS = False, True, False, True
    settings.HOSTS_NAMED, settings.CSRF_TRUSTED_ORIGINS = ["club.example.org"], []
    settings.SECRET_KEY = "vS3kq0Jc8bV1nXz5uT7yR2wE4aQ6pL9mK0hG3fD"
    settings.DATA = tmp_path
    tmp_path.chmod(0o750)


def test_fit_settings_are_well(fit):
    assert levels(installation.configuration) == [OK]
    assert list(production.insecure_settings()) == []


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("DEBUG", True, "VAFA_DEBUG"),
        ("SECURE", False, "VAFA_SECURE"),
        ("HOSTS_NAMED", [], "VAFA_HOSTS"),
        ("HOSTS_NAMED", ["*"], "VAFA_HOSTS"),
        ("DEMO", True, "VAFA_DEMO"),
        ("SECRET_KEY", "short but all right", "VAFA_SECRET_KEY"),
        ("SECRET_KEY", "django-insecure-vS3kq0Jc8bV1nXz5uT7yR2wE4aQ6", "VAFA_SECRET_KEY"),
        ("SECRET_KEY", "abab" * 12, "VAFA_SECRET_KEY"),
    ],
)
def test_each_insecure_setting_is_named(fit, settings, name, value, named):
    settings.PRODUCTION = True
    setattr(settings, name, value)
    (sentence,) = production.insecure_settings()
    assert named in sentence
    assert levels(installation.configuration) == [BAD]


def test_on_this_machine_alone_they_are_warnings(settings):
    settings.SECURE, settings.PRODUCTION, settings.HOSTS_NAMED = False, False, []
    assert set(levels(installation.configuration)) == {WARN}


def test_an_origin_without_tls_is_a_warning(fit, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["http://club.example.org"]
    assert WARN in levels(installation.configuration)


def test_a_key_that_others_can_read_is_bad(fit, settings, monkeypatch):
    monkeypatch.delenv("VAFA_SECRET_KEY")
    key = settings.DATA / "secret-key"
    key.write_text("x")
    key.chmod(0o644)
    assert levels(installation.secret_key) == [BAD]
    key.chmod(0o600)
    assert levels(installation.secret_key) == [OK]


def test_mail_folder_and_disk(fit, settings, monkeypatch):
    assert levels(installation.mail) == [OK]
    settings.EMAIL_WORKS = False
    assert levels(installation.mail) == [WARN]
    assert levels(installation.folder) == [OK]
    settings.DATA.chmod(0o755)
    assert levels(installation.folder) == [WARN]
    assert levels(installation.disk) == [OK]
    monkeypatch.setattr(figures, "ROOM_NEEDED", 1 << 60)
    assert levels(installation.disk) == [BAD]


def test_a_clock_behind_the_books_is_bad():
    cast = make_cast(created_at=now() - timedelta(days=900))
    assert levels(installation.clock) == [OK]
    cast.at(now() + timedelta(minutes=3)).buys("sara", 1000)
    assert levels(installation.clock) == [BAD]


def test_the_last_backup(fit, settings):
    assert levels(installation.backups) == [BAD]
    settings.SECURE, settings.HOSTS_NAMED = False, []
    assert levels(installation.backups) == [WARN]
    file = settings.DATA / "made.zip"
    file.touch()
    found = []
    for age in (timedelta(hours=3), timedelta(days=3), timedelta(days=8)):
        backup.last_file().write_bytes(msgspec.json.encode(backup.Last(now() - age, str(file), 1)))
        found += levels(installation.backups)
    file.unlink()
    assert [*found, *levels(installation.backups)] == [OK, WARN, BAD, WARN]


def test_the_worker_the_outbox_and_the_jobs():
    assert [levels(each) for each in (database.worker, database.outbox, database.jobs)] == [[WARN], [OK], [OK]]
    working.heard()
    assert levels(database.worker) == [OK]
    Heard.objects.update(at=now() - timedelta(hours=1))
    cast = make_cast()
    old = now() - timedelta(hours=1)
    Outbox.objects.create(club_id=cast.club.id, event="x", data={}, booked_at=old)
    Job.objects.create(club_id=cast.club.id, verb="refresh_segments", reference="x", run_at=old, failed_at=old)
    assert [levels(each) for each in (database.worker, database.outbox, database.jobs)] == [[BAD], [WARN], [WARN]]


def test_keys_that_nobody_needs_and_owners_with_a_password_alone():
    assert (levels(database.keys), levels(database.owners)) == ([OK], [OK])
    cast = make_cast()
    client = ApiClient.objects.create(club=cast.club, name="till")
    issue(client=client, scopes=SCOPES, now=now())
    issue(client=client, scopes=["units:read"], now=now(), expires_at=now() - timedelta(days=1))
    assert levels(database.keys) == [WARN, WARN]
    give_post(club=cast.club, email="a@example.org", name="a", role="owner", language="en", now=now())
    assert levels(database.owners) == [WARN]


def test_altered_books_are_bad_and_counted():
    cast = make_cast()
    cast.buys("sara", 1000)
    cast.buys("negar", 1000)
    assert levels(database.chain) == [OK]
    Account.objects.filter(member_id=cast.members["sara"]).update(balance=7)
    with translation.override("en"):
        (line,) = database.chain(None)
    assert (line.level, line.what) == (BAD, "Accounts that are not what was booked: 1.")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_it_is_said_in_both_languages(language):
    make_cast()
    said = []
    with translation.override(language):
        report.examine(said.append)
    text = "\n".join(said)
    assert ("worker" in text.split("\n")[0] or "ok" in text) == (language == "en")
    assert len(said) > 12


def test_a_program_reads_it_as_json():
    said = []
    code = report.examine(said.append, as_json=True)
    told = json.loads(said[0])
    assert {line["level"] for line in told["lines"]} <= {OK, WARN, BAD}
    assert (code, told["status"]) == ((1, BAD) if any(line["level"] == BAD for line in told["lines"]) else (0, WARN))
    assert {row["name"] for row in told["settings"]} >= {"VAFA_DATA", "DATABASE_URL"}
