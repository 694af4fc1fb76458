"""Cases where two rules meet: late and ended, merged and returned, pending and qualifying."""

from datetime import date

import pytest

from tests.people import TILL, after, make_cast, named, programme
from vafa.activities import errors
from vafa.activities.actions.adjusting import adjust
from vafa.activities.actions.steps import tell_step
from vafa.activities.shapes import Line, Source
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.conditions import AgeBetween, InTier, NthPurchase
from vafa.engine.earning.effects import FixedUnits, Multiplier, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Rule, Unit, WaitDays, WaitStep
from vafa.engine.expiry import Rolling, Sliding
from vafa.engine.tiers import Ladder, Tier
from vafa.ledger.actions.sweeping import sweep_due
from vafa.members.actions.merging import merge, undo_merge
from vafa.members.actions.profile import change_profile
from vafa.tiers.queries import standings

pytestmark = pytest.mark.django_db

EACH = Rule("base", named("base"), UnitsPerMoney("points", 1, 1))
TEN_DAYS = Unit("points", named("points"), expiry=Rolling(10, Period.DAY))
SLIDING = Unit("points", named("points"), expiry=Sliding(30))


def merged(cast):
    return merge(
        club=cast.club, absorbed=cast.members["sara"], surviving=cast.members["negar"], units=["points"],
        reason="one person", now=cast.now,
    )  # fmt: skip


@pytest.mark.parametrize("swept", [True, False])
def test_a_return_of_ended_units_costs_nothing_whether_a_job_has_run_or_not(swept):
    cast = make_cast(programme(EACH, units=(TEN_DAYS,)))
    cast.buys("sara", 100, reference="A")
    cast.at(after(20))
    if swept:
        sweep_due(club=cast.club, now=cast.now)
    back = cast.returns("A").taken_back[0]
    assert (back.units, back.ended, back.owed) == (100, 100, 0)


@pytest.mark.parametrize("swept", [True, False])
def test_a_late_receipt_reinstates_whether_a_job_has_run_or_not(swept):
    cast = make_cast(programme(EACH, units=(SLIDING,)))
    cast.buys("sara", 100)
    cast.at(after(32))
    if swept:
        sweep_due(club=cast.club, now=cast.now)
    cast.buys("sara", 10, happened_at=after(28))
    assert cast.active("sara") == 110


@pytest.mark.parametrize("swept", [True, False])
def test_a_step_in_time_and_told_late_starts_whether_a_job_has_run_or_not(swept):
    cast = make_cast(programme(Rule("paid", named("p"), FixedUnits("points", 15), waits=WaitStep("paid", 5))))
    cast.buys("sara", 100, reference="A")
    cast.at(after(6))
    if swept:
        sweep_due(club=cast.club, now=cast.now)
    assert tell_step(house=cast.house, source=TILL, receipt="A", step="paid", happened_at=after(4)) == 15
    assert tell_step(house=cast.house, source=TILL, receipt="A", step="paid", happened_at=after(4)) == 0


def test_a_step_told_after_the_late_limit_is_refused():
    cast = make_cast(programme(Rule("paid", named("p"), FixedUnits("points", 15), waits=WaitStep("paid", 5))))
    cast.buys("sara", 100, reference="A")
    cast.at(after(200))
    with pytest.raises(errors.TooLate):
        tell_step(house=cast.house, source=TILL, receipt="A", step="paid", happened_at=after(4))


LADDER = Ladder((Tier("low", named("l"), 0), Tier("mid", named("m"), 1000)), window="lifetime")


def test_a_late_receipt_is_judged_by_the_tier_of_its_day():
    double = Rule("double", named("d"), Multiplier("points", 2), InTier(("mid",)))
    cast = make_cast(programme(EACH, double), ladder=LADDER)
    cast.buys("sara", 1000)
    assert cast.buys("sara", 10).awards[0].units == 20
    assert cast.buys("sara", 10, happened_at=after(-2)).awards[0].units == 10


def test_pending_units_taken_back_lower_no_tier():
    ladder = Ladder((Tier("low", named("l"), 0), Tier("high", named("h"), 50)), "units", "points", window="lifetime")
    waiting = Rule(
        "slow", named("s"), UnitsPerMoney("points", 1, 1), waits=WaitDays(14), activities=("visit", "purchase")
    )
    quick = Rule("quick", named("q"), FixedUnits("points", 60), activities=("review",))
    cast = make_cast(programme(waiting, quick), ladder=ladder)
    cast.does("sara", "review")
    cast.buys("sara", 40, reference="A")
    assert cast.returns("A").tier == "high"


def test_a_visit_that_was_returned_whole_is_no_visit():
    ladder = Ladder((Tier("low", named("l"), 0), Tier("high", named("h"), 2)), "visits", window="lifetime")
    cast = make_cast(ladder=ladder)
    cast.buys("sara", 100, reference="A")
    assert cast.at(after(1)).buys("sara", 100).tier == "high"
    assert cast.returns("A").tier == "low"
    assert cast.at(after(2)).buys("sara", 100).tier == "high"


def test_after_a_merge_a_return_frees_the_cap_and_the_count_of_the_membership_that_bought():
    cast = make_cast(
        programme(
            EACH,
            Rule("second", named("s"), FixedUnits("points", 7), NthPurchase(2)),
            caps=(Cap("day", named("day"), "points", 100, "day", ("base",)),),
        )
    )
    cast.buys("sara", 100, reference="A")
    merged(cast)
    cast.returns("A")
    assert [award.units for award in cast.buys("negar", 80).awards] == [80]
    assert [award.units for award in cast.buys("negar", 80).awards] == [20, 7]


def test_an_undone_merge_gives_back_no_more_than_there_was():
    cast = make_cast(programme(EACH))
    cast.buys("sara", 100, reference="A")
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-50, reason="spent", reference="S")
    cast.buys("sara", 50, reference="B")
    made = merged(cast)
    undo_merge(club=cast.club, merge_id=made.id, reason="two people", now=cast.now)
    assert (cast.active("sara"), cast.active("negar")) == (100, 0)


def test_what_the_absorbed_paid_of_its_own_debt_is_not_given_back_twice():
    slow = Rule("slow", named("s"), UnitsPerMoney("points", 1, 1), waits=WaitDays(2), activities=("review", "purchase"))
    cast = make_cast(programme(slow))
    cast.buys("sara", 50, reference="A")
    cast.at(after(3))
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-50, reason="spent", reference="S")
    cast.buys("sara", 100, reference="B")
    cast.returns("A")
    assert (cast.units("sara").owed, cast.units("sara").pending) == (50, 100)
    made = merged(cast)
    cast.at(after(6)).buys("negar", 1)
    undo_merge(club=cast.club, merge_id=made.id, reason="two people", now=cast.now)
    assert (cast.active("sara"), cast.units("sara").owed) == (50, 0)


def test_a_return_takes_the_clock_back_of_its_own_receipt_and_not_of_one_that_shares_its_number():
    cast = make_cast(programme(EACH, units=(SLIDING,)))
    cast.buys("sara", 10, reference="A")
    cast.at(after(10)).buys("sara", 20, reference="A", source=Source(name="shop"))
    cast.returns("A")
    assert cast.at(after(39)).active("sara") == 20


def test_gift_cards_and_top_ups_earn_nothing_by_their_tag():
    cast = make_cast(programme(EACH))
    outcome = cast.buys("sara", 100, Line(500, tags=("gift_card",)), Line(300, tags=("top_up", "wallet")))
    assert [award.units for award in outcome.awards] == [100]


def test_a_rule_by_age_reads_the_birthday():
    cast = make_cast(programme(Rule("young", named("y"), FixedUnits("points", 9), AgeBetween(18, 25))))
    change_profile(club=cast.club, member_id=cast.members["sara"], birthday=date(2006, 3, 1), now=cast.now)
    assert (cast.buys("sara", 1).awards[0].units, cast.buys("negar", 1).awards) == (9, ())


def test_standing_is_there_from_the_first_activity():
    cast = make_cast(ladder=LADDER)
    cast.buys("sara", 10)
    assert standings([cast.members["sara"]])[cast.members["sara"]].tier == "low"
