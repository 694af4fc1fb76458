"""A replay over a whole club: chunks of whole members on all cores, with progress, in bounded memory."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import django

from vafa.base.collecting import few_collections
from vafa.base.models import Club
from vafa.earning.queries import Judges
from vafa.insight.backtest import reading
from vafa.insight.backtest.member import Replay
from vafa.insight.backtest.reading import Absorbed, Chunk
from vafa.insight.backtest.replaying import Difference, differences
from vafa.insight.backtest.rows import Row, Sold, sold_in
from vafa.insight.backtest.scenario import Ready, Scenario, Setting
from vafa.insight.backtest.totals import Totals

Progress = Callable[[int, int], None]
"""Hears how many members are done, and of how many."""
Found = TypeVar("Found")
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
    return totals


def replay(club: Club, *, cores: int | None = None, progress: Progress = quiet) -> list[Difference]:
    """Law 10 over the whole club. Out: the activities whose stored facts do not give what was booked; none is right."""
    found: list[Difference] = []
    for each in _each(club, _law, (), cores, progress):
        found += each
    return found


def _draft(
    club: Club, chunk: Chunk, absorbed: Absorbed, setting: Setting, scenarios: Sequence[Scenario]
) -> list[Totals]:
    ready = [(Ready(scenario), Totals()) for scenario in scenarios]
    for member in reading.members_of(club, chunk, absorbed):
        rows = [(row, _sold(row)) for row in reading.in_time_order(member.rows) if row.happened_at < setting.until]
        if not rows:
            continue
        for scenario, total in ready:
            Replay(scenario, setting, member, total).told(rows)
    return [total for _, total in ready]


def _sold(row: Row) -> Sold | None:
    return sold_in(row.body) if row.kind == "purchase" else None


def _law(club: Club, chunk: Chunk, absorbed: Absorbed) -> list[Difference]:
    judges = Judges(club)
    return [
        difference
        for member in reading.members_of(club, chunk, absorbed, awards=True)
        for difference in differences(judges, club.zone, member)
    ]


def _each(
    club: Club, work: Callable[..., Found], extra: tuple[object, ...], cores: int | None, progress: Progress
) -> Iterator[Found]:
    chunks, absorbed = reading.chunks_of(club), reading.absorbed_in(club)
    many = min(cores or os.cpu_count() or 1, len(chunks))
    members, done = sum(chunk.members for chunk in chunks), 0
    progress(0, members)
    if many <= 1:
        with few_collections():
            for chunk in chunks:
                yield work(club, chunk, absorbed, *extra)
                done += chunk.members
                progress(done, members)
        return
    for chunk, found in _on_cores(many, club.id, chunks, absorbed, work, extra):
        yield found
        done += chunk.members
        progress(done, members)


def _on_cores(
    many: int,
    club: UUID,
    chunks: list[Chunk],
    absorbed: Absorbed,
    work: Callable[..., Found],
    extra: tuple[object, ...],
) -> Iterator[tuple[Chunk, Found]]:
    """In the order of the chunks, so that two runs add up alike."""
    # started anew and not forked: a server has threads and connections
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(many, mp_context=fresh, initializer=django.setup) as pool:
        waiting: list[tuple[Chunk, Future[Found]]] = []
        left = iter(chunks)
        while True:
            while len(waiting) < many * IN_HAND and (chunk := next(left, None)):
                waiting.append((chunk, pool.submit(_in_process, work, club, chunk, absorbed, extra)))
            if not waiting:
                return
            chunk, future = waiting.pop(0)
            yield chunk, future.result()


def _in_process(
    work: Callable[..., Found], club: UUID, chunk: Chunk, absorbed: Absorbed, extra: tuple[object, ...]
) -> Found:
    with few_collections():
        return work(Club.objects.get(id=club), chunk, absorbed, *extra)
