"""The figures of a period from SQL alone: the same statements on DuckDB over a lake and on PostgreSQL over its tables.

For a club whose history no longer fits a process's memory, for programs and other engines. The metrics in `metrics/`
say the same of a history in memory; a test holds the three against each other.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from vafa.base.models import Club
from vafa.engine.calendar.periods import Calendar, Period, next_start, start_of
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.lapsed_loyal import DEFAULTS as LAPSED
from vafa.insight.metrics.lapsed_loyal import GAPS
from vafa.insight.metrics.levers import factors_of, parts_of, result
from vafa.insight.metrics.rhythm import YEAR_DAYS, median_of_counts
from vafa.insight.shapes import LapsedSettings, Mode, Share, Span
from vafa.insight.statements import statement
from vafa.insight.totals import Sums

Rows = Sequence[Sequence[Any]]
Ask = Callable[[str, Mapping[str, Any]], Rows]
"""In: the name of a statement in sql/kpi and its values by name. Out: its rows."""


@dataclass(frozen=True, slots=True)
class Factors:
    """N, V, F, S of a period and the one before, exact; their parts of the change of the result in minor units, or None
    where it is not split."""

    mode: Mode
    now: tuple[Fraction | None, ...]
    before: tuple[Fraction | None, ...]
    result_minor: int
    result_before_minor: int
    parts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Few:
    """How much few bring: buyers, net sales, the share of the first fifth, the Gini coefficient."""

    buyers: int
    net_minor: int
    top_share: float | None
    gini: float | None


@dataclass(frozen=True, slots=True)
class Silent:
    """How many are left after each step of the lapsed loyal, and what those spent in their last year."""

    silent: int
    often: int
    loyal: int
    yearly_minor: int
    gap_days_most: Fraction | None


@dataclass(frozen=True, slots=True)
class Kpis:
    """`rfm`: by the fifths of recency, frequency and money (buyers, net sales); `cohorts`: by the first days of the
    month of the first purchase and of a month from it on (who bought, net sales)."""

    span: Span
    sums: Sums
    sums_before: Sums
    factors: Factors
    repeat_by_receipt: Share
    repeat_by_day: Share
    rfm: Mapping[tuple[int, int, int], tuple[int, int]]
    cohorts: Mapping[tuple[date, date], tuple[int, int]]
    concentration: Few
    median_gap_days: float | None
    lapsed_loyal: Silent


def kpis(ask: Ask, span: Span, at: date, calendar: Calendar, lapsed: LapsedSettings = LAPSED) -> Kpis:
    """In: who answers, a period of local dates, the day after the last that counts, the club's calendar and the
    thresholds. Out: the figures; money in minor units. Refused: a period without days."""
    if span.days < 1:
        raise ValueError("a period has at least one day")
    now, before = _sums(ask, span), _sums(ask, span.before)
    [(buyers, twice, two_days)] = ask("repeat", _days(span))
    year = Span(at - timedelta(days=YEAR_DAYS), at)
    gap = median_of_counts(Counter({int(gap): int(count) for gap, count in ask("gaps", _days(year))}))
    return Kpis(
        span, now, before, _factors(now, before), Share(int(twice), int(buyers)), Share(int(two_days), int(buyers)),
        {(int(r), int(f), int(m)): (int(count), int(net)) for r, f, m, count, net in ask("rfm", _days(year))},
        _cohorts(ask, at, calendar), _few(ask, span), gap, _silent(ask, at, gap, lapsed),
    )  # fmt: skip


def over_lake(lake: Lake) -> Ask:
    """In: a lake whose scope was chosen. Out: who answers from it."""

    def ask(name: str, values: Mapping[str, Any]) -> Rows:
        return lake.connection.execute(_for_duckdb(name), dict(values)).fetchall()

    ask("visits_of_lake", {})
    return ask


def over_postgresql(club: Club, store: str = "") -> Ask:
    """In: a club whose tables are on PostgreSQL, and a store's id or all. Out: who answers from them, in a table that
    ends with the connection."""

    def ask(name: str, values: Mapping[str, Any]) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(statement(f"kpi/{name}"), dict(values))
            found: Rows = cursor.fetchall() if cursor.description else []
        return found

    ask("visits_of_activities", {"club": str(club.id), "store": store})
    return ask


def _for_duckdb(name: str) -> str:
    return re.sub(r"%\((\w+)\)s", r"$\1", statement(f"kpi/{name}"))


def _days(span: Span) -> dict[str, Any]:
    return {"since": span.start, "until": span.end}


def _sums(ask: Ask, span: Span) -> Sums:
    [(buyers, purchases, net, discount, cost, costed)] = ask("sums", _days(span))
    return Sums(int(buyers), int(purchases), int(net), int(discount), int(cost), bool(costed))


def _factors(now: Sums, before: Sums) -> Factors:
    mode: Mode = "margin" if now.costed and before.costed else "not_given_away"
    factors, factors_before = factors_of(now, mode), factors_of(before, mode)
    made, made_before = result(now, mode), result(before, mode)
    parts, _ = parts_of(factors, factors_before, made, made_before)
    return Factors(mode, factors, factors_before, made, made_before, tuple(parts))


def _cohorts(ask: Ask, at: date, calendar: Calendar) -> dict[tuple[date, date], tuple[int, int]]:
    [(first,)] = ask("first_day", {})
    if first is None or first >= at:
        return {}
    starts = [start_of(calendar, Period.MONTH, first)]
    while (following := next_start(calendar, Period.MONTH, starts[-1])) < at:
        starts.append(following)
    rows = ask("cohorts", {"months": starts, "at": at})
    return {
        (starts[int(cohort) - 1], starts[int(month) - 1]): (int(bought), int(net))
        for cohort, month, bought, net in rows
    }


def _few(ask: Ask, span: Span) -> Few:
    [(buyers, net, top, weighted)] = (map(int, row) for row in ask("concentration", _days(span)))
    if net <= 0:
        return Few(buyers, net, None, None)
    return Few(buyers, net, top / net, (2 * weighted - (buyers + 1) * net) / (buyers * net))


def _silent(ask: Ask, at: date, median_gap: float | None, lapsed: LapsedSettings) -> Silent:
    most = GAPS * Fraction(median_gap) if median_gap is not None else None
    if lapsed.gap_days_most is not None:
        most = Fraction(lapsed.gap_days_most)
    of, by = most.as_integer_ratio() if most is not None else (-1, 1)
    values = {
        "until": at, "visits_above": lapsed.visits_above, "silent_above": lapsed.silent_days_above, "gap_of": of,
        "gap_by": by,
    }  # fmt: skip
    [(silent, often, loyal, yearly)] = ask("lapsed_loyal", values)
    return Silent(int(silent), int(often), int(loyal), int(yearly), most)
