"""`vafa backup` and `vafa restore`: what is made while it serves comes back whole, and nothing else does."""

import json
import shutil
import threading
import zipfile

import pytest

from tests.server.conftest import on_postgresql, only_sqlite
from tests.server.installation import wait_until

COUNTS = """
import django; django.setup()
from vafa.ledger.models import Account, Movement
from vafa.base.models import Reference
print(Movement.objects.count(), Reference.objects.count(), sum(Account.objects.values_list("balance", flat=True)))
"""
ALTER = """
import django; django.setup()
from vafa.ledger.models import Movement
first = Movement.objects.order_by("seq").first()
Movement.objects.filter(member_id=first.member_id, id=first.id).update(units=first.units + 1)
"""


def backed_up(here, name="made.zip"):
    done = here.vafa("backup", here.folder / name)
    assert done.returncode == 0, done.stderr
    return here.folder / name


def manifest_of(file):
    with zipfile.ZipFile(file) as packed:
        return json.loads(packed.read("manifest.json"))


def changed_manifest(file, target, **changes):
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(target, "w") as other:
        for name in packed.namelist():
            content = packed.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | changes).encode()
            other.writestr(name, content)
    return target


def leavings(folder):
    return sorted(
        path.name
        for path in folder.rglob("*")
        if ".part" in path.name or ".vafa-" in path.name or "restoring" in path.name
    )


def test_what_is_backed_up_comes_back_in_another_place(copied, place):
    here, there = copied(), place("there")
    file = backed_up(here)
    assert file.stat().st_mode & 0o777 == 0o600
    assert manifest_of(file)["rows"]["ledger_movement"] == 41
    assert manifest_of(file)["ledger"]["narvan"]["accounts"] == 2
    restored = there.vafa("restore", file)
    assert restored.returncode == 0, restored.stderr
    assert "The books are what was booked." in restored.stdout
    assert there.python(COUNTS) == here.python(COUNTS)
    assert (there.folder / "secret-key").read_text() == (here.folder / "secret-key").read_text()
    with there.serving() as server:
        there.key = here.key
        assert server.buys("after")[0] == 201


def test_a_backup_made_while_receipts_come_in_is_of_one_instant(copied, place):
    here, there = copied(), place("there")
    with here.serving("--no-worker") as server:
        booked, stop = [], threading.Event()

        def record():
            while not stop.is_set():
                booked.append(server.buys(f"during-{len(booked)}")[0])

        recording = threading.Thread(target=record)
        recording.start()
        wait_until(lambda: len(booked) > 5)
        file = backed_up(here)
        wait_until(lambda: len(booked) > 30)
        stop.set()
        recording.join()
    assert set(booked) == {201}
    assert there.vafa("restore", file).returncode == 0
    movements, references, _balance = map(int, there.python(COUNTS).split())
    assert 41 < movements < 41 + len(booked)
    assert movements - 41 == references - 41


def test_a_cut_or_altered_backup_is_refused_and_changes_nothing(copied, place):
    here, there = copied(), place("there")
    file = backed_up(here)
    whole = file.read_bytes()
    assert here.vafa("backup", "--verify", file).returncode == 0
    middle = len(whole) // 2
    wrong = {
        "cut": whole[:middle],
        "altered": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "empty": b"",
        "text": b"not a backup",
    }
    for name, content in wrong.items():
        bad = there.folder / f"{name}.zip"
        bad.write_bytes(content)
        for arguments in (("backup", "--verify", bad), ("restore", bad)):
            refused = there.vafa(*arguments)
            assert (refused.returncode, "cut or altered" in refused.stderr) == (1, True), (
                name,
                arguments,
                refused.stderr,
            )
    digest = {name: dict(each, sha256="0" * 64) for name, each in manifest_of(file)["files"].items()}
    other = changed_manifest(file, there.folder / "digest.zip", files=digest)
    assert there.vafa("restore", other).returncode == 1
    assert leavings(there.folder) == []
    assert there.vafa("doctor", "--json").stdout.count('"bad"') > 0


def test_a_backup_whose_key_alone_is_altered_changes_nothing_either(copied):
    here = copied()
    file = backed_up(here)
    files = manifest_of(file)["files"]
    files["secret-key"]["sha256"] = "0" * 64
    refused = here.vafa("restore", changed_manifest(file, here.folder / "key.zip", files=files), "--replace")
    assert (refused.returncode, "Nothing was changed" in refused.stderr) == (1, True)
    assert [path.name for path in here.folder.iterdir() if ".before-" in path.name] == []


def test_a_backup_of_a_newer_version_is_refused(copied, place):
    here, there = copied(), place("there")
    file = backed_up(here)
    newer = [*manifest_of(file)["migrations"], "ledger.9999_from_tomorrow"]
    refused = there.vafa("restore", changed_manifest(file, there.folder / "newer.zip", migrations=newer))
    assert (refused.returncode, "made by a newer Vafa" in refused.stderr) == (78, True)
    form = there.vafa("restore", changed_manifest(file, there.folder / "form.zip", format=2))
    assert "made by a newer Vafa" in form.stderr


def test_a_database_that_holds_something_is_replaced_only_when_told(copied):
    here, other = copied(), copied("other")
    file = backed_up(here)
    other.python(
        "import django; django.setup()\nfrom vafa.base.models import Club\nClub.objects.update(name_en='Other')"
    )
    refused = other.vafa("restore", file)
    assert (refused.returncode, "--replace" in refused.stderr) == (75, True)
    done = other.vafa("restore", file, "--replace")
    assert done.returncode == 0, done.stderr
    name = "import django; django.setup()\nfrom vafa.base.models import Club\nprint(Club.objects.get().name_en)"
    assert other.python(name) == "Narvan"
    (aside,) = [line.split(";")[0].split()[-1] for line in done.stdout.splitlines() if "What was there" in line]
    other.url = other.url.rpartition("/")[0] + f"/{aside}" if on_postgresql() else f"sqlite://{aside}"
    other.environment["DATABASE_URL"] = other.url if not on_postgresql() else renamed(other, aside)
    assert other.python(name) == "Other"


def renamed(installation, database):
    from urllib.parse import urlsplit

    return urlsplit(installation.environment["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def test_a_restore_waits_for_the_server_to_be_stopped(copied):
    here = copied()
    file = backed_up(here)
    with here.serving() as server:
        wait_until(lambda: server.get("/health/ready")[0] == 200)
        refused = here.vafa("restore", file, "--replace")
        assert refused.returncode == 75, refused.stderr
        assert ("process" if not on_postgresql() else "connected") in refused.stderr
        assert server.buys("still")[0] == 201


def test_books_altered_before_the_backup_come_back_and_are_named(copied, place):
    here, there = copied(), place("there")
    here.python(ALTER)
    restored = there.vafa("restore", backed_up(here))
    assert restored.returncode == 1
    assert "is not what was booked" in restored.stdout
    assert there.python(COUNTS) == here.python(COUNTS)


def test_an_older_backup_is_brought_to_this_version(copied, place):
    here, there = copied(), place("there")
    here.vafa("manage", "migrate", "server", "zero", "-v0")
    restored = there.vafa("restore", backed_up(here))
    assert restored.returncode == 0, restored.stderr
    with there.serving() as server:
        wait_until(lambda: server.get("/health/ready")[0] == 200)


def test_only_the_newest_backups_of_a_folder_are_kept(copied):
    here = copied()
    folder = here.folder / "kept"
    folder.mkdir()
    (folder / "notes.zip").write_text("mine")
    made = []
    for _ in range(4):
        assert here.vafa("backup", folder, "--keep", "2").returncode == 0
        made.append(max(path.name for path in folder.glob("vafa-*.zip")))
    assert len(list(folder.glob("vafa-*.zip"))) == 2
    assert (folder / "notes.zip").read_text() == "mine"
    assert here.vafa("backup", folder, "--keep", "0").returncode == 1


def test_a_name_that_is_taken_is_never_written_over(copied):
    here = copied()
    file = backed_up(here)
    before = file.read_bytes()
    refused = here.vafa("backup", file)
    assert (refused.returncode, "is there already" in refused.stderr) == (1, True)
    assert file.read_bytes() == before


def test_a_full_disk_leaves_nothing_half(copied, place):
    here, there = copied(), place("there")
    file = backed_up(here)
    full = here.vafa("backup", here.folder / "b.zip", limit=100_000)
    assert full.returncode in {1, 74}, full.stderr
    assert "Traceback" not in full.stderr
    assert not (here.folder / "b.zip").exists()
    assert leavings(here.folder) == []
    refused = there.vafa("restore", file, limit=100_000)
    assert refused.returncode in {1, 74}
    assert "Traceback" not in refused.stderr
    assert leavings(there.folder) == []
    assert there.vafa("restore", file).returncode == 0


@only_sqlite
def test_a_backup_goes_back_into_its_own_kind(copied, place):
    here, there = copied(), place("there")
    foreign = changed_manifest(backed_up(here), there.folder / "pg.zip", kind="postgresql")
    refused = there.vafa("restore", foreign)
    assert (refused.returncode, "is of postgresql" in refused.stderr) == (78, True)


@pytest.mark.skipif(not on_postgresql(), reason="about the programs of PostgreSQL")
def test_a_missing_program_is_named(copied):
    refused = copied().vafa("backup", PATH="/nowhere")
    assert (refused.returncode, "pg_dump is not there" in refused.stderr) == (78, True)


@only_sqlite
def test_a_key_of_the_environment_is_not_put_aside(copied, place):
    here, there = copied(), place("there")
    restored = there.vafa("restore", backed_up(here), VAFA_SECRET_KEY="k" * 20 + "another secret of 48 characters")
    assert restored.returncode == 0
    assert "VAFA_SECRET_KEY is not the key of this backup" in restored.stdout


@only_sqlite
def test_a_restore_that_was_killed_is_simply_run_again(copied, place):
    here, there = copied(), place("there")
    file = backed_up(here)
    shutil.copy(file, there.folder / "vafa.sqlite3.restoring")
    (there.folder / "vafa.sqlite3.restoring-wal").write_text("left")
    assert there.vafa("restore", file).returncode == 0
    assert leavings(there.folder) == []
