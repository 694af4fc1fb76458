"""What was spent comes back: to owed first, then to what stands behind it, then to its own lots; grace once."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import OTHER_PARTNER, account, cause, day
from tests.engine.test_lots import accrue, give_back, standing
from vafa.engine.lots import holding, states
from vafa.engine.lots.giving_back import give_back as bring_back
from vafa.engine.lots.giving_back import left_of
from vafa.engine.lots.posting import debit
from vafa.engine.lots.shapes import Kind, OldDraw
from vafa.engine.lots.sweep import sweep

GRACE = 14


def redeem(acc, units, at):
    sweep(acc, day(at))
    return debit(acc, cause(at), Kind.REDEMPTION, holding.parts_to_draw(acc, units, day(at)))


def back(acc, spent, units, at):
    sweep(acc, day(at))
    return bring_back(acc, cause(at), spent.id, units, day(at + GRACE))


def ends(acc):
    return [(lot.remaining, lot.terms.expires_at, lot.graced) for lot in acc.lots.values() if lot.remaining]


def test_units_come_back_in_reverse_order_of_drawing_as_children_of_their_lots():
    acc = account()
    accrue(acc, 40, 0, ends=50)
    accrue(acc, 60, 0, ends=90)
    spent = redeem(acc, 70, 1)
    first = back(acc, spent, 50, 2)
    assert [(lot.units, acc.lots[lot.origin].units) for lot in first.born] == [(30, 60), (20, 40)]
    assert (first.kind, first.units, first.reverses) == (Kind.GIVE_BACK, 50, spent.id)
    assert left_of(acc, spent.id) == 20
    back(acc, spent, 20, 3)
    assert (left_of(acc, spent.id), standing(acc, 3)) == (0, (100, 0, 0, 0))


def test_an_end_that_is_near_is_put_off_by_the_grace_and_a_far_one_stays():
    acc = account()
    accrue(acc, 40, 0, ends=10)
    accrue(acc, 60, 0, ends=90)
    spent = redeem(acc, 100, 5)
    back(acc, spent, 100, 8)
    assert ends(acc) == [(60, day(90), False), (40, day(22), True)]


def test_the_grace_is_given_once_along_a_line_of_lots():
    acc = account()
    accrue(acc, 40, 0, ends=10)
    back(acc, redeem(acc, 40, 9), 40, 12)
    assert ends(acc) == [(40, day(26), True)]
    back(acc, redeem(acc, 40, 25), 40, 25.5)
    assert ends(acc) == [(40, day(26), True)]
    sweep(acc, day(27))
    assert standing(acc, 27) == (0, 0, 0, 0)


def test_what_comes_back_after_its_grace_was_used_has_ended_already():
    acc = account()
    accrue(acc, 40, 0, ends=10)
    back(acc, redeem(acc, 40, 9), 40, 12)
    spent = redeem(acc, 40, 25)
    back(acc, spent, 40, 30)
    sweep(acc, day(30))
    assert standing(acc, 30) == (0, 0, 0, 0)
    assert [movement.kind for movement in acc.movements[-2:]] == [Kind.GIVE_BACK, Kind.EXPIRY]


def test_a_sliding_lot_comes_back_sliding_with_the_grace_as_its_floor():
    acc = account()
    accrue(acc, 50, 0, sliding=10)
    spent = redeem(acc, 50, 9)
    back(acc, spent, 50, 12)
    (child,) = [lot for lot in acc.lots.values() if lot.remaining]
    assert (child.terms.sliding_days, states.end_of(acc, child)) == (10, day(26))


def test_a_give_back_cancels_what_is_owed_for_the_award_that_was_spent():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spent = redeem(acc, 100, 1)
    give_back(acc, 1, 100, 2)
    assert standing(acc, 2) == (0, 0, 0, 100)
    movement = back(acc, spent, 60, 3)
    assert (movement.units, movement.born) == (60, ())
    assert standing(acc, 3) == (0, 0, 0, 40)
    back(acc, spent, 40, 4)
    assert (standing(acc, 4), left_of(acc, spent.id), acc.balance) == ((0, 0, 0, 0), 0, 0)


def test_a_give_back_follows_the_lot_that_paid_what_was_owed():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spent = redeem(acc, 100, 1)
    give_back(acc, 1, 100, 2)
    accrue(acc, 80, 3, award=2, partner=OTHER_PARTNER)
    sweep(acc, day(3))
    assert standing(acc, 3) == (0, 0, 0, 20)
    movement = back(acc, spent, 100, 4)
    (child,) = movement.born
    assert (child.units, child.award, child.partner) == (80, UUID(int=2), OTHER_PARTNER)
    assert (standing(acc, 4), left_of(acc, spent.id)) == ((80, 0, 0, 0), 0)


def test_a_give_back_follows_the_lot_that_a_take_back_drew_instead():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spent = redeem(acc, 100, 1)
    accrue(acc, 70, 2, award=2, partner=OTHER_PARTNER)
    taken = give_back(acc, 1, 100, 3)
    assert (taken.collected, taken.owed) == (70, 30)
    for draw in acc.movements[-1].draws:  # as the ledger loads it
        acc.old_draws.append(loaded(acc.movements[-1], draw))
    movement = back(acc, spent, 100, 4)
    assert [(lot.units, lot.partner) for lot in movement.born] == [(70, OTHER_PARTNER)]
    assert standing(acc, 4) == (70, 0, 0, 0)


def loaded(movement, draw):

    return OldDraw(draw.id, draw.lot, movement.id, movement.kind, draw.units, 0, movement.happened_at, draw.behind)


def test_no_more_comes_back_than_was_spent():
    acc = account()
    accrue(acc, 30, 0)
    spent = redeem(acc, 20, 1)
    with pytest.raises(AssertionError):
        back(acc, spent, 21, 2)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=5), st.data())
def test_in_whatever_steps_it_comes_back_everything_is_there_again(lots, data):
    acc = account()
    for place, units in enumerate(lots):
        accrue(acc, units, 0, ends=100 + place % 3, award=place)
    whole = sum(lots)
    spent = redeem(acc, data.draw(st.integers(1, whole)), 1)
    left = -spent.units
    while left:
        step = data.draw(st.integers(1, left))
        back(acc, spent, step, 2)
        left -= step
        assert left_of(acc, spent.id) == left
    assert (standing(acc, 2), acc.balance) == ((whole, 0, 0, 0), whole)
