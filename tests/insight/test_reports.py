"""Retention by month of the first purchase, and fifths of recency, frequency and money, worked out by hand."""

from datetime import date

import pytest

from tests.insight.made import bought, came_back, day, history, visits, who
from vafa.engine.calendar.periods import GREGORIAN, JALALI
from vafa.insight.metrics.cohorts import cohorts
from vafa.insight.metrics.rfm import rfm
from vafa.insight.metrics.rhythm import rhythms
from vafa.insight.totals import totals, year_before


def told(found):
    return [(row.start.month, row.members, row.stayed, row.before_data) for row in found.rows]


def of_year(made, at):
    return rfm(made, rhythms(made, day(at), day(at), breaks_above=10_000).end, totals(made, year_before(day(at))))


class TestCohorts:
    def test_a_member_belongs_to_the_month_of_the_first_purchase(self):
        """January: 1 and 2; February: 3. In February 1 is back, in March 1 and 3; April is not over."""
        made = history(*visits(1, 0, 31, 60, 95), *visits(2, 3), *visits(3, 40, 61))
        found = cohorts(made, GREGORIAN, date(2026, 4, 10))
        assert told(found) == [(1, 2, (1, 1), True), (2, 1, (1,), False)]
        assert found.rows[0].net_minor == (100, 100)
        assert (found.rows[0].share(1), found.rows[0].share(3), found.months) == (0.5, None, 2)
        assert found.share(1) == (1, 1)

    def test_months_are_those_of_the_clubs_calendar(self):
        """Nowruz 1405 is 21 March 2026."""
        made = history(*visits(1, 78, 79))
        assert (day(78), day(79)) == (date(2026, 3, 20), date(2026, 3, 21))
        assert [row.stayed for row in cohorts(made, JALALI, date(2026, 4, 21)).rows] == [(1,)]
        assert [row.stayed for row in cohorts(made, GREGORIAN, date(2026, 4, 21)).rows] == [()]

    def test_who_returned_all_of_it_did_not_buy(self):
        made = history(bought(0, 1), bought(31, 1), came_back(31, 1, 100, whole=True), bought(33, 2))
        found = cohorts(made, GREGORIAN, date(2026, 3, 1))
        assert told(found) == [(1, 1, (0,), True), (2, 1, (), False)]
        assert found.rows[0].net_minor == (0,)

    def test_a_month_without_newcomers_has_no_row_and_one_without_sales_is_zero(self):
        made = history(bought(0, 1), bought(70, 1), bought(71, 2))
        assert told(cohorts(made, GREGORIAN, date(2026, 4, 1))) == [(1, 1, (0, 1), True), (3, 1, (), False)]

    @pytest.mark.parametrize("rows", [[], [bought(0, 1)]], ids=["nobody", "one receipt"])
    def test_too_little_makes_an_empty_table(self, rows):
        found = cohorts(history(*rows), GREGORIAN, day(5))
        assert (len(found.rows), found.months, found.margin, found.share(1)) == (len(rows), 0, None, (0, 0))

    def test_the_margin_is_that_of_a_half_in_the_smallest_cohort(self):
        made = history(*(bought(0, number) for number in range(1, 101)), bought(31, 1))
        assert round(cohorts(made, GREGORIAN, date(2026, 3, 1)).margin, 3) == 0.096


class TestRfm:
    def test_every_fifth_is_as_large_as_the_others_and_ties_break_by_id(self):
        made = history(*(bought(10, number, number * 100) for number in range(1, 11)))
        found = of_year(made, 20)
        assert [each.member.int for each in found.buyers] == list(range(10, 0, -1))
        assert [each.money for each in found.buyers] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
        assert [each.recency for each in found.buyers] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
        assert (found.days_away[0], found.visits[4]) == ((10, 10), (1, 1))

    def test_the_frequent_who_are_long_away_are_overdue(self):
        often_away = visits(1, *range(0, 40, 4))
        rest = [row for number in range(2, 11) for row in visits(number, 60 + number)]
        found = of_year(history(*often_away, *rest), 80)
        assert [each.member for each in found.overdue()] == [who(1)]
        [buyer] = found.overdue()
        assert (buyer.visits, buyer.net_minor, buyer.last_day, buyer.recency, buyer.frequency) == (
            10, 1_000, day(36), 1, 5,
        )  # fmt: skip
        cell = found.cell(1, 5)
        assert (cell.net_minor, cell.median_minor, len(cell.buyers)) == (1_000, 1_000, 1)
        assert (found.cell(5, 1).median_minor, found.cell(5, 1).buyers) == (0, ())

    def test_only_buyers_of_the_year_stand_in_it(self):
        found = of_year(history(bought(0, 1), bought(400, 2)), 401)
        assert [each.member for each in found.buyers] == [who(2)]

    def test_nobody_makes_an_empty_grid(self):
        found = of_year(history(), 5)
        assert (found.buyers, found.overdue(), found.cell(1, 1).buyers) == ((), (), ())
        assert found.days_away == ((0, 0),) * 5
