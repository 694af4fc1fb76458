"""A replay over a whole club: chunks of whole members on all cores, with progress, in bounded memory."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter
from typing import Generic, TypeVar

import django

from vafa.base.collecting import few_collections
from vafa.base.models import Club
from vafa.earning.queries import Judges
from vafa.insight.backtest import reading
from vafa.insight.backtest.budgets import settle
from vafa.insight.backtest.member import Replay
from vafa.insight.backtest.reading import Chunk
from vafa.insight.backtest.replaying import Difference, differences
from vafa.insight.backtest.rows import Row, Sold, sold_in
from vafa.insight.backtest.scenario import Ready, Scenario, Setting
from vafa.insight.backtest.totals import Totals

Progress = Callable[[int, int], None]
"""Hears how many members are done, and of how many."""
Found = TypeVar("Found")
WORTH_SECONDS = 4.0
"""Of work that is left: to start a process takes more than one."""
IN_HAND = 2
"""Chunks that wait for each process: the next is read while the last is judged."""


def quiet(done: int, of: int) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half open, of happened time; None is the beginning."""

    since: datetime | None
    until: datetime


def backtest(
    club: Club, scenarios: Sequence[Scenario], span: Span, *, cores: int | None = None, progress: Progress = quiet
) -> list[Totals]:
    """In: scenarios to replay over the club's history in time order, what to count of it, and on how many cores (all).
    Out: the totals of each, over the same members in the same order. It says what the history would have earned, and
    nothing of what people would have done."""
    setting = Setting(club.reckoning, club.zone, club.return_window_days, span.since, span.until)
    totals = [Totals() for _ in scenarios]
    for found in _each(club, _draft, (setting, tuple(scenarios)), cores, progress):
        for total, each in zip(totals, found, strict=True):
            total.add(each)
    for total, scenario in zip(totals, scenarios, strict=True):
        settle(total, Ready(scenario).worth)
    return totals


def replay(club: Club, *, cores: int | None = None, progress: Progress = quiet) -> list[Difference]:
    """Law 10 over the whole club. Out: the activities whose stored facts do not give what was booked; none is right."""
    found: list[Difference] = []
    for each in _each(club, _law, (), cores, progress):
        found += each
    return found


def _draft(club: Club, chunk: Chunk, setting: Setting, scenarios: Sequence[Scenario]) -> list[Totals]:
    ready = [(Ready(scenario), Totals()) for scenario in scenarios]
    for member in reading.members_of(club, chunk):
        rows = [(row, _sold(row)) for row in reading.in_time_order(member.rows) if row.happened_at < setting.until]
        if not rows:
            continue
        for scenario, total in ready:
            Replay(scenario, setting, member, total).told(rows)
    return [total for _, total in ready]


def _sold(row: Row) -> Sold | None:
    return sold_in(row.body) if row.kind == "purchase" else None


def _law(club: Club, chunk: Chunk) -> list[Difference]:
    judges = Judges(club)
    return [
        difference
        for member in reading.members_of(club, chunk, awards=True)
        for difference in differences(judges, club.zone, member)
    ]


@dataclass(frozen=True, slots=True)
class Task(Generic[Found]):
    """What is done with each chunk of a club."""

    club: Club
    work: Callable[..., Found]
    extra: tuple[object, ...]

    def on(self, chunk: Chunk) -> Found:
        with few_collections():
            return self.work(self.club, chunk, *self.extra)


def _each(
    club: Club, work: Callable[..., Found], extra: tuple[object, ...], cores: int | None, progress: Progress
) -> Iterator[Found]:
    """The first chunk is done here and tells whether other processes are worth their start."""
    chunks, task = reading.chunks_of(club), Task(club, work, extra)
    members, done = sum(len(chunk.members) for chunk in chunks), 0
    progress(0, members)
    for chunk, found in _in_order(task, chunks, cores or os.cpu_count() or 1):
        yield found
        done += len(chunk.members)
        progress(done, members)


def _in_order(task: Task[Found], chunks: list[Chunk], cores: int) -> Iterator[tuple[Chunk, Found]]:
    left = iter(chunks)
    for first in islice(left, 1):
        start = perf_counter()
        yield first, task.on(first)
        members = sum(len(chunk.members) for chunk in chunks)
        if cores > 1 and (perf_counter() - start) * (members / len(first.members) - 1) > WORTH_SECONDS:
            yield from _on_cores(task, left, cores)
    for chunk in left:
        yield chunk, task.on(chunk)


def _on_cores(task: Task[Found], chunks: Iterator[Chunk], cores: int) -> Iterator[tuple[Chunk, Found]]:
    """In the order of the chunks, so that two runs add up alike."""
    # started anew and not forked: a server has threads and connections
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=fresh, initializer=django.setup) as pool:
        waiting: deque[tuple[Chunk, Future[Found]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, pool.submit(task.on, chunk)))
            if len(waiting) >= cores * IN_HAND:
                ready, future = waiting.popleft()
                yield ready, future.result()
        for ready, future in waiting:
            yield ready, future.result()
