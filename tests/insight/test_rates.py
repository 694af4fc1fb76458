"""Repeat purchases, averages and concentration."""

from fractions import Fraction

import pytest

from tests.insight.made import bought, came_back, day, history, span, visits, who
from vafa.insight.metrics.aov import aov
from vafa.insight.metrics.concentration import concentration, curve, gini, percentile, top_share
from vafa.insight.metrics.repeat import repeat
from vafa.insight.shapes import Share, Spender, Stage
from vafa.insight.totals import sums, totals

PERIOD = span(10, 20)


def of(rows):
    made = history(*rows)
    return made, totals(made, PERIOD), totals(made, PERIOD.before)


def average(rows, at=20):
    made, now, before = of(rows)
    return aov(made, day(at), now.sums, before.sums)


def test_two_receipts_on_one_day_repeat_by_receipt_and_not_by_day():
    rows = [*visits(1, 10, 10), *visits(2, 10, 11), *visits(3, 12), *visits(1, 2), *visits(2, 3, 4)]
    _, now, before = of(rows)
    found = repeat(now, before)
    assert (found.by_receipt, found.by_day) == (Share(2, 3), Share(1, 3))
    assert (found.by_receipt_before, found.by_day_before) == (Share(1, 2), Share(1, 2))


def test_what_was_returned_whole_is_no_repeat():
    _, now, before = of([*visits(1, 10, 11), came_back(11, 1, 100, whole=True)])
    assert repeat(now, before).by_receipt == Share(0, 1)


def test_nobody_has_no_rate():
    _, now, before = of([])
    assert repeat(now, before).by_day.rate is None


def test_the_average_order_counts_purchases_of_nothing():
    found = average([bought(10, 1, 300), bought(11, 1, 0), bought(12, 2, 100), bought(5, 2, 70)])
    assert (found.order_minor, found.order_before_minor) == (Fraction(400, 3), 70)
    assert (found.purchases_per_member, found.purchases_per_member_before) == (Fraction(3, 2), 1)


def test_a_whole_year_is_not_scaled():
    found = average([bought(0, 1, 999), bought(1, 1, 100), bought(365, 2, 50)], at=366)
    assert (found.year_days, found.annualised) == (365, False)
    assert (found.yearly_sales_minor, found.yearly_purchases) == (75, 1)


def test_less_than_a_year_is_scaled_and_says_so():
    found = average([bought(0, 1, 100), bought(30, 2, 50)], at=73)
    assert (found.year_days, found.annualised) == (73, True)
    assert (found.yearly_sales_minor, found.yearly_purchases) == (375, 5)
    assert dict(found.definition.sentences[-1].values) == {"days": 73, "year": 365}


@pytest.mark.parametrize("rows", [[], [bought(0, 1, 100)]])
def test_from_less_than_four_weeks_no_year_is_guessed(rows):
    found = average(rows, at=27)
    assert (found.yearly_sales_minor, found.annualised) == (None, False)


def test_the_curve_goes_from_nothing_to_all_in_a_hundred_steps():
    points = curve([60, 20, 10, 10])
    assert len(points) == 101
    assert [points[place] for place in (0, 25, 50, 100)] == [(0, 0), (0.25, 0.6), (0.5, 0.8), (1, 1)]
    assert points[10] == (0.1, 0.24)


def test_the_top_fifth_is_rounded_up():
    assert top_share([50, 10, 10, 10, 10, 10]) == 0.6
    assert top_share([60, 10, 10, 10, 10]) == 0.6


@pytest.mark.parametrize(("nets", "value"), [([5, 5, 5, 5], 0), ([4, 0, 0, 0], 0.75), ([4, 3, 2, 1], 0.25), ([7], 0)])
def test_the_gini_coefficient(nets, value):
    assert gini(nets) == value


def test_nothing_sold_has_no_shares():
    assert (curve([0, 0]), top_share([0, 0]), gini([]), percentile([], 5)) == ((), None, None, None)


def test_the_percentile_is_the_share_that_spent_less():
    assert [percentile([10, 20, 20, 40], value) for value in (10, 20, 40)] == [0, 0.25, 0.75]


def test_concentration_lists_the_top_fifth_and_shares_by_stage():
    rows = [
        *visits(1, 10, 11, net=300),
        *visits(2, 12, net=200),
        *visits(3, 13, net=100),
        *visits(4, 14),
        *visits(5, 15),
    ]
    made, now, before = of(rows)
    stages = [Stage.REPEAT, *[Stage.NEW] * 4]
    found = concentration(made, now, before, stages, "not_given_away")
    assert found.top_fifth == (Spender(who(1), 600, 2),)
    assert (found.top_share, found.top_share_before, found.buyers) == (600 / 1100, None, 5)
    assert found.by_stage[Stage.REPEAT] == 600 / 1100
    assert sum(found.by_stage.values()) == pytest.approx(1)
    assert (found.page(1, size=1), found.page(2, size=1)) == (found.top_fifth, ())


def test_the_share_of_a_stage_is_of_the_margin_where_that_is_the_result():
    rows = [bought(10, 1, 100, cost=20), bought(10, 2, 100, cost=80)]
    made, now, before = of(rows)
    found = concentration(made, now, before, [Stage.LOYAL, Stage.NEW], "margin")
    assert (found.by_stage[Stage.LOYAL], found.by_stage[Stage.NEW]) == (0.8, 0.2)


def test_the_only_buyer_brings_everything():
    made, now, before = of(visits(1, 10))
    found = concentration(made, now, before, [Stage.NEW], "not_given_away")
    assert (found.top_share, found.gini, found.top_count) == (1, 0, 1)


def test_a_merged_membership_is_one_buyer():
    made = history(*visits(1, 10), *visits(2, 10), *visits(3, 11), merged={who(2): who(1), who(3): who(2)})
    assert (sums(made.between(day(10), day(20))).buyers, totals(made, PERIOD).days) == (1, [2])
