"""The whole page from the database, with the cast."""

from datetime import timedelta
from fractions import Fraction

import pytest

from tests.people import BASE, IMPORT, NOON, POINTS, after, make_cast, make_club, named, programme
from vafa.activities.actions.adjusting import adjust
from vafa.activities.shapes import Line
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Rule, Unit, WaitStep
from vafa.engine.expiry import Rolling, Sliding
from vafa.insight.metrics.member import member
from vafa.insight.metrics.units_outstanding import units_outstanding, worth
from vafa.insight.overview import overview
from vafa.insight.queries.units import outstanding_at
from vafa.insight.shapes import Share, Span, Stage
from vafa.ledger.queries.across import outstanding
from vafa.members.errors import UnknownMember

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
PERIOD = Span(TODAY - timedelta(days=29), TODAY + timedelta(days=1))


def buys(cast, who, amount, ago, **facts):
    return cast.buys(who, amount, happened_at=after(-ago), source=IMPORT, **facts)


def busy():
    """Sara comes every ten days and bought twice today; Negar came once; Omid has not come yet."""
    cast = make_cast()
    for ago in (50, 40, 30, 20, 10):
        buys(cast, "sara", Line(1000, cost_minor=600), ago)
    buys(cast, "sara", Line(500, discount_minor=100, cost_minor=300), 0)
    buys(cast, "sara", Line(600, cost_minor=300), 0)
    buys(cast, "negar", Line(200, cost_minor=100), 40)
    return cast


def test_the_page_of_a_small_club():
    page = overview(busy().club, PERIOD, NOON)
    assert (page.first_day, page.members, page.never_bought) == (TODAY - timedelta(days=50), 3, 1)
    levers = page.levers
    assert levers.mode == "margin"
    assert (levers.result_minor, levers.result_before_minor) == (1200, 1300)
    assert [each.value for each in levers.in_order] == [1, Fraction(2, 5), 4, 750]
    assert [each.before for each in levers.in_order] == [2, Fraction(13, 32), 2, 800]
    assert sum(each.part for each in levers.in_order) == -100
    assert (page.repeat.by_receipt, page.repeat.by_day_before) == (Share(1, 1), Share(1, 2))
    assert page.average.order_minor == 750
    assert page.lifecycle.counts[Stage.LOYAL] == 1
    assert page.lifecycle.counts[Stage.ONE_TIME] == 1
    assert (page.lifecycle.flows.repeat_to_loyal, page.lifecycle.flows.new_to_one_time) == (1, 1)
    assert [each.net_minor for each in page.concentration.top_fifth] == [3000]
    assert page.lapsed_loyal.total == 0


def test_the_page_of_an_empty_club():
    page = overview(make_club(), PERIOD, NOON)
    assert (page.first_day, page.members, page.never_bought) == (None, 0, 0)
    assert page.levers.result_minor == 0
    assert page.repeat.by_day.rate is None
    assert (page.units.units, page.units.value_minor) == ((), 0)
    assert (page.concentration.curve, page.concentration.by_stage, page.concentration.top_share) == ((), {}, None)


def test_a_page_is_made_once_until_something_is_booked():
    cast = busy()
    first = overview(cast.club, PERIOD, NOON)
    assert overview(cast.club, PERIOD, NOON) is first
    buys(cast, "omid", 100, 0)
    second = overview(cast.club, PERIOD, NOON)
    assert (first.levers.n.value, second.levers.n.value) == (1, 2)
    assert second.never_bought == 0
    assert second.units.units[0].outstanding == first.units.units[0].outstanding + 10


def test_a_period_that_reaches_ahead_is_judged_today():
    cast = busy()
    ahead = Span(PERIOD.start, PERIOD.end + timedelta(days=300))
    assert overview(cast.club, ahead, NOON).lifecycle.counts == overview(cast.club, PERIOD, NOON).lifecycle.counts


def test_units_that_are_out_their_worth_and_their_end():
    expiring = Unit("points", named("points"), value_minor_per=(3, 10), expiry=Rolling(60, Period.DAY))
    cast = make_cast(programme(BASE, units=(expiring,)))
    buys(cast, "sara", 1000, 50), buys(cast, "negar", 10, 0)
    found = units_outstanding(cast.club, NOON).units[0]
    assert (found.outstanding, found.ending_30, found.ending_90) == (101, 100, 101)
    assert (found.value_minor, found.ending_30_minor, found.ending_90_minor) == (31, 30, 31)


def test_sliding_units_end_if_nothing_happens():
    sliding = Unit("points", named("points"), value_minor_per=(1, 1), expiry=Sliding(60))
    cast = make_cast(programme(BASE, units=(sliding,)))
    buys(cast, "sara", 1000, 50), buys(cast, "negar", 1000, 20), buys(cast, "omid", 1000, 0)
    found = units_outstanding(cast.club, NOON).units[0]
    assert (found.outstanding, found.ending_30, found.ending_90) == (300, 100, 300)


def same_as_the_ledger(cast, units):
    instants = (NOON, after(30), after(90))
    expected = {unit: [outstanding(cast.club.id, unit, each) for each in instants] for unit in units}
    assert outstanding_at(cast.club.id, instants) == expected
    return expected


def test_what_is_out_is_what_the_ledger_says_whatever_way_units_end():
    """Rolling, sliding and waiting for a step, before any sweep. Sara's first stars ended between her visits; the gems
    of Negar end on the day, those of Omid's first purchase on the thirtieth after it."""
    units = (
        Unit("points", named("points"), expiry=Rolling(60, Period.DAY)),
        Unit("stars", named("stars"), expiry=Sliding(40)),
        Unit("gems", named("gems")),
    )
    rules = (
        Rule("points", named("points"), UnitsPerMoney("points", 1, 10)),
        Rule("stars", named("stars"), UnitsPerMoney("stars", 1, 10)),
        Rule("gems", named("gems"), UnitsPerMoney("gems", 1, 10), waits=WaitStep("delivered", 45)),
    )
    cast = make_cast(programme(*rules, units=units))
    buys(cast, "sara", 1000, 70), buys(cast, "sara", 100, 5), buys(cast, "negar", 300, 45), buys(cast, "omid", 500, 15)
    buys(cast, "omid", 700, 0)
    assert same_as_the_ledger(cast, ("points", "stars", "gems")) == {
        "points": [160, 130, 0], "stars": [130, 130, 0], "gems": [130, 80, 0],
    }  # fmt: skip


def test_what_is_owed_is_not_out():
    cast = make_cast()
    cast.buys("sara", 1000, reference="A"), cast.buys("negar", 500)
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-80, reason="gift", reference="x1")
    cast.returns("A", 1)
    assert cast.units("sara").owed == 80
    assert same_as_the_ledger(cast, ("points",)) == {"points": [-30, -30, -30]}


def test_a_debt_is_rounded_up_and_what_is_owed_down():
    unit = Unit("points", named("points"), value_minor_per=(1, 3))
    assert [worth(unit, count) for count in (0, 1, 3, 4, -1)] == [0, 1, 1, 2, 0]
    assert worth(POINTS, 7) == 7


def test_the_figures_of_a_member():
    cast = busy()
    found = member(cast.club, cast.members["sara"], NOON)
    assert (found.yearly_minor, found.yearly_purchases, found.visits, found.purchases) == (6000, 7, 6, 7)
    assert (found.lifetime_minor, found.median_gap_days, found.spend_percentile) == (6000, 10, 0.5)
    assert (found.first_day, found.last_day) == (TODAY - timedelta(days=50), TODAY)
    assert found.stage is Stage.LOYAL
    assert found.recent[:2] == ((TODAY - timedelta(days=50), 1000), (TODAY - timedelta(days=40), 1000))
    assert sorted(found.recent[-2:]) == [(TODAY, 400), (TODAY, 600)]
    assert len(member(cast.club, cast.members["sara"], NOON, recent=3).recent) == 3


def test_what_came_back_is_not_among_the_last_purchases():
    cast = make_cast()
    cast.buys("sara", 300, 200, reference="A")
    cast.buys("sara", 50, reference="B", happened_at=after(-1))
    cast.returns("A", 1)
    assert member(cast.club, cast.members["sara"], NOON).recent == ((TODAY - timedelta(days=1), 50), (TODAY, 200))
    cast.returns("A", 2)
    assert member(cast.club, cast.members["sara"], NOON).recent == ((TODAY - timedelta(days=1), 50),)


def test_the_figures_of_who_has_not_bought():
    cast = busy()
    found = member(cast.club, cast.members["omid"], NOON)
    assert (found.visits, found.last_day, found.spend_percentile, found.stage, found.recent) == (
        0,
        None,
        None,
        None,
        (),
    )


def test_a_member_of_another_club_is_refused():
    cast, other = busy(), make_cast(slug="other")
    with pytest.raises(UnknownMember):
        member(cast.club, other.members["sara"], NOON)
