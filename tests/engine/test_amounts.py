import pytest
from hypothesis import given
from hypothesis import strategies as st

from vafa.engine.amounts import Rounding, divide, largest_remainder, tenders_due_back, weights_for_display

MODES = (Rounding.DOWN, Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.UP)
SHARES = st.lists(st.integers(0, 400), min_size=1, max_size=5).filter(any)


def test_an_award_is_rounded_in_the_declared_way():
    assert [divide(67, 2, mode) for mode in MODES] == [33, 34, 34, 34]
    assert [divide(65, 2, mode) for mode in MODES] == [32, 33, 32, 33]
    assert [divide(100, 3, mode) for mode in MODES] == [33, 33, 33, 34]


def test_a_negative_amount_is_no_award():
    with pytest.raises(ValueError, match="zero or more"):
        divide(-1, 2, Rounding.DOWN)


def test_shares_of_lines_add_up_with_ties_by_line_number():
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(10, [3, 3, 4]) == [3, 3, 4]


def test_weights_are_the_base_then_the_quantity_then_one_per_line():
    assert weights_for_display([5, 0], [1, 2]) == [5, 0]
    assert weights_for_display([0, 0], [1, 2]) == [1, 2]
    assert weights_for_display([0, 0], [0, 0]) == [1, 1]


@given(st.integers(0, 10_000), SHARES)
def test_shares_sum_to_the_total_and_are_within_one_of_the_exact(total, weights):
    shares = largest_remainder(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)


def test_67_cash_and_33_points_come_back_22_11_then_22_11_then_23_11():
    given_back = [tenders_due_back([67, 33], returned) for returned in (33, 66, 100)]
    assert given_back == [[22, 11], [44, 22], [67, 33]]


def test_no_more_comes_back_than_was_paid():
    with pytest.raises(ValueError, match="than was paid"):
        tenders_due_back([67, 33], 101)


def one_by_one(tenders: list[int], returned: int) -> list[int]:
    """The rule as DOMAIN.md words it."""
    given_back = [0] * len(tenders)
    for step in range(1, returned + 1):
        behind = [(tender * step - back * sum(tenders)) for tender, back in zip(tenders, given_back, strict=True)]
        given_back[behind.index(max(behind))] += 1
    return given_back


@given(SHARES, st.data())
def test_tenders_come_back_unit_by_unit_to_the_one_furthest_behind(tenders, data):
    returned = data.draw(st.integers(0, sum(tenders)))
    assert tenders_due_back(tenders, returned) == one_by_one(tenders, returned)


@given(SHARES)
def test_all_back_is_exactly_what_each_tender_paid(tenders):
    assert tenders_due_back(tenders, sum(tenders)) == tenders


def test_a_return_of_rials_is_quick_for_two_tenders():
    assert tenders_due_back([6_700_001, 3_299_999], 5_000_000) == [3_350_001, 1_649_999]
