from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import POINTS, cap, fixed, line, per_money, programme, purchase, times
from vafa.engine.amounts import Rounding
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import AmountAtLeast
from vafa.engine.earning.effects import Cashback, Stamp, UnitsPerItem
from vafa.engine.earning.evaluate import Judge, Trim
from vafa.engine.earning.programme import Rule, Unit
from vafa.engine.earning.words import Name

WALLET = Unit("wallet", Name("کیف پول", "wallet"), "money", (1, 1))


def units(evaluation):
    return {award.rule: award.units for award in evaluation.awards}


def awarded(facts, *rules, **parts):
    return units(Judge(programme(*rules, **parts)).evaluate(facts))


def test_ten_percent_with_tobacco_left_out_and_500_paid_from_a_granted_card_is_30():
    rule = per_money("base", 1, 10, base=Base(Lines(except_categories=("tobacco",))))
    facts = purchase(line(1, 600, "groceries"), line(2, 400, "tobacco"), granted_minor=500)
    assert awarded(facts, rule) == {"base": 30}


def test_bought_money_earns_like_cash_and_granted_value_earns_nothing():
    assert awarded(purchase(1000), per_money("base", 1, 10)) == {"base": 100}
    assert awarded(purchase(1000, granted_minor=1000), per_money("base", 1, 10)) == {}


def test_thresholds_use_the_same_base_as_the_award():
    rule = fixed("spend 500", 200, when=AmountAtLeast(500))
    assert awarded(purchase(600), rule) == {"spend 500": 200}
    assert awarded(purchase(600, granted_minor=101), rule) == {}
    assert awarded(purchase(600, granted_minor=100), rule) == {"spend 500": 200}


def test_the_default_base_is_net_of_discounts_with_tax_and_delivery_out():
    facts = purchase(line(1, 1000, discount=100), tax_minor=90, delivery_minor=50)
    assert awarded(facts, per_money("net", 1, 1)) == {"net": 900}
    assert awarded(facts, per_money("gross", 1, 1, base=Base(before_discounts=True))) == {"gross": 1000}
    assert awarded(facts, per_money("taxed", 1, 1, base=Base(with_tax=True))) == {"taxed": 990}
    assert awarded(facts, per_money("delivered", 1, 1, base=Base(with_delivery=True))) == {"delivered": 950}


def test_the_tax_of_counted_lines_is_their_share_of_it():
    facts = purchase(line(1, 300, "food"), line(2, 700, "other"), tax_minor=100)
    assert awarded(facts, per_money("food", 1, 1, base=Base(Lines(categories=("food",)), with_tax=True))) == {
        "food": 330
    }


def test_three_awards_of_thirty_three_and_a_half_under_a_cap_of_100():
    for rounding, expected in ((Rounding.DOWN, [33, 33, 33]), (Rounding.HALF_UP, [34, 34, 32])):
        rules = [per_money(name, 67, 2, rounding=rounding) for name in ("a", "b", "c")]
        evaluation = Judge(programme(*rules, caps=(cap("hundred", 100),))).evaluate(purchase(1))
        assert [award.units for award in evaluation.awards] == expected
        assert evaluation.used == {"hundred": sum(expected)}
    assert evaluation.awards[2].trims == (Trim("hundred", 34, 32),)


def test_a_cap_leaves_what_its_period_has_left():
    rule = per_money("base", 1, 1)
    evaluation = Judge(programme(rule, caps=(cap("day", 100),))).evaluate(purchase(80, used={"day": 60}))
    assert units(evaluation) == {"base": 40}
    assert evaluation.awards[0].trims == (Trim("day", 80, 40),)


def test_caps_trim_by_priority_then_by_rule():
    rules = [fixed("b", 60, priority=1), fixed("a", 60, priority=2)]
    assert awarded(purchase(1), *rules, caps=(cap("day", 100),)) == {"b": 60, "a": 40}


def test_an_indivisible_award_that_does_not_fit_is_withheld_with_its_reason():
    judge = Judge(programme(fixed("gift", 60, indivisible=True), caps=(cap("day", 100),)))
    evaluation = judge.evaluate(purchase(1, used={"day": 50}))
    assert (evaluation.awards, evaluation.used) == ((), {})
    assert [(award.rule, award.silenced) for award in evaluation.silenced] == [("gift", "indivisible")]


def test_a_full_cap_silences_with_its_reason():
    evaluation = Judge(programme(fixed("gift", 60), caps=(cap("day", 100),))).evaluate(purchase(1, used={"day": 100}))
    assert [(award.rule, award.silenced) for award in evaluation.silenced] == [("gift", "cap")]


def test_times_two_and_times_three_is_times_four():
    assert awarded(purchase(10), per_money("base", 1, 1), times("x2", 2), times("x3", 3)) == {"base": 40}


def test_compounding_factors_multiply_and_of_the_highest_only_one_counts():
    base = per_money("base", 1, 1)
    compound = [times("x2", 2, stacking="compound"), times("x3", 3, stacking="compound")]
    highest = [times("x2", 2, stacking="highest"), times("x3", 3, stacking="highest")]
    assert awarded(purchase(10), base, *compound) == {"base": 60}
    evaluation = Judge(programme(base, *highest)).evaluate(purchase(10))
    assert units(evaluation) == {"base": 30}
    assert evaluation.awards[0].factors == (("x3", 3, 1),)


def test_a_factor_on_coffee_multiplies_what_coffee_earned():
    facts = purchase(line(1, 600, "coffee"), line(2, 400, "cake"))
    double = times("coffee x2", 2, lines=Lines(categories=("coffee",)))
    assert awarded(facts, per_money("base", 1, 10), double) == {"base": 160}


def test_factors_come_before_the_one_rounding():
    assert awarded(purchase(15), per_money("base", 1, 10), times("x2", 2)) == {"base": 3}


def test_an_exclusive_group_keeps_the_largest_final_result_in_money_value():
    points = fixed("points", 100, group="welcome")
    wallet = Rule("wallet", Name("", ""), Cashback("wallet", 1000), group="welcome")
    rules, with_wallet = (points, wallet), (POINTS, WALLET)
    assert awarded(purchase(5000), *rules, units=with_wallet) == {"wallet": 500}
    evaluation = Judge(programme(*rules, units=with_wallet)).evaluate(purchase(900))
    assert units(evaluation) == {"points": 100}
    assert [(award.rule, award.silenced, award.rival) for award in evaluation.silenced] == [
        ("wallet", "group", "points")
    ]


def test_the_largest_result_of_a_group_is_judged_after_its_caps():
    rules = [fixed("capped", 100, group="g"), fixed("free", 50, group="g")]
    assert awarded(purchase(1), *rules, caps=(cap("low", 30, rules=("capped",)),)) == {"free": 50}


def test_equal_results_of_a_group_go_by_priority_then_id():
    assert awarded(purchase(1), fixed("b", 5, group="g"), fixed("a", 5, group="g")) == {"a": 5}
    assert awarded(purchase(1), fixed("b", 5, group="g", priority=1), fixed("a", 5, group="g")) == {"b": 5}


def test_a_silent_rule_never_wins_its_group():
    rules = [per_money("silent", 1, 1000, group="g", priority=1), fixed("speaks", 1, group="g")]
    assert awarded(purchase(10), *rules) == {"speaks": 1}


def test_a_group_per_line_keeps_the_best_rule_of_each_line():
    coffee = Base(Lines(categories=("coffee",)))
    rules = [
        per_money("all", 1, 10, group="g", group_scope="line"),
        per_money("coffee", 3, 10, group="g", group_scope="line", base=coffee),
    ]
    judge = Judge(programme(*rules))
    evaluation = judge.evaluate(purchase(line(1, 100, "coffee"), line(2, 100, "cake")))
    assert sorted((award.rule, award.lines, award.units) for award in evaluation.awards) == [
        ("all", (2,), 10),
        ("coffee", (1,), 30),
    ]


def test_units_per_item_and_stamps_count_items_of_their_lines():
    coffee = Base(Lines(categories=("coffee",)))
    rules = [
        Rule("item", Name("", ""), UnitsPerItem("points", 5), base=coffee),
        Rule("stamp", Name("", ""), Stamp("points", 1, "item"), base=coffee),
        Rule("once", Name("", ""), Stamp("points", 1)),
    ]
    facts = purchase(line(1, 100, "coffee", quantity=3), line(2, 100, "cake", quantity=2))
    assert awarded(facts, *rules) == {"item": 15, "stamp": 3, "once": 1}


def test_a_rule_judges_only_the_activities_it_names():
    welcome = replace(fixed("welcome", 50), activities=("sign_up",))
    assert awarded(purchase(100), welcome) == {}
    assert awarded(replace(purchase(), kind="sign_up"), welcome) == {"welcome": 50}


AMOUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=6)


@given(AMOUNTS, st.integers(1, 40), st.integers(1, 40), st.integers(0, 300))
def test_caps_are_never_exceeded_and_units_never_negative(amounts, units_each, per, limit):
    rules = [per_money("a", units_each, per), per_money("b", 1, per), fixed("c", units_each), times("x", 3)]
    evaluation = Judge(programme(*rules, caps=(cap("all", limit),))).evaluate(purchase(*amounts))
    assert sum(award.units for award in evaluation.awards) <= limit
    assert all(award.units > 0 for award in evaluation.awards)


@given(AMOUNTS, st.integers(1, 40))
def test_the_same_facts_give_the_same_awards(amounts, per):
    judge = Judge(programme(per_money("a", 1, per), times("x", 2)))
    assert judge.evaluate(purchase(*amounts)) == judge.evaluate(purchase(*amounts))


def test_losing_rivals_of_another_group_take_no_cap_room():
    rules = [
        fixed("c", 80, group="one", priority=1),
        fixed("d", 70, group="one", priority=2),
        fixed("a", 60, group="two", priority=3),
        fixed("b", 50, group="two", priority=4),
    ]
    shared = cap("shared", 150, rules=("a", "c", "d"))
    assert awarded(purchase(1), *rules, caps=(shared,)) == {"c": 80, "a": 60}


def test_a_receipt_paid_wholly_with_granted_value_earns_nothing_at_all():
    rules = [fixed("gift", 50), Rule("item", Name("", ""), UnitsPerItem("points", 1))]
    assert awarded(purchase(100, granted_minor=99), *rules) == {"gift": 50, "item": 1}
    assert awarded(purchase(100, granted_minor=100), *rules) == {}


def test_buying_a_gift_card_earns_nothing():
    gift_card = replace(line(2, 500), prepaid=True)
    assert awarded(purchase(100, gift_card), per_money("base", 1, 1)) == {"base": 100}
