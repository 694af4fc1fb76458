"""Reserves by their published tables: Mack's triangle of Taylor and Ashe, and Example 52 of IFRS 15."""

from fractions import Fraction
from itertools import accumulate

import pytest

from vafa.insight.predicting.chain_ladder import chain_ladder
from vafa.insight.predicting.contract import Allocated, Promised, allocated, earned

TAYLOR_ASHE = (
    (357848, 766940, 610542, 482940, 527326, 574398, 146342, 139950, 227229, 67948),
    (352118, 884021, 933894, 1183289, 445745, 320996, 527804, 266172, 425046),
    (290507, 1001799, 926219, 1016654, 750816, 146923, 495992, 280405),
    (310608, 1108250, 776189, 1562400, 272482, 352053, 206286),
    (443160, 693190, 991983, 769488, 504851, 470639),
    (396132, 937085, 847498, 805037, 705960),
    (440832, 847631, 1131398, 1063269),
    (359480, 1061648, 1443370),
    (376686, 986608),
    (344014,),
)
"""Payments of each year of origin in each year after it."""


def test_the_reserve_and_its_standard_error_are_those_of_the_paper():
    found = chain_ladder([list(accumulate(row)) for row in TAYLOR_ASHE])
    assert (round(found.total), round(found.total_error)) == (18_680_856, 2_447_095)
    assert [round(each, 3) for each in found.factors[:3]] == [3.491, 1.747, 1.457]
    assert (round(found.to_come[1]), round(found.error[1])) == (94_634, 75_535)
    assert (found.to_come[0], found.error[0]) == (0, 0)


def test_cohorts_that_are_all_alike_leave_no_doubt():
    found = chain_ladder([(10, 20, 30), (20, 40), (40,)])
    assert (found.final, found.to_come, found.total_error) == ((30.0, 60.0, 120.0), (0.0, 20.0, 80.0), 0.0)


@pytest.mark.parametrize(
    "rows", [[], [(1, 2), (1,)], [(1, 2, 3), (1, 2, 3), (1,)], [(1, 2, 3), (0, 2), (1,)]],
    ids=["nothing", "too small", "no triangle", "begins with nothing"],
)  # fmt: skip
def test_what_is_no_triangle_is_refused(rows):
    with pytest.raises(ValueError, match=r"triangle|cohort"):
        chain_ladder(rows)


def test_example_52_of_ifrs_15():
    """100,000 of goods with 10,000 points of which 9,500 are expected to be spent, each worth 1."""
    given = allocated(100_000, [Promised(10_000, Fraction(1), Fraction(95, 100))])
    assert given == Allocated(91_324, (8_676,))
    first = earned(8_676, 4_500, 9_500)
    to_date = earned(8_676, 8_500, 9_700)
    assert (first, to_date - first) == (4_110, 3_493)


def test_units_of_two_kinds_share_the_price_of_one_sale():
    """Worth 10 and 20 beside goods of 100: the goods get 100 of 130, and the parts add up to what was paid."""
    ten, twenty = Promised(10, Fraction(1), Fraction(1)), Promised(40, Fraction(1), Fraction(1, 2))
    assert allocated(100, [ten, twenty]) == Allocated(77, (8, 15))
    assert allocated(100, [ten]) == Allocated(91, (9,))
    assert allocated(100, []) == Allocated(100, ())
    assert allocated(0, [ten, twenty]) == Allocated(0, (0, 0))


def test_all_of_it_is_earned_when_all_that_is_expected_is_spent():
    assert earned(8_676, 9_700, 9_700) == earned(8_676, 9_800, 9_700) == earned(8_676, 5, 0) == 8_676
    assert earned(8_676, 0, 9_700) == 0


@pytest.mark.parametrize("share", [Fraction(-1, 10), Fraction(11, 10)])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        allocated(100, [Promised(10, Fraction(1), share)])


def test_figures_below_zero_are_refused():
    with pytest.raises(ValueError, match="zero"):
        allocated(100, [Promised(-1, Fraction(1), Fraction(1))])
    with pytest.raises(ValueError, match="zero"):
        earned(100, -1, 5)
