"""How many units will be spent: months as cohorts, grown by how those before them grew."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import pytest

from tests.insight.test_reserves import TAYLOR_ASHE
from tests.people import NOON, after, make_cast, programme
from tests.rooms.shop import Shop
from vafa.activities.actions.adjusting import adjust
from vafa.insight.metrics.redemption import Cohort, grown, of_those_out, redemptions, triangle_of
from vafa.insight.queries import units
from vafa.insight.queries.units import Earned, Gone
from vafa.ledger.models import Account
from vafa.members.actions.merging import merge


def months(count):
    return [date(2025, 1 + place, 1) for place in range(count)]


def test_months_grow_as_those_before_them_and_young_ones_as_is_usual():
    """Of 100 each, 10 are spent at once and 10 more in each month after: the third month comes to 30."""
    earned = dict.fromkeys(months(3), 100)
    found, error = grown(earned, dict(zip(earned, [(10, 20, 30), (10, 20), (10,)], strict=True)))
    assert [round(each.expected, 9) for each in found] == [30, 30, 30]
    assert [each.to_come for each in found] == pytest.approx([0, 10, 20])
    assert (found[0].error, found[2].error, error) == (0.0, None, 0.0)


def test_the_triangle_of_mack_has_his_standard_error():
    starts = months(10)
    rows = [tuple(accumulate(row)) for row in TAYLOR_ASHE]
    found, error = grown(dict.fromkeys(starts, 10**8), dict(zip(starts, rows, strict=True)))
    assert round(error) == 2_447_095
    assert round(found[1].to_come) == 94_634


def test_without_spending_in_the_first_month_it_is_told_by_what_is_usual():
    earned = dict(zip(months(2), (100, 200), strict=True))
    found, error = grown(earned, dict(zip(earned, [(0, 50), (0,)], strict=True)))
    assert [(each.expected, each.rate) for each in found] == [(50, 0.5), (100, 0.5)]
    assert error is None


@pytest.mark.django_db
def test_a_month_is_that_of_the_club_and_the_one_that_runs_is_not_counted():
    club = make_cast().club
    # 21 May 20:30 UTC is midnight in Tehran: the first of Khordad
    first, later = datetime(2026, 5, 21, 20, 29, tzinfo=UTC), datetime(2026, 5, 21, 20, 30, tzinfo=UTC)
    born = [Earned(first, 7, 4), Earned(later, 5, 3)]
    drawn = [
        Gone(first, datetime(2026, 5, 22, tzinfo=UTC), 3, True), Gone(later, datetime(2026, 7, 1, tzinfo=UTC), 2, True),
        Gone(first, datetime(2026, 5, 22, tzinfo=UTC), 1, False),
    ]  # fmt: skip
    earned, triangle = triangle_of(club, born, drawn, date(2026, 7, 10))
    assert earned == {date(2026, 4, 21): 7, date(2026, 5, 22): 5}
    assert triangle == {date(2026, 4, 21): (0, 3), date(2026, 5, 22): (0,)}


@pytest.mark.django_db
def test_units_are_read_by_when_they_were_earned_and_spent():
    cast = make_cast(programme())
    cast.at(NOON).buys("sara", 5000)
    cast.at(after(40)).buys("sara", 100)
    adjust(
        house=cast.house, member_id=cast.members["sara"], unit="points", units=70, reason="gift", reference="g"
    )  # fmt: skip
    assert sorted(units.lots(cast.club.id)["points"]) == [(NOON, 500, 500), (after(40), 10, 10)]
    assert units.drawn(cast.club.id) == {}
    out = Account.objects.get(member_id=cast.members["sara"]).balance
    found = redemptions(cast.club, {"points": out}, cast.now + timedelta(1))["points"]
    assert (found.known, found.rate, [each.expected for each in found.cohorts]) == (False, 1.0, [500.0])


@pytest.mark.django_db
def test_what_is_spent_month_after_month_says_how_much_of_the_rest_will_be():
    """Sara earns 1,000 in each of five months of Tehran and spends 100 in each, of the oldest she has."""
    shop = Shop()
    cake = shop.reward(units=100)
    for month in range(5):
        shop.cast.at(after(30 * month + 2)).buys("sara", 10_000)
        shop.cast.at(after(30 * month + 3))
        shop.redeem("sara", cake)
    now = after(153)  # Aban has just begun
    found = redemptions(shop.club, {"points": 4_500}, now)["points"]
    assert found.cohorts[0].spent == (100, 200, 300, 400, 500)
    assert found.ages == (2_000, 2_500, 0, 0)
    assert sum(cohort.spent[-1] for cohort in found.cohorts) == 500
    assert [cohort.earned for cohort in found.cohorts] == [1_000] * 5
    # at each age a tenth of what was earned by the first month was spent, and of the others nothing yet
    assert found.rate == pytest.approx(sum(each.to_come for each in found.cohorts) / 4_500)
    assert 0 < found.rate < 0.2
    assert found.tested is None


def test_the_share_is_of_what_is_left_and_not_of_what_has_ended():
    """Of each month’s 1,000 in the end 400 are spent, and after a year the rest ends: of 7,200 that are out 600 will
    be spent, not of 14,400 that were not."""
    young = [Cohort(date(2025, 1, 1), 1_000, (100 * min(4, age + 1),), 400.0, None) for age in range(12)]
    old = [Cohort(date(2024, 1, 1), 1_000, (400,), 400.0, None)] * 12
    assert sum(each.to_come for each in young) == 600
    assert of_those_out([*old, *young], 72.0, 7_200) == (pytest.approx(600 / 7_200), 0.01)
    assert of_those_out(old, 1.0, 0) == (0.0, None)


@pytest.mark.django_db
def test_what_is_merged_into_another_membership_is_spent_there():
    shop = Shop()
    cake = shop.reward(units=100)
    shop.cast.at(NOON).buys("negar", 10_000)
    merge(
        club=shop.club, absorbed=shop.cast.members["negar"], surviving=shop.cast.members["sara"], units=["points"],
        reason="one", now=shop.cast.now,
    )  # fmt: skip
    assert units.lots(shop.club.id)["points"] == [(NOON, 1_000, 1_000)]
    shop.cast.at(after(40))
    shop.redeem("sara", cake)
    assert units.lots(shop.club.id)["points"] == [(NOON, 1_000, 900)]
    assert units.drawn(shop.club.id)["points"] == [(NOON, after(40), 100, True)]
