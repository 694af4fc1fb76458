"""`vafa serve --workers N`: several processes answer on one port, and none is missed for long."""

import os
import signal
from pathlib import Path

from tests.server.conftest import only_postgresql, only_sqlite
from tests.server.installation import wait_until

ANSWERED = 'vafa_requests_total{route="api:record",status="2xx"} '


@only_sqlite
def test_a_file_has_one_writer(place):
    here = place()
    done = here.vafa("serve", "--workers", "2")
    assert done.returncode == 78
    assert done.stderr.startswith("Several workers need PostgreSQL")
    done = here.vafa("serve", "--workers", "0")
    assert (done.returncode, done.stderr) == (78, "--workers wants a number from 1.\n")


@only_postgresql
def test_two_answer_one_works_and_each_is_started_again_as_long_as_their_parent_lives(copied):
    with copied().serving("--workers", "2") as server:
        first = children(server)
        assert len(first) == 3
        assert [server.buys(f"R{number}")[0] for number in range(40)] == [201] * 40
        # asked so often that both are met: each tells what all of them answered
        assert {counted(server) for _ in range(20)} == {40}
        os.kill(first[0], signal.SIGKILL)
        wait_until(lambda: len(children(server)) == 3 and first[0] not in children(server))
        assert set(first[1:]) < set(children(server))
        assert [server.buys(f"S{number}")[0] for number in range(20)] == [201] * 20
        last = children(server)
        server.process.kill()
        server.process.wait()
        wait_until(lambda: not any(map(is_there, last)))
    started = [line for line in server.lines if line["message"].startswith("Started server process")]
    assert len(started) == 2 + (first[0] in {int(line["message"].split("[")[1][:-1]) for line in started})


@only_postgresql
def test_told_to_stop_they_finish_and_end_well(copied):
    with copied().serving("--workers", "2") as server:
        assert server.buys("R")[0] == 201
        left = children(server)
        assert server.stop() == 0
        assert not any(map(is_there, left))


def counted(server):
    """What /metrics tells of receipts."""
    lines = server.get("/metrics")[2].splitlines()
    return next(float(line.removeprefix(ANSWERED)) for line in lines if line.startswith(ANSWERED))


def children(server):
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_there(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
