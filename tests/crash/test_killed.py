"""The server is killed in the midst of it, again and again: what it said it had done is there once, and the books hold.

`VAFA_KILLS` is how often; the suite does few, `make crash` a hundred.
"""

import json
import os
import signal
import time
from random import Random

from tests.crash.load import Load

KILLS = int(os.environ.get("VAFA_KILLS", "3"))
CLIENTS = int(os.environ.get("VAFA_CLIENTS", "8"))
LOOK = """
import django; django.setup()
import json
from collections import Counter
from tests.laws.laws import broken
from vafa.activities.models import Activity
from vafa.base.clock import club_now
from vafa.base.models import Club, Reference
club = Club.objects.get()
rows = Activity.objects.filter(reference__startswith="K").values_list("reference", "id")
print(json.dumps({
    "there": [[reference, str(id)] for reference, id in rows],
    "references": Reference.objects.filter(reference__startswith="K").count(),
    "broken": {name: len(each) for name, each in broken(club, club_now(club)).items()},
}))
"""


def test_what_was_acknowledged_is_there_once_whenever_the_server_is_killed(copied, capsys):
    here = copied()
    random, load = Random(7), Load(here.key, 7)
    for _ in range(KILLS):
        with here.serving() as server:
            load.start(server.port, CLIENTS)
            time.sleep(random.uniform(0.3, 1.5))
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            load.stop()
    unanswered = len(load.unknown)
    with here.serving() as server:
        load.settle(server.port)
    found = json.loads(here.python(LOOK))
    assert load.wrong == []
    assert load.unknown == set()
    assert dict(found["there"]) == load.acknowledged
    assert len(found["there"]) == found["references"] == len(load.acknowledged)
    assert found["broken"] == {}
    assert here.vafa("ledger", "verify").returncode == 0
    with capsys.disabled():
        print(f"\n{KILLS} kills, {len(load.acknowledged)} acknowledged, {unanswered} asked without an answer")
