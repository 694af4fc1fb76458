"""Answers that are dear to make are kept for a little while, the others are always of this moment."""

import threading

import pytest

from vafa.insight import remembering


class Clock:
    """Seconds that pass as the test says."""

    def __init__(self):
        self.now = 1_000.0
        self.made = 0

    def monotonic(self):
        return self.now

    def makes(self, took):
        self.made += 1
        self.now += took
        return self.made


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(remembering, "time", made)
    remembering.forget()
    yield made
    remembering.forget()


def test_what_is_cheap_is_always_made_anew(clock):
    told = [remembering.paced("k", lambda: clock.makes(0.01)) for _ in range(90)]
    assert told == list(range(1, 91))


def test_what_is_dear_is_made_anew_until_it_took_a_second_and_then_for_a_twentieth_of_the_time(clock):
    assert [remembering.paced("k", lambda: clock.makes(0.4)) for _ in range(5)] == [1, 2, 3, 3, 3]
    clock.now += 3.9  # 0.2 s above the second are paid off in four
    assert remembering.paced("k", lambda: clock.makes(0.4)) == 3
    clock.now += 0.2
    assert remembering.paced("k", lambda: clock.makes(0.4)) == 4


def test_no_answer_is_older_than_ten_seconds(clock):
    remembering.paced("k", lambda: clock.makes(30))
    clock.now += 9.9
    assert remembering.paced("k", lambda: clock.makes(30)) == 1
    clock.now += 0.2
    assert remembering.paced("k", lambda: clock.makes(30)) == 2


def test_of_those_who_wait_while_it_is_being_made_one_makes_it_anew_for_all():
    remembering.forget()
    begun, go = threading.Event(), threading.Event()
    made, told = [], []

    def slow():
        made.append(len(made))
        begun.set()
        assert go.wait(10)
        return made[-1]

    def ask():
        told.append(remembering.paced("k", slow))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    threads[0].start()
    assert begun.wait(10)
    for each in threads[1:]:
        each.start()
    threads[-1].join(0.2)
    go.set()
    for each in threads:
        each.join(10)
    assert sorted(told) == [0, 1, 1, 1, 1]
