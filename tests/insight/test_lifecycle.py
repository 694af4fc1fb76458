"""Rhythm, lifecycle and the lapsed loyal, on histories of a few rows."""

from collections import Counter
from fractions import Fraction

import pytest

from tests.insight.made import bought, came_back, day, history, visits, who
from vafa.insight.metrics.lapsed_loyal import lapsed_loyal
from vafa.insight.metrics.lifecycle import definition, lapses, lifecycle, standing
from vafa.insight.metrics.rhythm import median_of_counts, rhythms
from vafa.insight.shapes import Flows, LapsedMember, LapsedSettings, LifecycleSettings, Share, Stage

# Short silences, so that a test fits in three weeks: quiet above 4 days, lapsed above 8.
QUICK = LifecycleSettings(at_risk_gaps=2, at_risk_days_least=4, lapsed_gaps=4, lapsed_days_least=8)


def rhythm(made, start, end):
    return rhythms(made, day(start), day(end), breaks_above=8)


def stages(*rows, at):
    made = history(*rows)
    found = rhythm(made, at, at)
    return dict(zip(made.ids, standing(found, found.end, lapses(found, QUICK), QUICK).stages, strict=True))


def moves(*rows):
    """From day 20 to day 40, with a shop whose median gap is one day."""
    regular = visits(99, *range(60))
    return lifecycle(rhythm(history(*regular, *rows), 20, 40), QUICK).flows


def test_the_rhythm_of_a_member_counts_days_not_receipts():
    found = rhythm(history(*visits(1, 0, 0, 4, 10), *visits(2, 3)), 5, 12)
    assert (found.end.first[0], found.end.last[0]) == (day(0).toordinal(), day(10).toordinal())
    assert (found.start.visits, found.end.visits) == ((2, 1), (3, 1))
    assert (found.end.mean_gap(0), found.end.mean_gap(1)) == (5, None)
    assert (found.end.silent(0), found.end.silent(1)) == (2, 9)


def test_the_shops_median_gap_is_the_middle_of_all_gaps_of_the_last_year():
    assert rhythm(history(*visits(1, 0, 1, 3, 13), *visits(2, 0, 5)), 0, 20).median_gap == 3.5
    assert rhythm(history(*visits(1, 0, 100, 500)), 0, 501).median_gap == 400
    assert rhythm(history(*visits(1, 0)), 0, 20).median_gap is None


@pytest.mark.parametrize(
    ("counts", "middle"), [({}, None), ({3: 1}, 3), ({1: 1, 2: 1}, 1.5), ({1: 2, 9: 1}, 1), ({1: 2, 9: 2}, 5)]
)
def test_the_median_from_counts(counts, middle):
    assert median_of_counts(Counter(counts)) == middle


def test_a_day_whose_purchase_came_back_whole_is_no_visit():
    found = rhythm(history(*visits(1, 0, 4), came_back(4, 1, 100, whole=True)), 0, 9)
    assert (found.end.visits, found.end.last) == ((1,), (day(0).toordinal(),))


def test_a_second_purchase_keeps_the_visit_when_the_first_comes_back():
    found = rhythm(history(*visits(1, 0, 4, 4), came_back(4, 1, 100, whole=True)), 0, 9)
    assert found.end.visits == (2,)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        rhythm(history(), 5, 4)


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        ([16], Stage.NEW),
        ([15], Stage.ONE_TIME),
        ([12], Stage.ONE_TIME),
        ([11], Stage.LAPSED),
        ([18, 19], Stage.REPEAT),
        ([16, 17, 18, 19], Stage.LOYAL),
        ([12, 13, 14, 15], Stage.AT_RISK),
        ([8, 9, 10, 11], Stage.LAPSED),
        ([0, 4, 8, 12], Stage.LOYAL),
        ([0, 1, 2, 17], Stage.WON_BACK),
        ([0, 13, 14, 15, 16], Stage.LOYAL),
        ([0, 14, 15, 16], Stage.WON_BACK),
    ],
)
def test_the_stage_on_day_20(on, stage):
    """The shop's median gap is 1 day; a member with a mean gap of 4 days is not quiet before day 8."""
    assert stages(*visits(99, *range(20)), *visits(1, *on), at=20)[who(1)] is stage


def test_everybody_who_bought_is_in_one_stage():
    made = history(*visits(1, 0), *visits(2, 38), *visits(3, 30, 31), *visits(4, *range(36, 40)), *visits(5, 50))
    found = lifecycle(rhythm(made, 20, 40), QUICK)
    assert found.buyers == 4
    assert +Counter(found.counts) == {Stage.LAPSED: 2, Stage.NEW: 1, Stage.LOYAL: 1}
    assert set(found.counts) == set(Stage)
    assert sum(found.counts_before.values()) == 1


@pytest.mark.parametrize(
    ("on", "moved"),
    [
        ([39], Flows()),
        ([33], Flows(new_to_one_time=1)),
        ([15], Flows(left_after_first=1)),
        ([18], Flows(new_to_one_time=1, left_after_first=1)),
        ([0], Flows()),
        ([18, 39], Flows(new_to_one_time=1, one_time_to_repeat=1, came_back=1)),
        ([18, 25, 32, 39], Flows(new_to_one_time=1, one_time_to_repeat=1, repeat_to_loyal=1)),
        ([16, 17, 18, 19], Flows(loyal_to_at_risk=1, at_risk_to_lapsed=1)),
        ([32, 33, 34], Flows(new_to_one_time=1, one_time_to_repeat=1, loyal_to_at_risk=1)),
        ([0, 1, 2, 3, 39], Flows(came_back=1)),
        ([11, 12, 13, 14], Flows(at_risk_to_lapsed=1, loyal_to_at_risk=0)),
    ],
)
def test_the_moves_between_two_instants(on, moved):
    assert moves(*visits(1, *on)) == moved


def test_the_river_has_six_stages_and_won_back_is_with_repeat():
    made = history(*visits(99, *range(40)), *visits(1, 0, 39), *visits(2, 38, 39))
    river = lifecycle(rhythm(made, 20, 40), QUICK).river
    assert [stage for stage, _, _ in river] == list(Stage)[:6]
    assert [count for _, count, _ in river] == [0, 0, 2, 1, 0, 0]


def test_churn_is_of_those_who_were_there_at_the_start():
    """Four were there; one of them has lapsed, and one who came and lapsed meanwhile is none of them."""
    regular = visits(99, *range(40))
    made = history(*regular, *visits(1, 18), *visits(2, 18, 38), *visits(3, 18, 19, 38), *visits(4, 21), *visits(5, 0))
    assert lifecycle(rhythm(made, 20, 40), QUICK).churn == Share(1, 4)
    assert lifecycle(rhythm(history(), 20, 40), QUICK).churn == Share(0, 0)


def test_an_empty_club_has_nobody_anywhere():
    found = lifecycle(rhythm(history(), 20, 40), QUICK)
    assert (found.buyers, found.flows, found.median_gap_days) == (0, Flows(), None)


def test_the_definition_names_the_thresholds():
    values = [value for sentence in definition(QUICK).sentences for value in sentence.values]
    assert ("gaps", 2) in values and ("days", 8) in values and ("visits", 3) in values


def lapsed(*rows, at, **settings):
    made = history(*rows)
    found = rhythm(made, at, at)
    return lapsed_loyal(made, found.end, found.median_gap, LapsedSettings(**settings))


def test_the_steps_of_the_lapsed_loyal():
    rows = [
        *visits(1, 0, 5, 10, 15, net=300), *visits(2, 0, 10, 20, 30), *visits(3, 0, 5), *visits(4, 0, 5, 10, 100),
        *visits(5, 10, 14, 18, 22, net=500),
    ]  # fmt: skip
    found = lapsed(*rows, at=110, gap_days_most=5)
    assert (found.silent, found.of_them_visits, found.total) == (4, 3, 2)
    assert found.members == (
        LapsedMember(who(5), day(22), 4, Fraction(4), 2000), LapsedMember(who(1), day(15), 4, Fraction(5), 1200),
    )  # fmt: skip
    assert (found.yearly_minor, found.usual_gap_days) == (3200, 4.5)
    assert [each.member for each in found.page(2, size=1)] == [who(1)]


def test_the_gap_is_twice_the_shops_median_when_none_is_given():
    rows = [*visits(1, 0, 5, 10, 15), *visits(2, 0, 10, 20, 30), *visits(3, 0, 11, 22, 33)]
    found = lapsed(*rows, at=120)
    assert (found.gap_days_most, found.total) == (20, 3)
    assert found.definition.sentences[2].values == (("days", ("factor", 20, 1)),)


@pytest.mark.parametrize(("at", "count"), [(85, 0), (86, 1)])
def test_silence_is_longer_than_seventy_days(at, count):
    assert lapsed(*visits(1, 0, 5, 10, 15), at=at).silent == count


def test_only_the_year_up_to_the_last_visit_is_spent():
    rows = [bought(0, 1, 1), bought(35, 1, 10), bought(36, 1, 100), bought(400, 1, 1000)]
    found = lapsed(*rows, at=500, gap_days_most=200)
    assert found.yearly_minor == 1100


def test_nobody_is_lapsed_in_an_empty_club():
    found = lapsed(at=100)
    assert (found.silent, found.total, found.gap_days_most, found.usual_gap_days) == (0, 0, None, None)
