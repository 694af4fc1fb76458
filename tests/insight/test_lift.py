"""Lift by its published figures: intervals that hold what was planted, and a verdict that says no more than they do."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import ttest_ind

from vafa.demo.narvan.generate import generate
from vafa.demo.narvan.shapes import ReceiptSeed
from vafa.insight.predicting.intervals import not_by_chance
from vafa.insight.predicting.lift import (
    Effect,
    adjusted,
    held_out,
    money,
    needed,
    profit,
    rates,
    relative,
    resampled,
    rightly_assigned,
    smallest,
    verdict,
)


def test_the_interval_of_two_rates_is_newcombes():
    """The example of his paper: 56 of 70 against 48 of 80."""
    found = rates(56, 70, 48, 80)
    assert (found.difference, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_money_is_told_by_welch():
    """By hand: means 3 and 6, variances 2.5 and 4 over 5 and 5."""
    found = money([1, 2, 3, 4, 5], [4, 5, 5, 7, 9])
    theirs = ttest_ind([1, 2, 3, 4, 5], [4, 5, 5, 7, 9], equal_var=False)
    interval = theirs.confidence_interval()
    assert (found.difference, found.low, found.high, found.chance) == pytest.approx(
        (-3.0, interval.low, interval.high, theirs.pvalue)
    )
    assert money([2, 2], [2, 2]) == Effect(0.0, 0.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="two or more"):
        money([1], [1, 2])
    with pytest.raises(ValueError, match="somebody"):
        rates(0, 0, 1, 2)


def test_drawn_anew_from_themselves_the_groups_say_about_the_same():
    random = np.random.default_rng(4)
    treated, out = random.gamma(2, 50, 800) + 15, random.gamma(2, 50, 400)
    welch, drawn = money(treated, out), resampled(treated, out)
    assert drawn.difference == welch.difference
    assert (drawn.low, drawn.high) == pytest.approx((welch.low, welch.high), abs=1.0)
    assert drawn == resampled(treated, out)
    assert resampled([1, 1], [1, 1]) == Effect(0.0, 0.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="two or more"):
        resampled([1], [1, 2])


def test_a_campaign_brought_what_its_members_spent_more_less_what_it_cost():
    """A thousand members who spent 30 more each, 10 to 50, for rewards of 12,000 and messages of 3,000."""
    found = profit(Effect(30, 10, 50, 0.01), 1_000, 12_000, 3_000)
    assert found == Effect(15_000, -5_000, 35_000, 0.01)
    assert verdict(found, assigned=True) == "unclear"
    with pytest.raises(ValueError, match="somebody"):
        profit(Effect(1, 1, 1, 1.0), 0, 0, 0)


def test_who_is_held_out_is_the_same_each_time_and_the_share_that_was_asked_for():
    arms = [held_out("salt", "autumn", str(number), 0.2) for number in range(20_000)]
    assert arms == [held_out("salt", "autumn", str(number), 0.2) for number in range(20_000)]
    assert sum(arms) / len(arms) == pytest.approx(0.2, abs=0.01)
    assert arms != [held_out("salt", "winter", str(number), 0.2) for number in range(20_000)]


def test_groups_that_are_not_the_share_they_should_be_get_no_verdict():
    assert rightly_assigned(800, 200, 0.2)
    assert not rightly_assigned(850, 150, 0.2)
    assert not rightly_assigned(0, 0, 0.2)
    sure = Effect(5.0, 1.0, 9.0, 0.01)
    assert verdict(sure, assigned=True) == "worked"
    assert verdict(sure, assigned=False) == "wrongly_assigned"
    assert verdict(Effect(-5.0, -9.0, -1.0, 0.01), assigned=True) == "lost_money"
    assert verdict(Effect(1.0, -1.0, 3.0, 0.3), assigned=True) == "unclear"


def test_what_was_spent_before_saves_variance_and_moves_nothing():
    random = np.random.default_rng(1)
    before = random.gamma(2, 50, 2_000)
    spent = before + random.normal(0, 20, 2_000)
    arm = random.random(2_000) < 0.5
    spent[arm] += 10
    found = adjusted(spent[arm], before[arm], spent[~arm], before[~arm])
    plain = money(spent[arm], spent[~arm])
    assert found.saved > 0.9
    assert found.effect.low < 10 < found.effect.high
    assert found.effect.high - found.effect.low < 0.4 * (plain.high - plain.low)


def test_of_many_campaigns_those_are_told_that_stand():
    """The example of Benjamini and Hochberg: of fifteen chances four stand."""
    chances = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
               0.7590, 1.0)  # fmt: skip
    assert not_by_chance(chances) == (True,) * 4 + (False,) * 11
    assert not_by_chance(()) == ()


def test_the_size_that_is_needed_sees_the_difference_it_was_asked_for():
    members = needed(100.0, 10.0, 0.2)
    assert smallest(100.0, round(members * 0.8), round(members * 0.2)) == pytest.approx(10.0, rel=1e-3)


def test_nothing_is_found_where_nothing_is_and_what_is_planted_is_held():
    """A thousand splits of the same members: false alarms as often as they should be; a lift of 10 as well."""
    random = np.random.default_rng(11)
    spent = random.gamma(0.5, 200, 2_000) * (random.random(2_000) < 0.7)
    alarms = held = 0
    for _ in range(1_000):
        arm = random.random(2_000) < 0.5
        alarms += money(spent[arm], spent[~arm]).chance < 0.05
        found = money(spent[arm] + 10, spent[~arm])
        held += found.low <= 10 <= found.high
    assert 36 <= alarms <= 64
    assert 930 <= held <= 970


@pytest.fixture(scope="module")
def narvan():
    made = generate()
    planted = made.truths.campaign
    counts: dict[str, int] = {}
    for each in made.events:
        if isinstance(each, ReceiptSeed) and planted.starts_at <= each.happened_at < planted.ends_at:
            counts[each.member_key] = counts.get(each.member_key, 0) + 1
    return SimpleNamespace(
        planted=planted, treated=[counts.get(key, 0) for key in planted.treated],
        out=[counts.get(key, 0) for key in planted.held_out],
    )  # fmt: skip


def test_the_campaign_of_narvan_is_told_as_an_honest_report_can(narvan):
    """Planted are 18 percent; by the arms alone it is 24, from 8 to 43."""
    found = relative(narvan.treated, narvan.out)
    assert (round(100 * found.difference, 1), round(100 * found.low, 1), round(100 * found.high, 1)) == (
        24.2,
        8.1,
        42.7,
    )
    assert found.low < narvan.planted.planted_lift_percent / 100 < found.high
    assert rightly_assigned(len(narvan.treated), len(narvan.out), 1 / 6)
