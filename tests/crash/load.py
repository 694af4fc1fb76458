"""Programs that record, spend and send again, while the server under them dies."""

import http.client
import json
import threading
from random import Random

from tests.server.installation import HOST

CARDS = ("09121110001", "09121110002")


class Load:
    """`acknowledged` is what the server said it had done, by reference; `unknown` was asked without an answer."""

    def __init__(self, key, seed):
        self.key, self.seed = key, seed
        self.acknowledged, self.unknown, self.bodies, self.wrong = {}, set(), {}, []
        self._lock, self._stop, self._threads = threading.Lock(), threading.Event(), []
        self._number = 0

    def start(self, port, clients):
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._client, args=(port, place)) for place in range(clients)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def settle(self, port):
        """What nobody answered is asked again."""
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        for reference in sorted(self.unknown):
            self._send(connection, reference, self.bodies[reference])
        connection.close()

    def _client(self, port, place):
        random = Random(f"{self.seed}-{place}-{port}")
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        while not self._stop.is_set():
            reference, body = self._next(random)
            for _ in range(random.choice((1, 1, 1, 2, 3))):  # some are sent more than once
                if not self._send(connection, reference, body):
                    return
        connection.close()

    def _next(self, random):
        with self._lock:
            self._number += 1
            reference = f"K{self._number}"
        receipt = {"type": "purchase", "reference": reference, "card": random.choice(CARDS), "store": "centre"}
        body = receipt | {"lines": [{"amount_minor": random.randint(10, 9_000)}]}
        self.bodies[reference] = body
        return reference, body

    def _send(self, connection, reference, body):
        """Out: is the server there?"""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        with self._lock:
            if reference not in self.acknowledged:
                self.unknown.add(reference)
        try:
            connection.request("POST", "/api/v1/activities", json.dumps(body), headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        with self._lock:
            if answer.status in {200, 201}:
                before = self.acknowledged.setdefault(reference, told["activity"])
                self.unknown.discard(reference)
                if before != told["activity"]:
                    self.wrong.append((reference, before, told["activity"]))
            elif answer.status not in {429, 503}:
                self.wrong.append((reference, answer.status, told))
        return True
