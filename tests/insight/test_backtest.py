"""The backtest of a draft: a small history whose totals are worked out by hand."""

import json
from dataclasses import fields, replace

import pytest

from tests.people import BASE, NOON, POINTS, after, make_cast, named, programme
from vafa.activities.models import Activity
from vafa.engine import tiers
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import AmountAtLeast, DaysSinceLastVisit, InTier, NthPurchase
from vafa.engine.earning.effects import FixedUnits, Multiplier
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.programme import Cap, Rule, WaitDays, WaitStep
from vafa.insight.backtest.member import Seen
from vafa.insight.backtest.running import Span, backtest, replay
from vafa.insight.backtest.scenario import Scenario
from vafa.insight.backtest.totals import compare
from vafa.members.actions.merging import merge

pytestmark = pytest.mark.django_db
UNTIL = after(7)
LADDER = tiers.Ladder((tiers.Tier("low", named("low"), 0), tiers.Tier("high", named("high"), 2500)))
BIG = Rule("big", named("big"), FixedUnits("points", 120), AmountAtLeast(1000))
DOUBLE_HIGH = Rule("double", named("double"), Multiplier("points", 2), InTier(("high",)))


@pytest.fixture
def cast():
    """Sara buys for 1,000, 1,200 + 800 and 500, Negar for 300: 100 + 200 + 50 and 30 points at one for ten."""
    cast = make_cast(programme())
    cast.at(NOON).buys("sara", 1000, reference="first")
    cast.at(after(0, 2)).buys("sara", 1200, 800, reference="second")
    cast.at(after(1)).buys("negar", 300)
    cast.at(after(3)).buys("sara", 500)
    return cast.at(UNTIL)


def run(cast, *rules, ladder=None, since=None, until=UNTIL, **more):
    draft = Scenario("draft", [(NOON, programme(*rules, **more))], ladder)
    (totals,) = backtest(cast.club, [draft], Span(since, until), cores=1)
    return totals


def points(*given, **more):
    return run(*given, **more).units["points"].net


def test_what_was_in_force_gives_what_was_booked(cast):
    totals = run(cast)
    assert (totals.receipts, totals.sales_minor, totals.units["points"].given) == (4, 3800, 380)
    assert totals.rules["base", "points"].times == 4
    assert totals.members.earning == 2
    assert totals.cost_minor((POINTS,)) == 380
    booked = [award["units"] for row in Activity.objects.all() for award in row.awards]
    assert sum(booked) == 380


def test_a_cap_trims_the_second_receipt_of_its_day(cast):
    """Of Sara's first day 100 and 50 of 200 are left: 380 less 150."""
    assert points(cast, BASE, caps=(Cap("day", named("day"), "points", 150, "day"),)) == 230


def test_a_cap_of_a_month_runs_over_its_days(cast):
    """Sara's are 100, 200 and nothing of her last 50; Negar's 30 are her own."""
    assert points(cast, BASE, caps=(Cap("month", named("month"), "points", 300, "month"),)) == 330


@pytest.mark.parametrize(("reach", "found", "high"), [(2500, 430, 1), (3000, 430, 1), (3001, 380, 1), (3501, 380, 0)])
def test_a_tier_that_is_reached_doubles_what_follows(cast, reach, found, high):
    """After 3,000 Sara is on the higher tier, and her last 50 are 100; with them she has spent 3,500."""
    ladder = replace(LADDER, tiers=(LADDER.tiers[0], tiers.Tier("high", named("high"), reach)))
    totals = run(cast, BASE, DOUBLE_HIGH, ladder=ladder)
    assert totals.units["points"].net == found
    assert (totals.tiers["high"], totals.tiers["low"]) == (high, 2 - high)


def test_of_an_exclusive_group_the_larger_counts(cast):
    """120, 200, 50 and 30; by themselves both rules would give 240 more."""
    in_group = replace(BASE, group="best"), replace(BIG, group="best")
    assert points(cast, *in_group) == 400
    assert points(cast, BASE, BIG) == 620


def test_what_waits_is_given_and_not_active_yet(cast):
    """On the seventh day the five days of Sara's last 50 are not over, Negar's are."""
    totals = run(cast, replace(BASE, waits=WaitDays(5)))
    assert (totals.units["points"].given, totals.units["points"].pending, totals.units["points"].waiting) == (
        380,
        50,
        0,
    )
    totals = run(cast, replace(BASE, waits=WaitStep("paid", 9)))
    assert (totals.units["points"].given, totals.units["points"].pending, totals.units["points"].waiting) == (
        380,
        0,
        380,
    )


def test_units_that_wait_lift_nobody_before_their_day(cast):
    """Sara has 300 units after her first day. At once they lift her, and her last 50 are 100; five days later they come
    too late for it, and lift nobody until something happens."""
    ladder = replace(
        LADDER, measure="units", unit="points", tiers=(LADDER.tiers[0], replace(LADDER.tiers[1], reach=300))
    )
    assert points(cast, BASE, DOUBLE_HIGH, ladder=ladder) == 430
    assert points(cast, replace(BASE, waits=WaitDays(5)), DOUBLE_HIGH, ladder=ladder) == 380
    assert points(cast, replace(BASE, waits=WaitDays(2)), DOUBLE_HIGH, ladder=ladder) == 380


class TestReturns:
    """Sara brings back the 800 of her second receipt on the third day, before her last purchase."""

    @pytest.fixture
    def cast(self):
        cast = make_cast(programme())
        cast.at(NOON).buys("sara", 1000)
        cast.at(after(0, 2)).buys("sara", 1200, 800, reference="second")
        cast.at(after(1)).buys("negar", 300)
        assert cast.at(after(2)).returns("second", 2).taken_back[0].units == 80
        cast.at(after(3)).buys("sara", 500)
        return cast.at(UNTIL)

    def test_a_return_takes_back_what_its_lines_earned(self, cast):
        totals = run(cast)
        assert (totals.units["points"].given, totals.units["points"].taken_back) == (380, 80)
        assert (totals.sales_minor, totals.receipts) == (3000, 4)

    def test_what_a_cap_had_taken_already_is_not_taken_twice(self, cast):
        """Of 200 the cap left 50; judged again the rest earns 120: nothing is taken back."""
        totals = run(cast, BASE, caps=(Cap("day", named("day"), "points", 150, "day"),))
        assert (totals.units["points"].given, totals.units["points"].taken_back) == (230, 0)

    def test_room_that_a_return_frees_serves_a_later_receipt_of_the_period(self, cast):
        """A month's 300 are used up by 100 and 200; the 80 that come back leave room for the last 50."""
        assert points(cast, BASE, caps=(Cap("month", named("month"), "points", 300, "month"),)) == 100 + 120 + 50 + 30

    def test_a_return_lowers_the_window_and_the_tier_at_once(self, cast):
        """2,200 are left in the window: the last purchase is of the lower tier again."""
        assert points(cast, BASE, DOUBLE_HIGH, ladder=LADDER) == 300
        lower = replace(LADDER, tiers=(LADDER.tiers[0], replace(LADDER.tiers[1], reach=2200)))
        assert points(cast, BASE, DOUBLE_HIGH, ladder=lower) == 350

    def test_what_waits_and_comes_back_is_not_pending(self, cast):
        totals = run(cast, replace(BASE, waits=WaitDays(30)))
        assert (totals.units["points"].net, totals.units["points"].pending) == (300, 300)

    def test_a_whole_return_is_no_purchase_any_more(self, cast):
        """The third purchase of Sara is her second once the return is whole."""
        second = Rule("second", named("second"), FixedUnits("points", 1000), NthPurchase(2))
        assert points(cast, second) == 1000
        cast.at(after(2.5)).returns("second", 1)
        # taken back whole from the second receipt, given for the third, which is the second that stands
        totals = run(cast, second)
        assert (totals.units["points"].given, totals.units["points"].taken_back) == (2000, 1000)


def test_purchases_are_counted_in_the_order_of_time_and_not_of_booking(cast):
    """A receipt of the second day that came late is her third; the last is her fourth."""
    cast.buys("sara", 700, happened_at=after(2))
    third = Rule("third", named("third"), FixedUnits("points", 7), NthPurchase(3))
    fourth = Rule("fourth", named("fourth"), FixedUnits("points", 1), NthPurchase(4), base=Base(Lines()))
    totals = run(cast, third, fourth)
    assert totals.units["points"].net == 8
    assert totals.rules["third", "points"].times == 1


def test_days_of_silence_are_found_again(cast):
    """Three days lie between Sara's second and third purchase, and none between her first two."""
    back = Rule("back", named("back"), FixedUnits("points", 9), DaysSinceLastVisit(3))
    assert points(cast, back) == 9


def test_only_the_span_is_counted_and_all_before_it_is_known(cast):
    third = Rule("third", named("third"), FixedUnits("points", 7), NthPurchase(3))
    totals = run(cast, BASE, third, since=after(2))
    assert (totals.receipts, totals.units["points"].net) == (1, 57)
    totals = run(cast, BASE, third, until=after(3))
    assert (totals.receipts, totals.units["points"].net) == (3, 330)


def test_who_wins_and_who_loses_is_told(cast):
    live = Scenario("live", [(NOON, programme())], LADDER)
    flat = Scenario("flat", [(NOON, programme(Rule("flat", named("flat"), FixedUnits("points", 40))))], LADDER)
    before, later = backtest(cast.club, [live, flat], Span(None, UNTIL), cores=1)
    told = compare(before, later)
    assert (told.winners, told.losers, told.same) == (1, 1, 0)
    (won,), (lost,) = told.gained_most, told.lost_most
    assert (won.member, won.before_minor, won.after_minor) == (cast.members["negar"], 30, 40)
    assert (lost.member, lost.before_minor, lost.after_minor) == (cast.members["sara"], 350, 120)
    assert not told.tiers


def test_units_without_a_declared_value_are_earned_all_the_same(cast):
    totals = run(cast, units=(replace(POINTS, value_minor_per=(0, 1)),))
    assert (totals.members.earning, list(totals.members.worth_minor)) == (2, [0, 0])


def test_those_who_became_one_are_one(cast):
    """Negar's 300 are Sara's: with them her last purchase is the fourth."""
    both = {"surviving": cast.members["sara"], "absorbed": cast.members["negar"]}
    merge(club=cast.club, **both, units=["points"], reason="one person", now=cast.now)
    fourth = Rule("fourth", named("fourth"), FixedUnits("points", 7), NthPurchase(4))
    totals = run(cast, fourth)
    assert (totals.units["points"].net, len(totals.members.tiers)) == (7, 1)


def test_in_chunks_of_one_member_it_comes_to_the_same(cast, monkeypatch):
    whole = run(cast, BASE, BIG, ladder=LADDER)
    monkeypatch.setattr("vafa.insight.backtest.reading.MEMBERS_AT_ONCE", 1)
    heard = []
    draft = Scenario("draft", [(NOON, programme(BASE, BIG))], LADDER)
    (parts,) = backtest(cast.club, [draft], Span(None, UNTIL), cores=1, progress=lambda *each: heard.append(each))
    assert parts == whole
    assert heard[0][0] == 0
    assert heard[-1] == (heard[-1][1], heard[-1][1])


def test_what_the_engine_asks_of_facts_a_replay_answers():
    """A fact that is added to the engine is added here, or no draft could be judged by it."""
    assert [each.name for each in fields(Seen)] == [each.name for each in fields(Facts)]


def test_an_empty_club_has_nothing_to_tell():
    cast = make_cast(programme())
    totals = run(cast)
    assert (totals.receipts, dict(totals.units), totals.members.earning) == (0, {}, 0)
    assert replay(cast.club, cores=1) == []


class TestLaw10:
    def test_what_is_replayed_is_what_was_booked(self, cast):
        cast.returns("second", 1)
        assert replay(cast.club, cores=1) == []

    @pytest.mark.parametrize(
        ("column", "change"),
        [
            ("awards", lambda kept: [kept[0] | {"units": kept[0]["units"] + 1}]),
            ("awards", lambda kept: []),
            ("body", lambda kept: kept | {"lines": [[*kept["lines"][0][:6], 990, *kept["lines"][0][7:]]]}),
        ],
    )
    def test_it_is_seen_failing_where_a_stored_activity_was_altered(self, cast, column, change):
        row = Activity.objects.get(reference="first")
        Activity.objects.filter(member_id=row.member_id, id=row.id).update(**{column: change(getattr(row, column))})
        (difference,) = replay(cast.club, cores=1)
        assert (difference.activity, difference.kind) == (row.id, "purchase")
        assert difference.booked != difference.replayed

    def test_it_is_seen_failing_where_a_return_was_altered(self, cast):
        cast.returns("second", 1)
        row = Activity.objects.get(kind="return")
        body = json.loads(json.dumps(row.body))
        body["taken_back"][0]["units"] -= 1
        Activity.objects.filter(member_id=row.member_id, id=row.id).update(body=body)
        (difference,) = replay(cast.club, cores=1)
        assert (difference.activity, difference.kind) == (row.id, "return")
