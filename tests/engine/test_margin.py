"""Products to push: rules that count what earns most."""

from dataclasses import replace

import pytest

from tests.engine.builders import line, per_money, programme, purchase, times
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import HasLines
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.returns import take_backs, without_lines
from vafa.engine.earning.sound import Known, faults

RICH, POOR = replace(line(1, 1000), cost_minor=600), replace(line(2, 1000), cost_minor=700)
UNKNOWN = line(3, 1000)
FORTY = Lines(margin_at_least=4_000)


def units(facts, *rules):
    return [award.units for award in Judge(programme(*rules)).evaluate(facts).awards]


def test_a_multiplier_counts_the_lines_that_earn_so_much():
    rules = per_money("base", 1, 10), times("push", 3, lines=FORTY)
    assert units(purchase(RICH, POOR, UNKNOWN), *rules) == [300 + 100 + 100]


def test_the_margin_is_of_what_was_paid():
    sold_off = replace(RICH, discount_minor=1)
    assert FORTY.pick((RICH, sold_off)) == (RICH,)


def test_what_costs_are_not_known_or_nothing_was_paid_for_earns_nothing_known():
    free = replace(RICH, discount_minor=1000)
    assert FORTY.pick((UNKNOWN, free)) == ()


def test_it_holds_beside_names():
    named = Lines(categories=("tea",), margin_at_least=4_000)
    tea, coffee = replace(RICH, category="tea"), replace(RICH, category="coffee")
    assert named.pick((tea, coffee, replace(POOR, category="tea"))) == (tea,)


def test_a_condition_asks_for_a_product_that_earns_so_much():
    rule = per_money("base", 1, 10, when=HasLines(FORTY))
    assert (units(purchase(RICH, POOR), rule), units(purchase(POOR), rule)) == ([200], [])
    assert dict(HasLines(FORTY).words().values)["what"].id == "chosen products"


def test_a_line_that_is_half_back_costs_half():
    bought = purchase(replace(line(1, 1000, quantity=4), cost_minor=500))
    left = without_lines(bought, {1: 2}, bought)
    assert (left.lines[0].amount_minor, left.lines[0].cost_minor) == (500, 250)
    judge = Judge(programme(per_money("base", 1, 10, base=Base(FORTY))))
    given = judge.evaluate(bought)
    asked, _ = take_backs(judge, left, list(given.awards), [0])
    assert ([award.units for award in given.awards], [each.units for each in asked]) == ([100], [50])


@pytest.mark.parametrize("wrong", [-1, 10_001])
def test_a_margin_that_is_none_is_not_published(wrong):
    made = programme(per_money("base", 1, 10, base=Base(Lines(margin_at_least=wrong))))
    assert [each.text.id for each in faults(made, Known())] == ["A margin is from zero to a hundred percent."]
