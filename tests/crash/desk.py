"""A program that merges people while the server under it dies. Each step has its own key and may be asked again."""

import http.client
import json
import threading

from tests.server.installation import HOST


class Desk:
    """For each pair: two join, one buys much and one little, the first is merged into the second, who rises by it.
    `merged` are the second members."""

    def __init__(self, key):
        self.key, self.merged, self.wrong = key, [], []
        self._number, self._stop, self._thread = 0, threading.Event(), None

    def start(self, port):
        self._stop.clear()
        self._thread = threading.Thread(target=self._work, args=(port,))
        self._thread.start()

    def stop(self):
        self._stop.set()
        self._thread.join()

    def settle(self, port):
        """The pair in hand is merged too."""
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        assert self._pair(connection), self.wrong
        connection.close()

    def _work(self, port):
        """Whoever is not answered begins the pair anew: what was done already is answered as it was."""
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        while not self._stop.is_set():
            try:
                self._number += self._pair(connection)
            except (OSError, http.client.HTTPException, ValueError):
                connection.close()
                self._stop.wait(0.05)

    def _pair(self, connection):
        """Out: was everything answered?"""
        number = self._number
        people = []
        for place in range(2):
            phone = f"0935{1_000_000 + 2 * number + place}"
            status, told = self._ask(connection, "members", f"J{number}-{place}", {"phone": phone})
            if status not in {200, 201}:
                return False
            people.append(told["member"])
        for member, amount in zip(people, (5_000, 100), strict=True):
            receipt = {"type": "purchase", "member": member, "store": "centre", "lines": [{"amount_minor": amount}]}
            if self._ask(connection, "activities", f"B{number}-{amount}", receipt)[0] not in {200, 201}:
                return False
        body = {"absorbed": people[0], "reason": "one person"}
        status, _ = self._ask(connection, f"members/{people[1]}/merges", f"M{number}", body)
        if status in {200, 201} and people[1] not in self.merged:
            self.merged.append(people[1])
        return status in {200, 201}

    def _ask(self, connection, path, key, body):
        headers = {
            "Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Idempotency-Key": key,
        }  # fmt: skip
        connection.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status not in {200, 201, 429, 503}:
            self.wrong.append((path, key, answer.status, told))
        return answer.status, told
