"""Every figure three times: SQL on DuckDB over the lake, the same SQL on PostgreSQL, and plain Python."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection

from tests.people import IMPORT, NOON, make_cast
from vafa.activities.shapes import Line, Purchase, Return
from vafa.engine.calendar.periods import Period, next_start
from vafa.insight import kpis as measured
from vafa.insight.kpis import kpis, over_lake, over_postgresql
from vafa.insight.lake.reading import opened
from vafa.insight.lake.refreshing import refresh
from vafa.insight.metrics.breakdown import Scope, choose
from vafa.insight.metrics.cohorts import cohorts
from vafa.insight.metrics.concentration import concentration
from vafa.insight.metrics.lapsed_loyal import lapsed_loyal
from vafa.insight.metrics.levers import levers
from vafa.insight.metrics.repeat import repeat
from vafa.insight.metrics.rfm import rfm
from vafa.insight.metrics.rhythm import rhythms
from vafa.insight.queries import across
from vafa.insight.shapes import LapsedSettings, Span
from vafa.insight.totals import totals, year_before
from vafa.members.actions.joining import Joining, join
from vafa.members.actions.merging import merge
from vafa.partners.actions import open_store
from vafa.partners.models import Partner, Store

pytestmark = pytest.mark.django_db
AT = date(2026, 6, 2)
SPAN = Span(AT - timedelta(days=90), AT)
SETTINGS = LapsedSettings(visits_above=2, silent_days_above=40)


@pytest.fixture
def cast():
    """Forty members over 500 days at two stores, some without cost, some returns, two merged into another."""
    cast = make_cast()
    open_store(partner=Partner.objects.get(club=cast.club), code="north", name_fa="شمال", name_en="North")
    start = NOON - timedelta(days=600)
    people = [Joining(start, "counter", phone=f"09130000{number:03}") for number in range(40)]
    ids = join(club=cast.club, people=people, now=NOON)
    made = random.Random(7)
    receipts, returns = [], []
    for number in range(600):
        member = ids[int(40 * made.random() ** 2)]
        at = NOON - timedelta(days=made.randrange(500), hours=made.randrange(20))
        lines = tuple(
            Line(made.randrange(1, 900), discount_minor=made.choice((0, 0, 1)), cost_minor=made.choice((1, 0, None)))
            for _ in range(made.randrange(1, 4))
        )
        if at > NOON - timedelta(days=200):  # every cost is known lately: the margin is
            lines = tuple(Line(each.amount_minor, cost_minor=each.amount_minor // 2) for each in lines)
        receipts.append(
            Purchase(
                f"P{number}", lines, member=member, happened_at=at, store=made.choice(("centre", "north")),
                cashier=made.choice(("a", "b")),
            )
        )  # fmt: skip
        if made.random() < 0.1:
            returns.append(Return(f"B{number}", f"P{number}", amount_minor=made.choice((None, 1)), happened_at=NOON))
    outcomes = cast.record(*receipts, source=IMPORT) + cast.record(*returns, source=IMPORT)
    assert not [each.refusal for each in outcomes if each.refusal]
    for absorbed, surviving in ((3, 30), (30, 35)):
        merge(
            club=cast.club, absorbed=ids[absorbed], surviving=ids[surviving], units=["points"], reason="same", now=NOON
        )
    return cast


def over_all_engines(cast, span=SPAN, store="", settings=SETTINGS, at=AT):
    """Out: the figures of each engine there is, DuckDB first."""
    refresh(club=cast.club, now=cast.now)
    calendar = cast.club.reckoning
    with opened(cast.club.id) as lake:
        choose(lake, Scope(store=store))
        found = [kpis(over_lake(lake), span, at, calendar, settings)]
    if connection.vendor == "postgresql":
        found.append(kpis(over_postgresql(cast.club, store), span, at, calendar, settings))
    return found


def in_python(cast, span=SPAN, store=None, settings=SETTINGS, at=AT):
    history = across.history(cast.club.id, store).history
    now, before = totals(history, span), totals(history, span.before)
    found = rhythms(history, at, at, breaks_above=70)
    lever, again = levers(history, span), repeat(now, before)
    few = concentration(history, now, before, [None] * len(history.ids), lever.mode)
    grid: dict[tuple[int, int, int], list[int]] = {}
    for buyer in rfm(history, found.end, totals(history, year_before(at))).buyers:
        grid.setdefault((buyer.recency, buyer.frequency, buyer.money), []).append(buyer.net_minor)
    lapsed = lapsed_loyal(history, found.end, found.median_gap, settings)
    return {
        "sums": (now.sums, before.sums),
        "factors": tuple(each.value for each in lever.in_order),
        "parts": tuple(each.part for each in lever.in_order),
        "result": (lever.mode, lever.result_minor, lever.result_before_minor),
        "repeat": (again.by_receipt, again.by_day),
        "rfm": {key: (len(nets), sum(nets)) for key, nets in grid.items()},
        "cohorts": cohorts(history, cast.club.reckoning, at, most=100).rows,
        "few": (few.buyers, few.top_share, few.gini),
        "gap": found.median_gap,
        "lapsed": (lapsed.silent, lapsed.of_them_visits, lapsed.total, lapsed.yearly_minor),
    }


def told(found):
    silent, few = found.lapsed_loyal, found.concentration
    return {
        "sums": (found.sums, found.sums_before),
        "factors": found.factors.now,
        "parts": found.factors.parts,
        "result": (found.factors.mode, found.factors.result_minor, found.factors.result_before_minor),
        "repeat": (found.repeat_by_receipt, found.repeat_by_day),
        "rfm": found.rfm,
        "few": (few.buyers, few.top_share, few.gini),
        "gap": found.median_gap_days,
        "lapsed": (silent.silent, silent.often, silent.loyal, silent.yearly_minor),
    }


@pytest.mark.parametrize("where", ["", "north"])
def test_every_figure_is_the_same_on_every_engine(cast, where):
    store = Store.objects.get(code=where).id if where else None
    plain = in_python(cast, store=store)
    stayed = {
        (row.start, month): (row.stayed[place], row.net_minor[place])
        for row in plain["cohorts"]
        for place, month in enumerate(months_after(cast, row.start, len(row.stayed)))
    }
    assert plain["lapsed"][2] > 0
    assert len(stayed) > 50
    del plain["cohorts"]
    for found in over_all_engines(cast, store=str(store or "")):
        assert told(found) == plain
        assert {key: found.cohorts.get(key, (0, 0)) for key in stayed} == stayed


def test_what_came_after_the_day_asked_about_is_in_no_figure(cast):
    """In the middle of a month, whose later days are known."""
    at = AT - timedelta(days=40)
    span = Span(at - timedelta(days=60), at)
    plain = in_python(cast, span, at=at)
    last = max(plain["cohorts"], key=lambda row: row.start)
    del plain["cohorts"]
    for found in over_all_engines(cast, span, at=at):
        assert told(found) == plain
        begun = max(month for _, month in found.cohorts)
        both = sum(net for (_, month), (_, net) in found.cohorts.items() if month == begun)
        days = across.history(cast.club.id).history.between(begun, at)
        assert both == sum(sum(each.net) for each in days) and begun >= last.start


def months_after(cast, start, count):
    months = []
    for _ in range(count):
        start = next_start(cast.club.reckoning, Period.MONTH, start)
        months.append(start)
    return months


def test_an_empty_club_and_a_month_without_sales_have_figures_of_nothing():
    cast = make_cast()
    for found in over_all_engines(cast):
        assert (found.sums.buyers, found.factors.now[0], found.rfm, found.cohorts) == (0, Fraction(0), {}, {})
        assert (found.concentration.gini, found.median_gap_days, found.lapsed_loyal.silent) == (None, None, 0)
    cast.buys("sara", 100, happened_at=NOON - timedelta(days=400), source=IMPORT)
    for found in over_all_engines(cast):
        assert (found.sums.buyers, found.rfm, len(found.cohorts)) == (0, {}, 1)
        assert (found.lapsed_loyal.silent, found.lapsed_loyal.loyal) == (1, 0)


def test_a_period_without_days_is_refused(cast):
    with pytest.raises(ValueError, match="at least one day"):
        measured.kpis(lambda name, values: [], Span(AT, AT), AT, cast.club.reckoning)
