"""The roll-forward of units: opening and every line add up to the closing, and that to the balances."""

from datetime import timedelta

import pytest

from tests.people import NOON, after, make_cast, named, programme
from vafa.activities.actions.adjusting import adjust
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Rule, Unit
from vafa.engine.expiry import Rolling
from vafa.insight.metrics.liability import liability
from vafa.ledger.actions.sweeping import sweep_due
from vafa.ledger.models import Account, Movement

pytestmark = pytest.mark.django_db
HALF = Unit("points", named("points"), value_minor_per=(1, 2), expiry=Rolling(100, Period.DAY))
EACH = Rule("each", named("each"), UnitsPerMoney("points", 1, 10))


@pytest.fixture
def cast():
    """Sara gets 101 before the span, then 50 of which 20 come back with goods; 7 are given by hand and 30 taken off."""
    cast = make_cast(programme(EACH, units=(HALF,)))
    cast.at(NOON).buys("sara", 1010)
    cast.at(after(10)).buys("sara", 500, reference="A")
    cast.at(after(12)).returns("A", amount_minor=200)
    for units in (7, -30):
        adjust(
            house=cast.house, member_id=cast.members["sara"], unit="points", units=units, reason="count",
            reference=f"a{units}",
        )  # fmt: skip
    return cast.at(after(20))


def rolled(cast, start=None, end=None):
    [roll] = liability(cast.club, start or after(5), end or cast.now + timedelta(seconds=1), cast.now)
    return roll


def lines(roll):
    return {line.code: line.units for line in roll.lines if line.units}


def test_opening_and_lines_add_up_to_the_closing_in_units_and_in_money(cast):
    roll = rolled(cast)
    assert (roll.opening, roll.closing, roll.difference) == (101, 108, 0)
    assert lines(roll) == {"issued": 50, "returned": -20, "adjusted": -23}
    assert (roll.opening_minor, roll.closing_minor) == (51, 54)
    assert roll.opening_minor + sum(line.minor for line in roll.lines) == roll.closing_minor


def test_units_that_end_are_a_line_and_before_that_have_their_day(cast):
    assert [(age.days, age.units) for age in rolled(cast).ages] == [(30, 0), (120, 108), (240, 0), (365, 0), (None, 0)]
    cast.at(after(105))
    late = rolled(cast, start=after(30))
    assert sum(age.units for age in late.ages) < 108
    assert late.difference == 0  # not swept yet: they stand in the balances still
    sweep_due(club=cast.club, now=cast.now)
    swept = rolled(cast, start=after(30))
    assert (lines(swept), swept.closing, swept.difference) == ({"ended": -71}, 37, 0)


def test_a_span_that_is_over_is_not_held_against_the_balances(cast):
    roll = rolled(cast, start=NOON - timedelta(days=1), end=after(5))
    assert (roll.opening, lines(roll), roll.closing, roll.difference) == (0, {"issued": 101}, 101, None)


def test_books_that_were_altered_show_their_difference(cast):
    Account.objects.update(balance=1_000)
    assert rolled(cast).difference == 1_000 - 108


def test_a_club_without_members_owes_nothing():
    cast = make_cast()
    roll = rolled(cast)
    assert (roll.opening, roll.closing, roll.difference, Movement.objects.count()) == (0, 0, 0, 0)
