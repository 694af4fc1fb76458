"""Where tests keep their data, and on which database they run.

`DATABASE_URL` names the server (tools/suites.py starts a PostgreSQL); without it each process of the run has an
SQLite file of its own: a real file, since only a file has the turnstile. tests/engine needs no Django at all.
"""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIP = "VAFA_TESTS_SKIPPED_BECAUSE"

# A busy machine is slow without being wrong, and what fails in CI must fail at home.
hypothesis.settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("house")


def pytest_configure(config):
    if _needs_django(config):
        folder = Path(tempfile.mkdtemp(prefix="vafa-tests-"))
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        _point_django_at(folder)


def _needs_django(config):
    if not config.pluginmanager.hasplugin("django"):
        return False
    here = config.invocation_params.dir
    places = [(here / argument.split("::")[0]).resolve() for argument in config.args]
    return not all(place.is_relative_to(ROOT / "tests" / "engine") for place in places)


def _point_django_at(folder):
    """pytest-django sets Django up after this, in its own `pytest_configure`."""
    os.environ.setdefault("DATABASE_URL", f"sqlite://{folder / 'vafa.sqlite3'}")
    os.environ |= {
        "VAFA_DATA": str(folder),
        "VAFA_SECRET_KEY": "a key that keeps no secret",
        "DJANGO_SETTINGS_MODULE": "vafa.settings",
    }
    from django.conf import settings

    from vafa.translations import compile_catalogues

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "vafa.base.sqlite":
        database.setdefault("TEST", {})["NAME"] = str(folder / "tests.sqlite3")
    compile_catalogues(ROOT / "src" / "vafa" / "locale")


def pytest_collection_modifyitems(items):
    if reason := os.environ.get(SKIP):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def database_url(transactional_db):
    """The URL of this test's database, for processes that the test starts: they see what was committed."""
    from django.db import connection

    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{named['NAME']}"
    login = f"{quote(named['USER'])}:{quote(named['PASSWORD'])}@" if named["PASSWORD"] else f"{quote(named['USER'])}@"
    return f"postgresql://{login}/{quote(named['NAME'])}?host={quote(str(named['HOST']))}&port={named['PORT'] or 5432}"


@pytest.fixture(autouse=True)
def language_of_the_server():
    """What one test was asked in is not what the next is answered in."""
    yield
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        from django.utils import translation

        translation.deactivate()
