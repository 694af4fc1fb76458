"""Budgets in a backtest: what is withheld, worked out by hand, and the same as the books would have it."""

import pytest

from tests.insight.test_backtest import UNTIL, run
from tests.people import NOON, after, make_cast, named, programme
from vafa.activities.models import BudgetUse
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Budget, Rule, WaitDays
from vafa.insight.backtest import reading
from vafa.insight.backtest.in_force import in_force
from vafa.insight.backtest.running import Span, backtest

pytestmark = pytest.mark.django_db
GIFT = Rule("gift", named("gift"), FixedUnits("points", 60))
EACH = Rule("each", named("each"), UnitsPerMoney("points", 1, 10))


def budget(units, period="month", *rules):
    return (Budget("gifts", named("gifts"), "points", units, period, rules),)


@pytest.fixture
def cast():
    """Sara buys on three days, Negar on the second; Sara's first comes back on the fourth."""
    cast = make_cast(programme(GIFT, EACH))
    cast.at(NOON).buys("sara", 1000, reference="first")
    cast.at(after(1)).buys("negar", 300)
    cast.at(after(1, 1)).buys("sara", 500)
    cast.at(after(2)).buys("sara", 200)
    return cast.at(after(3))


def told(totals):
    rule = totals.rules["gift", "points"]
    return totals.units["points"].net, totals.withheld["points"], rule.times, rule.sales_minor


def test_it_gives_by_time_over_all_members_and_withholds_the_rest(cast):
    totals = run(cast, GIFT, until=cast.now, budgets=budget(150))
    assert told(totals) == (120, 120, 2, 1300)
    assert (list(totals.members.worth_minor).count(60), totals.members.earning) == (2, 2)


def test_who_gets_nothing_but_what_is_withheld_earns_nothing(cast):
    totals = run(cast, GIFT, until=cast.now, budgets=budget(60))
    assert (sorted(totals.members.worth_minor), totals.members.earning) == ([0, 60], 1)


def test_only_the_rules_it_names_stand_under_it(cast):
    totals = run(cast, GIFT, EACH, until=cast.now, budgets=budget(60, "month", "gift"))
    assert told(totals) == (200 + 60, 180, 1, 1000)


def test_every_day_begins_with_all_of_it(cast):
    totals = run(cast, GIFT, until=cast.now, budgets=budget(60, "day"))
    assert told(totals) == (180, 60, 3, 1500)


def test_a_return_makes_room_while_the_period_runs(cast):
    cast.returns("first")
    cast.at(after(4)).buys("negar", 100)
    month = run(cast, GIFT, until=after(5), budgets=budget(240))
    assert told(month) == (240, 0, 5, 2100)
    day = run(cast, GIFT, until=after(5), budgets=budget(60, "day"))
    assert told(day) == (180, 60, 4, 1600)


def test_what_is_withheld_does_not_wait_either(cast):
    waiting = Rule("gift", named("gift"), FixedUnits("points", 60), waits=WaitDays(30))
    totals = run(cast, waiting, until=cast.now, budgets=budget(120))
    assert (totals.units["points"].given, totals.units["points"].pending) == (120, 120)


def test_in_chunks_of_one_member_it_comes_to_the_same(cast, monkeypatch):
    whole = run(cast, GIFT, EACH, until=cast.now, budgets=budget(150))
    monkeypatch.setattr(reading, "MEMBERS_AT_ONCE", 1)
    parts = run(cast, GIFT, EACH, until=cast.now, budgets=budget(150))
    assert (told(whole), whole.members.earning) == (told(parts), parts.members.earning)
    assert sorted(whole.members.worth_minor) == sorted(parts.members.worth_minor)


def test_what_was_in_force_withholds_what_the_books_withheld():
    cast = make_cast(programme(GIFT, budgets=budget(150)))
    for hour, who in enumerate(("sara", "negar", "sara", "negar")):
        cast.at(after(0, hour)).buys(who, 100)
    (totals,) = backtest(cast.club, [in_force(cast.club, UNTIL)], Span(None, after(1)), cores=1)
    assert (totals.units["points"].net, totals.withheld["points"]) == (120, 120)
    assert BudgetUse.objects.get().used == 120
