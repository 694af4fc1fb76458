from fractions import Fraction

import pytest

from tests.insight.made import bought, came_back, history, span
from vafa.insight.metrics.levers import levers, split

# Before: two buyers, three purchases, net 600, cost 360. Now: three buyers, six purchases, net 1,500, cost 1,050.
BEFORE = [bought(0, 1, 200, cost=120), bought(3, 1, 100, cost=60), bought(9, 2, 300, cost=180)]
NOW = [
    bought(10, 1, 250, cost=175), bought(11, 1, 250, cost=175), bought(12, 2, 500, cost=350),
    bought(19, 3, 300, cost=210), bought(19, 3, 200, cost=140), bought(15, 2, 0, cost=0),
]  # fmt: skip
PERIOD = span(10, 20)


def test_four_factors_make_the_margin_exactly():
    found = levers(history(*BEFORE, *NOW), PERIOD)
    assert found.mode == "margin"
    assert [each.letter for each in found.in_order] == ["N", "V", "F", "S"]
    assert [each.value for each in found.in_order] == [3, Fraction(450, 1500), 2, 250]
    assert [each.before for each in found.in_order] == [2, Fraction(240, 600), Fraction(3, 2), 200]
    assert (found.result_minor, found.result_before_minor, found.change_minor) == (450, 240, 210)
    assert (found.net_minor, found.net_before_minor) == (1500, 600)
    n, v, f, s = (each.value for each in found.in_order)
    assert n * v * f * s == 450


def test_the_parts_are_whole_and_add_up_to_the_change():
    """L(450, 240) = 210 / ln 1.875 = 334.07; times ln 1.5, ln .75, ln 1.3333 and ln 1.25."""
    found = levers(history(*BEFORE, *NOW), PERIOD)
    assert [each.part for each in found.in_order] == [135, -96, 96, 75]
    assert found.no_parts is None


@pytest.mark.parametrize("scale", [1, 10**6, 10**12])
def test_the_exact_split_adds_up_to_a_millionth_of_its_size(scale):
    now = (Fraction(18_420), Fraction(314, 1000), Fraction(418, 100), Fraction(612_000 * scale))
    before = (Fraction(17_215), Fraction(326, 1000), Fraction(402, 100), Fraction(598_000 * scale))
    result, result_before = (Fraction(f[0] * f[1] * f[2] * f[3]) for f in (now, before))
    parts = split(now, before, result, result_before)
    change = result - result_before
    assert abs(sum(map(Fraction, parts)) - change) <= abs(change) * Fraction(1, 10**12)


def test_the_split_of_small_results_adds_up_to_a_millionth():
    now, before = (
        (Fraction(3), Fraction(1, 2), Fraction(2), Fraction(500)),
        (Fraction(3), Fraction(1), Fraction(1), Fraction(499)),
    )
    parts = split(now, before, Fraction(1500), Fraction(1497))
    assert abs(sum(parts) - 3) < 1e-6


def test_equal_results_by_other_ways_move_against_each_other():
    found = levers(history(bought(0, 1, 100), bought(1, 2, 100), bought(10, 1, 200)), PERIOD)
    assert found.change_minor == 0
    assert [each.part for each in found.in_order] == [-139, 0, 0, 139]


def test_without_every_cost_the_value_kept_is_what_was_not_given_away():
    found = levers(history(bought(10, 1, 90, discount=10, cost=5), bought(11, 2, 60, discount=40)), PERIOD)
    assert found.mode == "not_given_away"
    assert [each.value for each in found.in_order] == [2, Fraction(150, 200), 1, 100]
    assert found.result_minor == 150 == found.net_minor
    assert found.definition.sentences[3].id.startswith("V is the share of those sales not given away")


def test_a_purchase_returned_whole_is_none_and_one_returned_in_part_stays():
    rows = [bought(10, 1, 100, cost=50), came_back(10, 1, 100, whole=True, cost=-50)]
    rows += [bought(11, 2, 100, cost=50), came_back(11, 2, 40, whole=False, cost=-20)]
    found = levers(history(*rows), PERIOD)
    assert [each.value for each in found.in_order] == [1, Fraction(1, 2), 1, 60]
    assert found.result_minor == 30


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "Nobody bought in the period before, so there is nothing to compare with."),
        (NOW, "Nobody bought in the period before, so there is nothing to compare with."),
        (BEFORE, "Nobody bought in this period, so the fall is not split."),
        (
            [*BEFORE, bought(12, 1, 100, cost=101)],
            "The result is not above zero in one of the periods, so the change is not split.",
        ),
        (
            [*BEFORE, bought(12, 1, 0, cost=0)],
            "The result is not above zero in one of the periods, so the change is not split.",
        ),
    ],
)
def test_what_has_no_logarithm_has_no_parts_and_says_why(rows, reason):
    found = levers(history(*rows), PERIOD)
    assert [each.part for each in found.in_order] == [None] * 4
    assert found.no_parts.id == reason


def test_an_empty_club_has_no_values():
    found = levers(history(), PERIOD)
    assert [each.value for each in found.in_order] == [0, None, None, None]
    assert (found.result_minor, found.change) == (0, None)
    assert all(each.series == (0.0 if each.letter == "N" else None,) * 10 for each in found.in_order)


def test_the_series_has_ten_equal_parts_of_the_period():
    n, _, _, s = levers(history(*BEFORE, *NOW), PERIOD).in_order
    assert n.series == (1, 1, 1, 0, 0, 1, 0, 0, 0, 1)
    assert s.series == (250, 250, 500, None, None, 0, None, None, None, 250)


def test_a_period_without_days_is_refused():
    with pytest.raises(ValueError, match="at least one day"):
        levers(history(), span(10, 10))
