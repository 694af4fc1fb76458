import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def children_of(pid):
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see processes")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_demo_that_is_stopped_leaves_no_process_behind(tmp_path, ending):
    port = free_port()
    environment = os.environ | {
        "VAFA_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite://{tmp_path / 'demo.sqlite3'}",
        "VAFA_DEMO_MEMBERS": "120",
    }
    command = [sys.executable, "-m", "vafa.cli", "demo", "--port", str(port)]
    demo = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/health/live") == 200)
    assert answers(f"http://127.0.0.1:{port}/health/ready") == 503
    assert answers(f"http://127.0.0.1:{port}/") == 200
    loaders = children_of(demo.pid)
    assert loaders
    demo.send_signal(ending)
    demo.wait(timeout=20)
    wait_until(lambda: all(gone(pid) for pid in loaders))


def wait_until(holds):
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about in 30 s")
