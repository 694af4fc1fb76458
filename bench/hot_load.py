"""Tills: so many clients, each sending one receipt after the other. A process of its own, on plain sockets."""

import asyncio
import json
import sys
import time
from random import Random

from bench.hot_world import CATEGORIES, MEMBERS, phone


class Tills:
    def __init__(self, port: int, key: str, *, zipf: bool, by_django: bool) -> None:
        self.port, self.key, self.zipf, self.by_django = port, key, zipf, by_django
        self.took: list[float] = []
        self.booked = self.others = 0

    async def till(self, number: int, until: float) -> None:
        random = Random(f"{number}-{time.time_ns()}")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        count = 0
        while time.perf_counter() < until:
            count += 1
            body = self.receipt(random, f"{number}-{count}-{time.time_ns()}")
            start = time.perf_counter()
            writer.write(self.head(body) + body)
            status = await reader.readline()
            length = 0
            while (line := await reader.readline()) not in {b"\r\n", b""}:
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            await reader.readexactly(length)
            self.took.append(time.perf_counter() - start)
            self.booked += b" 201 " in status
            self.others += b" 201 " not in status
        writer.close()

    def head(self, body: bytes) -> bytes:
        """A cookie sends a request to Django's own handler."""
        cookie = "Cookie: a=b\r\n" if self.by_django else ""
        return (
            f"POST /api/v1/activities HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\n{cookie}Content-Length: {len(body)}\r\n\r\n"
        ).encode()

    def receipt(self, random: Random, reference: str) -> bytes:
        place = min(MEMBERS - 1, int(random.paretovariate(1.0)) - 1) if self.zipf else random.randrange(MEMBERS)
        lines = [
            {"amount_minor": random.randint(100, 9_000), "category": random.choice(CATEGORIES), "sku": f"s{each}"}
            for each in range(random.randint(3, 8))
        ]
        item = {"type": "purchase", "reference": reference, "card": phone(place), "store": "centre", "lines": lines}
        return json.dumps(item).encode()


async def main(port: int, key: str, clients: int, seconds: float, kind: str) -> None:
    tills = Tills(port, key, zipf=kind == "zipf", by_django=kind == "django")
    start = time.perf_counter()
    await asyncio.gather(*(tills.till(number, start + seconds) for number in range(clients)))
    took = sorted(tills.took)
    figures = {
        "a_second": tills.booked / (time.perf_counter() - start), "booked": tills.booked, "others": tills.others,
        "p50_ms": took[len(took) // 2] * 1000, "p99_ms": took[int(len(took) * 0.99)] * 1000,
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]))
