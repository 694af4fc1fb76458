"""Budgets: what all members together may be given."""

import pytest

from tests.engine.builders import budget, cap, fixed, per_money, programme, purchase
from vafa.engine.calendar.periods import JALALI
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.explain import explain
from vafa.engine.earning.plain import from_plain, to_plain
from vafa.engine.earning.programme import Programme
from vafa.engine.earning.returns import take_backs
from vafa.engine.earning.sound import Known, faults


def judged(facts, *rules, **limits):
    return Judge(programme(*rules, **limits)).evaluate(facts)


def test_what_fits_is_given_and_counted():
    found = judged(purchase(1, used={"month": 40}), fixed("gift", 60), budgets=(budget("month", 100),))
    assert ([award.units for award in found.awards], found.used) == ([60], {"month": 60})


def test_what_no_longer_fits_is_not_given_at_all_and_says_so():
    made = programme(fixed("gift", 60), budgets=(budget("month", 100),))
    found = Judge(made).evaluate(purchase(1, used={"month": 41}))
    assert (found.awards, found.used) == ((), {})
    [silent] = found.silenced
    assert (silent.units, silent.silenced, silent.trims) == (0, "budget", (("month", 60, 0),))
    assert [each.id for each in explain(silent, made)] == ["{units} by {rule}", "{budget} is used up"]


def test_a_cap_trims_first_and_what_it_leaves_must_fit():
    limits = {"caps": (cap("day", 50),), "budgets": (budget("month", 100),)}
    fits = judged(purchase(1, used={"month": 50}), fixed("gift", 60), **limits)
    assert ([award.units for award in fits.awards], fits.used) == ([50], {"day": 50, "month": 50})
    full = judged(purchase(1, used={"month": 51}), fixed("gift", 60), **limits)
    assert (full.awards, [award.silenced for award in full.silenced], full.used) == ((), ["budget"], {})


def test_a_smaller_award_may_still_fit_where_a_larger_did_not():
    rules = [fixed("large", 60, priority=1), fixed("small", 30, priority=2)]
    found = judged(purchase(1, used={"month": 60}), *rules, budgets=(budget("month", 100),))
    assert [(award.rule, award.units) for award in found.awards] == [("small", 30)]


def test_it_counts_only_the_rules_it_names():
    rules = [fixed("gift", 60), fixed("other", 60)]
    found = judged(purchase(1), *rules, budgets=(budget("month", 60, rules=("other",)),))
    assert found.used == {"month": 60}


def test_a_rival_whose_budget_is_used_up_loses_its_group():
    rules = [fixed("large", 60, group="g"), fixed("small", 30, group="g")]
    found = judged(purchase(1, used={"month": 60}), *rules, budgets=(budget("month", 100, rules=("large",)),))
    assert [(award.rule, award.units) for award in found.awards] == [("small", 30)]


def test_a_return_gives_the_room_back():
    judge = Judge(programme(per_money("base", 1, 1), budgets=(budget("month", 1000),)))
    bought = judge.evaluate(purchase(80, 20))
    asked, freed = take_backs(judge, purchase(80), list(bought.awards), [0])
    assert ([each.units for each in asked], freed) == ([20], {"month": 20})


def test_it_counts_in_the_months_of_the_clubs_calendar():
    start = budget("month", 100).counts_from(JALALI, JALALI.date(1405, 9, 8))
    assert start == JALALI.date(1405, 9, 1)


def test_it_is_written_down_and_read_again():
    made = programme(fixed("gift", 60), budgets=(budget("month", 100, rules=("gift",), alarm=50),))
    assert from_plain(Programme, to_plain(made)) == made


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (budget("b", 0), "A budget of nothing gives nothing. Write one unit or more, or switch rules off."),
        (budget("b", -5), "A budget of nothing gives nothing. Write one unit or more, or switch rules off."),
        (budget("b", 60, alarm=0), "Staff hear of it between one and a hundred percent."),
        (budget("b", 60, alarm=101), "Staff hear of it between one and a hundred percent."),
        (budget("b", 60, "receipt"), "A budget is for days or longer; for one receipt write a cap."),
        (budget("b", 60, rules=("gone",)), "It caps {rules}, which gives nothing here."),
        (budget("b", 59), "{units} never fit under {cap}, and they are given whole or not at all."),
    ],
)
def test_a_budget_that_cannot_be_meant_is_not_published(wrong, text):
    found = faults(programme(fixed("gift", 60), budgets=(wrong,)), Known())
    assert text in [each.text.id for each in found if each.blocks]


def test_a_cap_and_a_budget_may_not_share_an_id():
    found = faults(programme(fixed("gift", 1), caps=(cap("one", 5),), budgets=(budget("one", 5),)), Known())
    assert [(each.place, each.text.id) for each in found] == [("cap:one", "Two of them are called {code}.")]
