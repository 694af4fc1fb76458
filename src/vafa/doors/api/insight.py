"""Insight: what the console's reports say, for programs. Sums and shares; members by id alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count, takewhile
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from vafa.activities.errors import UnknownStore
from vafa.base.text import latin_digits
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of
from vafa.doors.api.errors import InsightBusy, InsightNotReady, Malformed
from vafa.doors.api.insight_shapes import (
    FactorRead,
    FiguresRead,
    OutcomeRead,
    OutcomesRead,
    SalesRead,
    SalesRow,
    SuggestionRead,
    SuggestionsRead,
)
from vafa.engine.calendar.periods import Period, add_months, local_date, start_of
from vafa.insight.actions import lakes
from vafa.insight.lake.reading import Busy, Lake, NoLake, opened
from vafa.insight.metrics.breakdown import BY, Row, Scope, Sold, breakdown, choose
from vafa.insight.metrics.suggestions import suggestions as suggestions_of
from vafa.insight.overview import overview
from vafa.insight.reports import outcomes_of
from vafa.insight.shapes import Span
from vafa.segments.queries import definitions
from vafa.tiers.queries import ladder_on

DAYS_MOST = 1830
_ISO = "A day as YYYY-MM-DD"


@operation("GET", "/insight/figures", "insight_figures", "N, V, F, S and what they make", {200: FiguresRead})
def insight_figures(
    request: HttpRequest,
    days: Annotated[int, Query(ge=1, le=DAYS_MOST, description="So many days to the end of today")] = 90,
    store: Annotated[str, Query(description="One store by its code; all, if left out")] = "",
) -> HttpResponse:
    caller = caller_of(request)
    end = _tomorrow(caller)
    code = _store(caller, store)
    place = caller.house.stores[code].id if code else None
    found = overview(caller.club, Span(end - timedelta(days=days), end), caller.now, store=place)
    levers, crowd, lapsed = found.levers, found.concentration, found.lapsed_loyal
    return answer(FiguresRead(
        found.span.start, found.span.end, code, levers.mode,
        [FactorRead(each.letter, each.figure, each.change, each.part) for each in levers.in_order],
        levers.result_minor, levers.result_before_minor, levers.net_minor, levers.net_before_minor,
        found.repeat.by_day.rate, found.repeat.by_receipt.rate, _figure(found.average.order_minor), crowd.top_share,
        crowd.gini, {str(stage): count for stage, count in found.lifecycle.counts.items()}, lapsed.total,
        lapsed.yearly_minor, None if code else found.units.value_minor,
    ))  # fmt: skip


@operation("GET", "/insight/outcomes", "insight_outcomes", "The outcomes, month by month", {200: OutcomesRead})
def insight_outcomes(request: HttpRequest, store: str = "", segment: str = "", tier: str = "") -> HttpResponse:
    caller = caller_of(request)
    caller.for_the_whole_club()
    scope = _scope(caller, store, segment, tier)

    def asked(lake: Lake) -> OutcomesRead:
        found = outcomes_of(caller.club, lake, scope, caller.now)
        rows = [OutcomeRead(row.code, row.measure, row.better, list(row.series)) for row in found.rows]
        return OutcomesRead([month.start for month in found.months], rows)

    return answer(_of_lake(caller, asked))


@operation("GET", "/insight/sales", "insight_sales", "Sales by one thing at a time", {200: SalesRead})
def insight_sales(
    request: HttpRequest,
    by: Annotated[str, Query(description="One of " + ", ".join(BY))],
    since: Annotated[str, Query(description=f"{_ISO}; 90 days ago, if left out")] = "",
    until: Annotated[str, Query(description=f"{_ISO}, itself not included; tomorrow, if left out")] = "",
    store: str = "",
    segment: str = "",
    tier: str = "",
    category: Annotated[str, Query(description="One category alone, where lines are counted")] = "",
) -> HttpResponse:
    caller = caller_of(request)
    if by not in BY:
        raise Malformed(at="by", why="Expected one of " + ", ".join(BY))
    end = _day(until, "until") or _tomorrow(caller)
    start = _day(since, "since") or end - timedelta(days=90)
    if not 0 < (end - start).days <= DAYS_MOST:
        raise Malformed(at="since", why=f"Expected 1 to {DAYS_MOST} days before `until`")
    span, scope = Span(start, end), _scope(caller, store, segment, tier)

    def asked(lake: Lake) -> SalesRead:
        choose(lake, scope)
        months = _months(caller, span)
        found = breakdown(lake, by, span, span.before, months=months, category=category)
        return SalesRead(by, span.start, span.end, [_row(caller, by, row) for row in found.rows])

    return answer(_of_lake(caller, asked))


@operation(
    "GET",
    "/insight/members/{uuid:member}/suggestions",
    "insight_suggestions",
    "What a member will probably buy within 30 days",
    {200: SuggestionsRead},
)
def insight_suggestions(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    id = caller.member(member)
    with _refusing(caller):
        rows, called = suggestions_of(caller.club, id)
    read = [
        SuggestionRead(
            row.sku, called.get(row.sku, ""), row.again, row.chance, row.low, row.high, row.because, row.times,
            row.last_day,
        )
        for row in rows
    ]  # fmt: skip
    return answer(SuggestionsRead(id, read))


def _of_lake(caller: Caller, ask: Any) -> Any:
    with _refusing(caller), opened(caller.club.id) as lake:
        return ask(lake)


@contextmanager
def _refusing(caller: Caller) -> Iterator[None]:
    """Refused: there is no lake yet, and it is asked for; or no room for another question."""
    try:
        yield
    except NoLake:
        lakes.ask_at_once(club=caller.club)
        raise InsightNotReady from None
    except Busy:
        raise InsightBusy from None


def _store(caller: Caller, code: str) -> str:
    """A key that is bound to a store asks about that one."""
    if caller.store and code not in ("", caller.store):
        raise UnknownStore(store=code)
    code = caller.store or code
    if code and code not in caller.house.stores:
        raise UnknownStore(store=code)
    return code


def _scope(caller: Caller, store: str, segment: str, tier: str) -> Scope:
    code = _store(caller, store)
    if segment and segment not in definitions(caller.club):
        raise Malformed(at="segment", why="The club has no such segment")
    ladder = ladder_on(caller.club, caller.now)
    if tier and tier not in {each.id for each in (ladder.tiers if ladder else ())}:
        raise Malformed(at="tier", why="The club has no such tier")
    return Scope(str(caller.house.stores[code].id) if code else "", segment, tier)


def _tomorrow(caller: Caller) -> date:
    return local_date(caller.now, caller.club.zone) + timedelta(days=1)


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    written = latin_digits(text)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Malformed(at=field, why="Expected a day as YYYY-MM-DD") from None
    if day.isoformat() != written or not 1900 <= day.year <= 2200:
        raise Malformed(at=field, why="Expected a day as YYYY-MM-DD, from 1900 to 2200")
    return day


def _months(caller: Caller, span: Span) -> list[date]:
    calendar = caller.club.reckoning
    first = start_of(calendar, Period.MONTH, span.before.start)
    return list(takewhile(lambda day: day < span.end, (add_months(calendar, first, n) for n in count())))


def _row(caller: Caller, by: str, row: Row) -> SalesRow:
    key = caller.store_code(UUID(row.key)) if by == "store" and row.key else row.key
    now: Sold = row.now
    return SalesRow(
        key, now.buyers, now.purchases, now.net_minor, now.discount_minor, now.cost_minor if now.costed else None,
        now.new_buyers, now.quantity, row.before.net_minor,
    )  # fmt: skip


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)
