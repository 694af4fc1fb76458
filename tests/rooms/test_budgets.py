"""Budgets of rules over all members: on the books, beside each other, and back with a return."""

import pytest

from tests.laws.laws import broken
from tests.laws.test_concurrency import at_once, copy
from tests.people import NOON, TILL, after, make_cast, named, programme
from vafa.activities.actions.quoting import quote
from vafa.activities.models import Activity, BudgetUse
from vafa.activities.shapes import Return
from vafa.base.models import Outbox
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Budget, Rule
from vafa.insight.backtest.running import replay
from vafa.ledger.models import Movement

GIFT = Rule("gift", named("gift"), FixedUnits("points", 60))
EACH = Rule("each", named("each"), UnitsPerMoney("points", 1, 1))


def make(units, *, rule=GIFT, period="month", alarm=80):
    budget = Budget("gifts", named("gifts"), "points", units, period, (), alarm)
    return make_cast(programme(rule, budgets=(budget,)))


def told():
    rows = Outbox.objects.filter(event__startswith="budget").order_by("id")
    return [(row.event, row.data["used"], row.data["units"]) for row in rows]


def used():
    return list(BudgetUse.objects.values_list("budget", "used"))


@pytest.mark.django_db
class TestBudgets:
    def test_all_members_share_it_and_staff_hear_of_it_once(self):
        cast = make(200)
        given = [cast.buys(who, 100) for who in ("sara", "negar", "sara", "negar", "sara")]
        assert [[award.units for award in each.awards if award.units] for each in given] == [[60], [60], [60], [], []]
        assert [each.silenced for each in given[3].awards] == ["budget"]
        assert (used(), cast.active("sara"), cast.active("negar")) == ([("gifts", 180)], 120, 60)
        assert told() == [("budget_nearly_used_up", 180, 200), ("budget_used_up", 180, 200)]

    def test_receipts_of_one_batch_share_it_too(self):
        cast = make(100)
        outcomes = cast.record(*(cast.receipt(who, 100) for who in ("sara", "negar", "sara")))
        assert [sum(award.units for award in each.awards) for each in outcomes] == [60, 0, 0]
        assert used() == [("gifts", 60)]

    def test_a_quote_reads_it_and_takes_nothing(self):
        cast = make(100)
        cast.buys("sara", 100)
        item = cast.receipt("negar", 100)
        estimate = quote(house=cast.house, source=TILL, item=item)
        assert [(award.units, award.silenced) for award in estimate.awards] == [(0, "budget")]
        assert used() == [("gifts", 60)]

    def test_a_return_fills_it_again_while_it_runs(self):
        cast = make(100, rule=EACH)
        cast.buys("sara", 80, reference="A")
        cast.record(Return("A-back", receipt="A", amount_minor=30))
        assert (used(), cast.active("sara")) == ([("gifts", 50)], 50)
        assert [award.units for award in cast.buys("negar", 50).awards] == [50]

    def test_a_return_after_its_period_fills_nothing(self):
        cast = make(100, rule=EACH, period="day")
        cast.buys("sara", 80, reference="A")
        cast.now = after(1)
        cast.record(Return("A-back", receipt="A"))
        assert (used(), cast.active("sara")) == ([("gifts", 80)], 0)

    def test_the_next_period_begins_with_all_of_it(self):
        cast = make(60, period="day")
        cast.buys("sara", 100)
        cast.now = after(1)
        assert [award.units for award in cast.buys("sara", 100).awards] == [60]
        assert sorted(used()) == [("gifts", 60), ("gifts", 60)]

    def test_the_rules_replayed_give_what_was_booked(self):
        cast = make(100)
        for who in ("sara", "negar", "sara"):
            cast.buys(who, 100)
        assert replay(cast.club, cores=1) == []


@pytest.mark.django_db(transaction=True)
def test_64_members_at_once_never_get_more_than_the_budget():
    cast = make(600)
    who = [("sara", "negar")[place % 2] for place in range(64)]
    at_once([lambda name=name, at=at: copy(cast).buys(name, 100, reference=f"W{at}") for at, name in enumerate(who)])
    assert (Activity.objects.count(), Movement.objects.count(), used()) == (64, 10, [("gifts", 600)])
    assert cast.active("sara") + cast.active("negar") == 600
    assert told() == [("budget_nearly_used_up", 480, 600), ("budget_used_up", 600, 600)]
    assert broken(cast.club, NOON) == {}
