"""Where the time of a batch goes: hot.write on SQLite under cProfile, to bench/results/profile-*.txt.

`python bench/run.py` leaves it out; run it by itself: `python -m bench.profile_hot`.
"""

import cProfile
import io
import json
import os
import pstats
import re
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

BATCHES, SIZE, SHOWN = 20, 32, 45
RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="vafa-bench-") as folder:
        os.environ["VAFA_DATA"], os.environ["DATABASE_URL"] = folder, f"sqlite://{folder}/vafa.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"], os.environ["VAFA_REQUESTS_A_MINUTE"] = "vafa.settings", "100000000"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench import hot_world
        from bench.hot_load import Tills

        world, _ = hot_world.make()
        for kind in ("record", "redeem"):
            tills = Tills(0, world, kind)
            (RESULTS / f"profile-{kind}.txt").write_text(_profile(tills, kind))


def _profile(tills: Any, kind: str) -> str:
    from vafa.base.collecting import few_collections
    from vafa.doors.api import hot

    random = Random(1)
    batches = [
        [_request(tills, kind, random, f"{kind}-{number}-{place}") for place in range(SIZE)]
        for number in range(BATCHES)
    ]
    hot.write(batches[0])
    profile = cProfile.Profile()
    with few_collections():
        start = time.perf_counter()
        for batch in batches[1 : BATCHES // 2]:
            assert all(answer is not None and answer.status_code == 201 for answer in hot.write(batch))
        took = (time.perf_counter() - start) / (BATCHES // 2 - 1)
        profile.enable()
        for batch in batches[BATCHES // 2 :]:
            hot.write(batch)
        profile.disable()
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("cumulative").print_stats(SHOWN)
    # files by their place in a package, not on this machine
    lines = [re.sub(r"/\S*/(?:site-packages|python3\.\d+|src)/", "", line) for line in text.getvalue().splitlines()]
    whole = f"{kind}: a batch of {SIZE} took {took * 1000:.1f} ms without the profiler, {took / SIZE * 1000:.2f} each\n"
    return whole + "\n".join(line.rstrip() for line in lines).strip() + "\n"


def _request(tills: Any, kind: str, random: Random, reference: str) -> Any:
    from django.http.request import HttpHeaders

    from vafa.doors.api import hot

    if kind == "record":
        body: Any = tills.receipt(random, reference)
    else:
        member = random.choice(tills.world.members)
        body = {"reference": reference, "member": member, "reward": tills.world.reward, "store": "centre"}
    text = json.dumps(body).encode()
    headers = HttpHeaders({"HTTP_AUTHORIZATION": f"Bearer {tills.world.key}", "CONTENT_TYPE": "application/json"})
    return hot.HotRequest(kind, {}, headers, text, "en", META={"CONTENT_LENGTH": str(len(text))})


if __name__ == "__main__":
    main()
