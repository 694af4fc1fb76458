"""Tills: so many clients, each asking one thing after the other. A process of its own, on plain sockets.

Kinds: record (members at random), zipf, by_django (each request by itself), redeem, mixed (one redemption in five),
balance, and pages, which a manager's browser asks for.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from random import Random

from bench.hot_world import CATEGORIES, World

PAGES = ("", "members/", "lapsed/", "top/")


class Tills:
    def __init__(self, port: int, world: World, kind: str) -> None:
        self.port, self.world, self.kind = port, world, kind
        self.took: list[float] = []
        self.done = self.others = 0

    async def till(self, number: int, until: float) -> None:
        random = Random(f"{number}-{time.time_ns()}")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        count = 0
        while time.perf_counter() < until:
            count += 1
            asked, wanted = self.request(random, f"{number}-{count}-{time.time_ns()}")
            start = time.perf_counter()
            writer.write(asked)
            status = await reader.readline()
            length = 0
            while (line := await reader.readline()) not in {b"\r\n", b""}:
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            await reader.readexactly(length)
            self.took.append(time.perf_counter() - start)
            self.done += wanted in status
            self.others += wanted not in status
        writer.close()

    def request(self, random: Random, reference: str) -> tuple[bytes, bytes]:
        """Out: what is sent, and the status that is wanted."""
        if self.kind == "pages":
            return self.head("GET", f"/console/{self.world.slug}/{random.choice(PAGES)}", self.world.session), b" 200 "
        if self.kind == "balance":
            return self.head("GET", f"/api/v1/members/{random.choice(self.world.members)}/units"), b" 200 "
        if self.kind == "redeem" or (self.kind == "mixed" and random.random() < 0.2):
            member = random.choice(self.world.members)
            body = {"reference": reference, "member": member, "reward": self.world.reward, "store": "centre"}
            return self.post("/api/v1/redemptions", body), b" 201 "
        return self.post("/api/v1/activities", self.receipt(random, reference)), b" 201 "

    def post(self, path: str, body: object) -> bytes:
        text = json.dumps(body).encode()
        # a cookie sends a request to Django's own handler
        cookie = "a=b" if self.kind == "by_django" else ""
        return self.head("POST", path, cookie, f"Content-Length: {len(text)}\r\n") + text

    def head(self, method: str, path: str, cookie: str = "", more: str = "") -> bytes:
        cookies = f"Cookie: {cookie}\r\n" if cookie else ""
        key = "" if self.kind == "pages" else f"Authorization: Bearer {self.world.key}\r\n"
        content = "Content-Type: application/json\r\n" if method == "POST" else ""
        return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{key}{content}{cookies}{more}\r\n".encode()

    def receipt(self, random: Random, reference: str) -> object:
        phones = self.world.phones
        zipf = min(len(phones) - 1, int(random.paretovariate(1.0)) - 1)
        card = phones[zipf] if self.kind == "zipf" else random.choice(phones)
        lines = [
            {"amount_minor": random.randint(100, 9_000), "category": random.choice(CATEGORIES), "sku": f"s{each}"}
            for each in range(random.randint(3, 8))
        ]
        return {"type": "purchase", "reference": reference, "card": card, "store": "centre", "lines": lines}


async def main(port: int, clients: int, seconds: float, kind: str) -> None:
    world = World(**json.loads((Path(os.environ["VAFA_DATA"]) / "world.json").read_text()))
    tills = Tills(port, world, kind)
    start = time.perf_counter()
    await asyncio.gather(*(tills.till(number, start + seconds) for number in range(clients)))
    took = sorted(tills.took)
    figures = {
        "a_second": tills.done / (time.perf_counter() - start), "done": tills.done, "others": tills.others,
        **{f"p{each}_ms": took[int(len(took) * each / 100)] * 1000 for each in (50, 95, 99)},
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
