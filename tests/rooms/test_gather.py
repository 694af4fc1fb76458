"""Group commit without a verb: what comes while one batch is written is the next one."""

import asyncio
import threading

import pytest

from vafa.base.gather import Full, Gatherer


def gathered(write, **facts):
    return Gatherer(write, name="test", **facts)


def together(gatherer, jobs):
    async def all_of_them():
        return await asyncio.gather(*(gatherer.ask(job) for job in jobs), return_exceptions=True)

    return asyncio.run(all_of_them())


def test_each_is_answered_and_what_waited_is_one_batch():
    batches, gate = [], threading.Event()

    def write(jobs):
        if not batches:
            gate.wait(5)
        batches.append(list(jobs))
        return [job * 10 for job in jobs]

    gatherer = gathered(write)

    async def ask():
        first = asyncio.create_task(gatherer.ask(0))
        await asyncio.sleep(0.05)
        rest = [asyncio.create_task(gatherer.ask(job)) for job in range(1, 6)]
        await asyncio.sleep(0.05)
        gate.set()
        return [await first, *[await each for each in rest]]

    assert asyncio.run(ask()) == [0, 10, 20, 30, 40, 50]
    assert batches == [[0], [1, 2, 3, 4, 5]]
    gatherer.stop()


def test_no_batch_is_larger_than_it_may_be():
    sizes = []
    gatherer = gathered(lambda jobs: sizes.append(len(jobs)) or jobs, at_once=4)
    assert together(gatherer, range(30)) == list(range(30))
    assert max(sizes) <= 4
    assert sum(sizes) == 30
    gatherer.stop()


def test_who_comes_when_too_many_wait_is_told_so_and_the_others_are_answered():
    gate = threading.Event()
    gatherer = gathered(lambda jobs: gate.wait(5) and jobs, at_once=1, most=3)

    async def ask():
        tasks = [asyncio.create_task(gatherer.ask(job)) for job in range(9)]
        await asyncio.sleep(0.05)
        gate.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    told = asyncio.run(ask())
    refused = [each for each in told if isinstance(each, Full)]
    assert 5 <= len(refused) <= 6  # one may have been taken up already
    assert all(each == job for job, each in enumerate(told) if not isinstance(each, Full))
    gatherer.stop()


def test_what_breaks_is_heard_by_all_of_its_batch_and_the_next_goes_on():
    def write(jobs):
        if "bad" in jobs:
            raise ZeroDivisionError
        return jobs

    gatherer = gathered(write)
    assert isinstance(together(gatherer, ["bad"])[0], ZeroDivisionError)
    assert together(gatherer, ["good"]) == ["good"]
    gatherer.stop()


def test_what_waits_is_written_before_it_stops_and_nobody_is_heard_after():
    done = []
    gatherer = gathered(lambda jobs: done.extend(jobs) or jobs)

    async def ask():
        tasks = [asyncio.create_task(gatherer.ask(job)) for job in range(50)]
        await asyncio.sleep(0)
        await asyncio.to_thread(gatherer.stop)
        return await asyncio.gather(*tasks)

    assert asyncio.run(ask()) == list(range(50)) == done
    with pytest.raises(Full):
        asyncio.run(gatherer.ask(51))


def test_whoever_went_away_meanwhile_breaks_nothing():
    gate = threading.Event()
    gatherer = gathered(lambda jobs: gate.wait(5) and jobs)

    async def ask():
        gone = asyncio.create_task(gatherer.ask(1))
        await asyncio.sleep(0.02)
        gone.cancel()
        stays = asyncio.create_task(gatherer.ask(2))
        gate.set()
        return await stays

    assert asyncio.run(ask()) == 2
    gatherer.stop()
