"""The server, its worker and the database are killed in the midst of it, again and again: what the server said it had
done is there once, what follows from it happens once, and the books hold.

`VAFA_KILLS` is how often; the suite does few, `make crash` a hundred.
"""

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from random import Random

from tests.crash.desk import Desk
from tests.crash.load import Load
from tests.server.conftest import only_postgresql
from tests.server.installation import Installation
from tools import postgres

KILLS = int(os.environ.get("VAFA_KILLS", "2"))
CLIENTS = int(os.environ.get("VAFA_CLIENTS", "8"))
UNHURRIED = {"VAFA_REQUESTS_A_MINUTE": "100000000"}
SET_UP = """
import django; django.setup()
from tests.people import NOON
from tests.laws.club import LADDER
from vafa.base.models import Club
from vafa.tiers.actions import publish_ladder
publish_ladder(club=Club.objects.get(), ladder=LADDER, starts_at=NOON, now=NOON)
"""
LOOK = """
import django; django.setup()
import json
from datetime import timedelta
from django.db.models import F
from tests.laws.laws import broken
from vafa.activities.models import Activity
from vafa.base.clock import club_now, now
from vafa.base.models import Club, Job, Outbox, Reference
from vafa.doors.worker import loop
from vafa.members.models import Merge
from vafa.tiers.models import Standing, StandingChange
# who was killed with a job in hand holds it for five minutes: as if they had gone by
Job.objects.filter(done_at=None).update(leased_until=None, run_at=now() - timedelta(seconds=1))
while loop.step():
    pass
club = Club.objects.get()
rows = Activity.objects.filter(reference__startswith="K").values_list("reference", "id")
merged = [str(member) for member in Merge.objects.values_list("member_id", flat=True)]
rises = StandingChange.objects.filter(why="merge", to_tier="high").values_list("member_id", flat=True)
print(json.dumps({
    "there": [[reference, str(id)] for reference, id in rows],
    "references": Reference.objects.filter(reference__startswith="K").count(),
    "broken": {name: len(each) for name, each in broken(club, club_now(club)).items()},
    "merged": sorted(merged),
    "rises": sorted(map(str, rises)),
    "high": Standing.objects.filter(member_id__in=merged, tier="high").count(),
    "waiting": Outbox.objects.count() + Job.objects.filter(done_at=None).count(),
}))
"""


def test_what_was_acknowledged_is_there_once_whoever_is_killed(copied, capsys):
    """Every second time the worker is a process of its own and dies first."""
    here = copied()
    here.python(SET_UP)
    random, load, desk = Random(7), Load(here.key, 7), Desk(here.key)
    for count in range(KILLS):
        apart = count % 2 == 1
        with here.serving(*(["--no-worker"] if apart else []), **UNHURRIED) as server, worker(here, apart) as works:
            load.start(server.port, CLIENTS)
            desk.start(server.port)
            time.sleep(random.uniform(0.3, 1.5))
            for process in works, server.process:
                if process:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    time.sleep(random.uniform(0, 0.2))
            load.stop()
            desk.stop()
    told = look(here, load, desk)
    with capsys.disabled():
        print(f"\n{KILLS} kills of server and worker, {told}")


@only_postgresql
def test_what_was_acknowledged_is_there_once_when_the_database_is_killed(tmp_path, capsys):
    """The server lives on, finds the database again, and what it could not do meanwhile it says."""
    with postgres.mortal() as database:
        here = Installation(tmp_path, database.url).with_cast()
        here.python(SET_UP)
        random, load, desk = Random(8), Load(here.key, 8), Desk(here.key)
        with here.serving(**UNHURRIED) as server:
            load.start(server.port, CLIENTS)
            desk.start(server.port)
            for _ in range(KILLS):
                time.sleep(random.uniform(0.3, 1.5))
                database.kill()
                time.sleep(random.uniform(0, 0.3))
                database.start()
            time.sleep(1)
            load.stop()
            desk.stop()
        told = look(here, load, desk)
    with capsys.disabled():
        print(f"\n{KILLS} kills of PostgreSQL, {told}")


@contextmanager
def worker(here, wanted):
    if not wanted:
        yield None
        return
    process = subprocess.Popen(here.command("worker"), env=here.environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def look(here, load, desk):
    """Whatever nobody answered is asked again; then everything is there once."""
    unanswered = len(load.unknown)
    with here.serving("--no-worker", **UNHURRIED) as server:
        load.settle(server.port)
        desk.settle(server.port)
    found = json.loads(here.python(LOOK))
    assert load.wrong == []
    assert desk.wrong == []
    assert load.unknown == set()
    assert dict(found["there"]) == load.acknowledged
    assert len(found["there"]) == found["references"] == len(load.acknowledged)
    assert found["broken"] == {}
    # of each merge the worker makes the higher tier stand, once
    assert found["merged"] == found["rises"] == sorted(desk.merged)
    assert (found["high"], found["waiting"]) == (len(desk.merged), 0)
    assert here.vafa("ledger", "verify").returncode == 0
    return f"{len(load.acknowledged)} acknowledged, {len(desk.merged)} merged, {unanswered} asked without an answer"
