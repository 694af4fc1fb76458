"""A draft's backtest in the background: asked for, run by the worker with progress, kept. The last question counts."""

import logging
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from vafa.base import clock, jobs, sql
from vafa.base.models import Club
from vafa.earning.errors import NoProgramme
from vafa.engine.calendar.periods import first_instant, local_date
from vafa.engine.earning.plain import from_plain, to_plain
from vafa.engine.earning.programme import Programme
from vafa.engine.tiers import Ladder
from vafa.insight.backtest import found, running
from vafa.insight.backtest.in_force import in_force
from vafa.insight.backtest.scenario import Scenario
from vafa.insight.backtest.totals import Totals
from vafa.insight.models import Backtest
from vafa.insight.queries import across

log = logging.getLogger("vafa.insight")

JOB: Final = "backtest"
YEAR: Final = timedelta(days=365)
SILENT: Final = timedelta(seconds=20)
"""Whoever runs one says so more often; after that its process is taken for dead."""
TELL_EVERY: Final = timedelta(seconds=0.5)


class StillRuns(Exception):
    """Another process said a moment ago that it is at it. The job is tried again: it may be dead."""


class Dropped(Exception):
    """A later question took its place."""


def digest_of(programme: Programme, ladder: Ladder | None) -> str:
    """Equal for rules that judge alike; the number of a version does not count."""
    plain = [to_plain(programme) | {"version": 0}, to_plain(ladder) if ladder else None]
    return sha256(sql.encode_json(plain).encode()).hexdigest()


@transaction.atomic
def ask(*, club: Club, about: UUID, programme: Programme, ladder: Ladder | None, now: datetime) -> Backtest:
    """In: what it is about and the rules to replay. Out: the backtest, which the worker runs; one of the same rules
    that is not done yet stands for it, and others about the same are dropped."""
    digest = digest_of(programme, ladder)
    open_ones = Backtest.objects.filter(club=club, about=about, state__in=("waiting", "running"))
    open_ones.exclude(digest=digest).update(state="dropped", ended_at=now)
    asked = open_ones.filter(digest=digest).order_by("-asked_at").first()
    if asked is None:
        content = {"programme": to_plain(programme), "ladder": to_plain(ladder) if ladder else None}
        asked = Backtest.objects.create(club=club, about=about, digest=digest, content=content, asked_at=now)
    jobs.enqueue([(club.id, JOB, {"backtest": str(asked.id)}, f"backtest:{asked.id}", now)])
    return asked


def run(*, club: Club, backtest_id: UUID, now: datetime) -> Backtest | None:
    """In: a backtest that was asked for. Out: done, or failed; None where another took its place or it is done. May run
    twice: StillRuns while another process is at it."""
    asked = Backtest.objects.filter(club=club, id=backtest_id)
    at = clock.now()
    free = asked.filter(state="waiting") | asked.filter(state="running", heard_at__lt=at - SILENT)
    if not free.update(state="running", heard_at=at, done=0):
        if asked.filter(state="running").exists():
            raise StillRuns
        return None
    row = asked.get()
    try:
        told = _replayed(club, row, now)
    except Dropped:
        return None
    except Exception:
        # shown on the page with a button to ask again; the job has done what it could
        log.exception("backtest %s failed", backtest_id)
        asked.filter(state="running").update(state="failed", ended_at=clock.now())
        return asked.get()
    asked.filter(state="running").update(state="done", found=told, ended_at=clock.now())
    return asked.get()


def _replayed(club: Club, row: Backtest, now: datetime) -> dict[str, Any]:
    draft = Scenario("draft", [(club.created_at, from_plain(Programme, row.content["programme"]))],
                     from_plain(Ladder, row.content["ladder"]) if row.content["ladder"] else None)  # fmt: skip
    scenarios = [draft]
    with suppress(NoProgramme):  # the club's first programme is held against nothing
        scenarios.insert(0, in_force(club, now))
    today = local_date(now, club.zone)
    # whole days, so that two backtests of one day are of the same year
    since, until = (first_instant(day, club.zone) for day in (today - YEAR + timedelta(days=1), today + timedelta(1)))
    began = clock.now()
    totals = _totals(club, scenarios, running.Span(since, until), _Told(row.id))
    spent = across.units_spent(club.id, since, until)
    sides = [
        found.side(total, scenario, _worth_of(spent, scenario))
        for total, scenario in zip(totals, scenarios, strict=True)
    ]
    return {
        "since": since.isoformat(), "until": until.isoformat(), "receipts": totals[-1].receipts,
        "took_ms": int((clock.now() - began) / timedelta(milliseconds=1)), "draft": sides[-1],
        "live": sides[0] if len(sides) > 1 else None,
        "compared": _compared(totals, scenarios) if len(sides) > 1 else None,
    }  # fmt: skip


def _totals(club: Club, scenarios: list[Scenario], span: running.Span, progress: running.Progress) -> list[Totals]:
    """What is in force was mostly replayed a change ago; while the history is the same, only the draft is replayed."""
    if len(scenarios) == 1:
        return running.backtest(club, scenarios, span, progress=progress)
    live, draft = scenarios
    key = ("in force", club.id, across.history_token(club.id), span, _digest_of_all(live))
    known = _replayed_live.get(key)
    if known is None:
        known, total = running.backtest(club, scenarios, span, progress=progress)
        _replayed_live.clear()
        _replayed_live[key] = known
        return [known, total]
    (total,) = running.backtest(club, [draft], span, progress=progress)
    if total.members.ids != known.members.ids:  # somebody came or was merged meanwhile
        _replayed_live.clear()
        return running.backtest(club, scenarios, span, progress=progress)
    return [known, total]


_replayed_live: dict[Hashable, Totals] = {}
"""The last one alone: a club of a million members takes 32 MB."""


def _digest_of_all(scenario: Scenario) -> tuple[str, ...]:
    return tuple(f"{starts_at} {digest_of(programme, scenario.ladder)}" for starts_at, programme in scenario.versions)


def _compared(totals: list[Totals], scenarios: list[Scenario]) -> dict[str, Any] | None:
    """None where a unit has no declared value: then nobody can say who gets more."""
    valued = all(any(unit.value_minor_per[0] for unit in scenario.units) for scenario in scenarios)
    return found.compared(totals[0], totals[1]) if valued else None


def _worth_of(spent: dict[str, int], scenario: Scenario) -> int:
    return sum(spent.get(unit.code, 0) * unit.value_minor_per[0] // unit.value_minor_per[1] for unit in scenario.units)


@dataclass(slots=True)
class _Told:
    """Hears of the progress and writes it down, and whether it is still wanted."""

    id: UUID
    told_at: datetime | None = None

    def __call__(self, done: int, of: int) -> None:
        at = clock.now()
        if self.told_at is not None and done < of and at - self.told_at < TELL_EVERY:
            return
        self.told_at = at
        if not Backtest.objects.filter(id=self.id, state="running").update(done=done, of=of, heard_at=at):
            raise Dropped
