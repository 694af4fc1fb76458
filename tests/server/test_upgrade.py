"""`vafa upgrade`: it ends well, or everything is as before."""

import signal
import subprocess
import time

import pytest

from tests.server.conftest import on_postgresql, only_sqlite
from tests.server.installation import ROOT, wait_until
from tests.server.test_backup import COUNTS, leavings

LACKING = """
import django; django.setup()
from vafa.server import state
print(len(state.state().missing))
"""


def older(installation):
    installation.vafa("manage", "migrate", "server", "zero", "-v0")
    return installation


def with_migration(installation, folder, body):
    """An app beside ours with one migration, as a later version would bring it. Out: the environment that has it."""
    app = folder / "coming"
    (app / "migrations").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "migrations" / "__init__.py").touch()
    (app / "migrations" / "0001_initial.py").write_text(
        "import time\nfrom django.db import migrations\n"
        f"def change(apps, editor):\n    {body}\n"
        "class Migration(migrations.Migration):\n"
        "    dependencies = [('base', '0001_initial')]\n"
        "    operations = [migrations.RunPython(change)]\n"
    )
    (folder / "coming_settings.py").write_text(
        "from vafa.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'coming']\n"
    )
    path = f"{folder}:{installation.environment['PYTHONPATH']}"
    return {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "coming_settings"}


def test_an_older_database_is_backed_up_and_brought_to_this_version(copied):
    here = older(copied())
    before = here.python(COUNTS)
    done = here.vafa("upgrade")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is whole" in done.stdout
    assert "The database is of this version now." in done.stdout
    assert len(list((here.folder / "backups").glob("vafa-*.zip"))) == 1
    assert here.python(COUNTS) == before
    assert leavings(here.folder) == []
    with here.serving() as server:
        assert server.buys("after")[0] == 201
    again = here.vafa("upgrade")
    assert "is of this version already" in again.stdout


def test_a_migration_that_fails_leaves_all_as_it_was(copied, tmp_path):
    here = copied()
    coming = with_migration(
        here, tmp_path, "apps.get_model('base', 'Club').objects.update(name_en='Half')\n    raise RuntimeError('broke')"
    )
    before = here.python(COUNTS)
    done = here.vafa("upgrade", **coming)
    assert done.returncode == 1, done.stdout
    assert "broke" in done.stderr
    assert "The database is as it was before." in done.stderr
    assert "Traceback" not in done.stderr
    assert here.python(COUNTS) == before
    name = "import django; django.setup()\nfrom vafa.base.models import Club\nprint(Club.objects.get().name_en)"
    assert here.python(name) == "Narvan"
    assert leavings(here.folder) == []
    with here.serving() as server:
        assert server.buys("after")[0] == 201


def test_an_upgrade_that_was_killed_is_simply_run_again(copied, tmp_path):
    here = copied()
    marker = tmp_path / "changing"
    body = f"open({str(marker)!r}, 'w').close()\n    time.sleep(0 if __import__('os').environ.get('SWIFT') else 60)"
    coming = with_migration(here, tmp_path, body)
    before = here.python(COUNTS)
    running = subprocess.Popen(
        here.command("upgrade"),
        env=here.environment | coming,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(marker.exists)
    time.sleep(0.2)
    import os

    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    if on_postgresql():
        time.sleep(1)
    assert here.python(COUNTS) == before
    again = here.vafa("upgrade", SWIFT="1", **coming)
    assert again.returncode == 0, again.stdout + again.stderr
    assert here.python(COUNTS) == before
    assert leavings(here.folder) == []
    with here.serving(**coming) as server:
        wait_until(lambda: server.get("/health/ready")[0] == 200)


@only_sqlite
def test_a_served_database_is_not_upgraded(copied, tmp_path):
    here = copied()
    coming = with_migration(here, tmp_path, "pass")
    with here.serving() as server:
        refused = here.vafa("upgrade", **coming)
        assert (refused.returncode, f"process {server.process.pid}" in refused.stderr) == (75, True)
        assert server.buys("still")[0] == 201


def test_there_is_nothing_to_upgrade_without_a_database(place):
    refused = place().vafa("upgrade")
    assert (refused.returncode, "no database yet" in refused.stderr) == (1, True)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_it_speaks_the_language_asked_for(copied, language):
    done = copied().vafa("upgrade", "--language", language)
    assert ("already" in done.stdout) == (language == "en")
