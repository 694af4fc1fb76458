from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import OTHER_PARTNER, PARTNER, account, cause, day
from vafa.engine.lots import chain, holding, merging, owing, states
from vafa.engine.lots.posting import activate, count, credit, debit
from vafa.engine.lots.reinstating import reinstate
from vafa.engine.lots.shapes import Account, Kind, OldDraw, Terms
from vafa.engine.lots.sweep import sweep
from vafa.engine.lots.taking_back import TakenBack, take_back


def accrue(acc, units, at, *, award=None, partner=PARTNER, ends=None, sliding=None, active=None, waits=None, counts=1):
    sweep(acc, day(at))
    active_from = None if waits is not None else day(at if active is None else active)
    terms = Terms(active_from, waits and day(waits), None if ends is None else day(ends), sliding)
    key = None if award is None else UUID(int=award)
    return credit(acc, cause(at, partner=partner), Kind.ACCRUAL, units, terms, award=key, counts=counts)


def spend(acc, units, at):
    sweep(acc, day(at))
    return debit(acc, cause(at), Kind.ADJUSTMENT, holding.parts_to_draw(acc, units, day(at)))


def give_back(acc, award, units, at, shortfall="owe", partner=PARTNER):
    sweep(acc, day(at))
    return take_back(acc, cause(at, partner=partner), UUID(int=award), units, shortfall=shortfall)


def remember_expiries(acc):
    """What the ledger loads: draws of debits that were booked before."""
    for movement in acc.movements:
        for draw in movement.draws:
            if movement.kind is Kind.EXPIRY and not any(old.id == draw.id for old in acc.old_draws):
                acc.old_draws.append(
                    OldDraw(draw.id, draw.lot, movement.id, movement.kind, draw.units, 0, movement.happened_at)
                )


def standing(acc, at):
    got = states.standing(acc, day(at))
    return got.active, got.pending, got.held, got.owed


def test_lots_are_drawn_nearest_end_first_then_oldest():
    acc = account()
    accrue(acc, 10, 0)
    accrue(acc, 20, 1, ends=50)
    accrue(acc, 30, 2, ends=40)
    accrue(acc, 40, 3, ends=50)
    movement = spend(acc, 75, 4)
    drawn = [(acc.lots[draw.lot].units, draw.units) for draw in movement.draws]
    assert drawn == [(30, 30), (20, 20), (40, 25)]
    assert standing(acc, 4) == (25, 0, 0, 0)


def test_an_expiry_is_read_correctly_without_any_job_having_run():
    acc = account()
    accrue(acc, 100, 0, ends=10)
    sweep(acc, day(30))
    assert standing(acc, 30) == (0, 0, 0, 0)
    ended = acc.movements[-1]
    assert (ended.kind, ended.units, ended.happened_at, ended.cause.booked_at) == (Kind.EXPIRY, -100, day(10), day(30))


def test_a_sliding_lot_ends_after_the_last_counted_activity_and_does_not_revive():
    acc = account()
    accrue(acc, 100, 0, sliding=30)
    sweep(acc, day(29))
    count(acc, cause(29))
    sweep(acc, day(58))
    assert standing(acc, 58) == (100, 0, 0, 0)
    sweep(acc, day(60))
    count(acc, cause(60))
    assert standing(acc, 60) == (0, 0, 0, 0)
    assert [(each.kind, each.happened_at) for each in acc.movements[-2:]] == [
        (Kind.EXPIRY, day(59)),
        (Kind.COUNT, day(60)),
    ]


def test_a_late_activity_that_would_have_kept_units_alive_reinstates_them():
    acc = account()
    accrue(acc, 100, 0, sliding=30)
    sweep(acc, day(40))
    remember_expiries(acc)
    reinstate(acc, day(25), [], cause(25, 40))
    count(acc, cause(25, 40))
    assert standing(acc, 40) == (100, 0, 0, 0)
    assert states.end_of(acc, next(lot for lot in acc.lots.values() if lot.remaining)) == day(55)


def test_a_late_activity_keeps_units_alive_only_until_the_gap_after_it():
    acc = account()
    accrue(acc, 100, 0, sliding=30)
    sweep(acc, day(70))
    count(acc, cause(70))
    sweep(acc, day(80))
    remember_expiries(acc)
    reinstate(acc, day(20), [day(70)], cause(20, 80))
    sweep(acc, day(80))
    assert standing(acc, 80) == (0, 0, 0, 0)
    kinds = [(each.kind, each.units, each.happened_at) for each in acc.movements[-2:]]
    assert kinds == [(Kind.REINSTATEMENT, 100, day(30)), (Kind.EXPIRY, -100, day(50))]


def test_keep_until_holds_sliding_lots_after_a_return():
    acc = account()
    accrue(acc, 100, 0, sliding=30)
    acc.keep_until = day(44)
    sweep(acc, day(43))
    assert standing(acc, 43) == (100, 0, 0, 0)
    sweep(acc, day(44))
    assert standing(acc, 44) == (0, 0, 0, 0)


def test_pending_units_become_active_by_their_date_alone():
    acc = account()
    accrue(acc, 100, 0, active=7, ends=20)
    assert standing(acc, 6) == (0, 100, 0, 0)
    assert standing(acc, 7) == (100, 0, 0, 0)


def test_a_step_that_does_not_come_cancels_and_one_that_comes_activates():
    acc = account()
    missed = accrue(acc, 100, 0, waits=10).born[0]
    told = accrue(acc, 50, 0, waits=10).born[0]
    sweep(acc, day(5))
    activate(acc, cause(5), told, day(5), day(35))
    sweep(acc, day(12))
    assert (missed.remaining, told.remaining) == (0, 50)
    assert acc.movements[-1].kind is Kind.CANCELLATION
    sweep(acc, day(35))
    assert acc.movements[-1].kind is Kind.EXPIRY


def test_take_back_draws_its_own_lots_then_others_then_is_owed():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spend(acc, 80, 1)
    accrue(acc, 30, 2, award=2)
    assert give_back(acc, 1, 100, 3) == TakenBack(collected=50, ended=0, claimed=0, owed=50, waived=0)
    assert standing(acc, 3) == (0, 0, 0, 50)
    assert acc.balance == -50


def test_owed_is_paid_off_by_the_next_active_lot():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spent = spend(acc, 100, 1)
    give_back(acc, 1, 100, 2)
    accrue(acc, 130, 3, award=2, partner=OTHER_PARTNER)
    sweep(acc, day(3))
    assert standing(acc, 3) == (30, 0, 0, 0)
    paid, received = acc.movements[-2:]
    assert (paid.kind, paid.units, received.units) == (Kind.OWED_PAYMENT, -100, 100)
    assert (paid.transfer, received.transfer) == (paid.transfer, paid.transfer)
    assert paid.draws[0].behind == spent.draws[0].id
    assert (paid.cause.partner, received.cause.partner) == (OTHER_PARTNER, PARTNER)


def test_pending_units_pay_what_is_owed_only_when_they_are_active():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spend(acc, 100, 1)
    give_back(acc, 1, 100, 2)
    accrue(acc, 130, 3, award=2, active=9, ends=12)
    assert standing(acc, 8) == (0, 130, 0, 100)
    sweep(acc, day(20))
    assert [(each.kind, each.happened_at) for each in acc.movements[-3:]] == [
        (Kind.OWED_PAYMENT, day(9)),
        (Kind.OWED_PAYMENT, day(9)),
        (Kind.EXPIRY, day(12)),
    ]
    assert acc.balance == 0


def test_taking_back_an_award_whose_lot_paid_owed_lets_the_old_owed_stand_again():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spend(acc, 100, 1)
    give_back(acc, 1, 100, 2)
    accrue(acc, 60, 3, award=2, partner=OTHER_PARTNER)
    sweep(acc, day(3))
    assert standing(acc, 3) == (0, 0, 0, 40)
    assert give_back(acc, 2, 60, 4, partner=OTHER_PARTNER) == TakenBack(60, 0, 0, 0, 0)
    assert standing(acc, 4) == (0, 0, 0, 100)
    assert {lot.partner for lot in states.owed_lots(acc)} == {PARTNER}
    accrue(acc, 100, 5, award=3)
    sweep(acc, day(5))
    assert acc.balance == 0


def test_a_shortfall_can_be_waived_instead():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spend(acc, 80, 1)
    assert give_back(acc, 1, 100, 2, "waive") == TakenBack(20, 0, 0, 0, 80)
    assert (acc.balance, standing(acc, 2)) == (0, (0, 0, 0, 0))


def test_units_of_the_award_that_expired_unspent_count_as_taken_back_and_cost_nothing():
    acc = account()
    accrue(acc, 100, 0, award=1, ends=10)
    sweep(acc, day(12))
    accrue(acc, 40, 12, award=2)
    remember_expiries(acc)
    assert give_back(acc, 1, 100, 13) == TakenBack(0, 100, 0, 0, 0)
    assert standing(acc, 13) == (40, 0, 0, 0)
    assert [each.kind for each in acc.movements[-2:]] == [Kind.REINSTATEMENT, Kind.TAKE_BACK]


def test_pending_lots_of_other_awards_are_never_taken():
    acc = account()
    accrue(acc, 100, 0, award=1)
    spend(acc, 100, 1)
    accrue(acc, 70, 2, award=2, active=30)
    assert give_back(acc, 1, 100, 3) == TakenBack(0, 0, 0, 100, 0)
    assert standing(acc, 3) == (0, 70, 0, 100)


def test_held_units_outlive_their_lot_until_the_hold_ends():
    acc = account()
    accrue(acc, 100, 0, ends=5)
    held = holding.hold(acc, 60, day(4), day(8))
    sweep(acc, day(6))
    assert standing(acc, 6) == (0, 0, 60, 0)
    holding.capture(acc, cause(6), held, 50)
    assert standing(acc, 6) == (0, 0, 0, 0)
    assert [(each.kind, each.units) for each in acc.movements[-2:]] == [(Kind.REDEMPTION, -50), (Kind.EXPIRY, -10)]


def test_a_hold_ends_by_itself_and_its_units_are_spendable_again():
    acc = account()
    accrue(acc, 100, 0)
    held = holding.hold(acc, 60, day(1), day(2))
    assert standing(acc, 1) == (40, 0, 60, 0)
    sweep(acc, day(3))
    assert (standing(acc, 3), held.ended_as) == ((100, 0, 0, 0), "lapsed")


def test_a_returned_award_claims_its_held_units_when_the_hold_ends():
    acc = account()
    accrue(acc, 100, 0, award=1)
    held = holding.hold(acc, 100, day(1), day(9))
    assert give_back(acc, 1, 70, 2) == TakenBack(0, 0, 70, 0, 0)
    holding.capture(acc, cause(3), held, 50)
    assert standing(acc, 3) == (0, 0, 0, 20)
    assert acc.balance == -20


def test_a_merge_carries_lots_with_their_dates_and_undo_returns_what_remains():
    absorbed, surviving = account(7), account(8)
    surviving.new_id = absorbed.new_id
    accrue(absorbed, 100, 0, award=1, sliding=30)
    lot = next(iter(absorbed.lots.values()))
    accrue(surviving, 10, 0, award=2)
    sweep(absorbed, day(5))
    merging.merge(absorbed, surviving, cause(5))
    child = next(each for each in surviving.lots.values() if each.origin == lot.id)
    assert (child.terms.expires_at, child.terms.sliding_days, child.origin_member) == (day(30), None, UUID(int=7))
    assert (absorbed.balance, surviving.balance) == (0, 110)
    spend(surviving, 40, 6)
    merging.undo(surviving, absorbed, cause(7), {child.id}, {child.id: lot})
    assert (absorbed.balance, surviving.balance) == (60, 10)
    back = next(each for each in absorbed.lots.values() if each.remaining)
    assert (back.terms.sliding_days, back.award) == (30, UUID(int=1))


def test_an_empty_account_is_linked_by_movements_of_nothing():
    absorbed, surviving = account(7), account(8)
    merging.merge(absorbed, surviving, cause(1))
    assert [(each.kind, each.units, each.other_member) for each in absorbed.movements + surviving.movements] == [
        (Kind.MERGE, 0, UUID(int=8)),
        (Kind.MERGE, 0, UUID(int=7)),
    ]


def test_each_link_covers_the_one_before_it():
    acc = account()
    for at in range(3):
        accrue(acc, 10, at)
    previous = b""
    for seq, movement in enumerate(acc.movements, 1):
        assert (movement.seq, movement.hash) == (seq, chain.link(acc, movement, previous))
        previous = movement.hash
    assert acc.head == previous
    acc.movements[0].units = 11
    assert chain.link(acc, acc.movements[0], b"") != acc.movements[0].hash


def check_laws(acc: Account, at: float) -> None:
    lots = acc.lots.values()
    normal = sum(lot.remaining for lot in lots if not lot.owed)
    owed = sum(lot.remaining for lot in lots if lot.owed)
    assert acc.balance == normal - owed == sum(movement.units for movement in acc.movements)
    for lot in lots:
        assert 0 <= lot.remaining <= lot.units
        assert states.held(acc, lot) <= lot.remaining
        drawn = sum(draw.units for movement in acc.movements for draw in movement.draws if draw.lot == lot.id)
        assert lot.remaining == lot.units - drawn
    for movement in acc.movements:
        drawn = sum(draw.units for draw in movement.draws)
        born_normal = sum(lot.units for lot in movement.born if not lot.owed)
        born_owed = sum(lot.units for lot in movement.born if lot.owed)
        paid = sum(draw.units for draw in movement.draws if acc.lots[draw.lot].owed)
        assert movement.units == born_normal + paid - (drawn - paid) - born_owed
    if owed:
        assert not states.drawable(acc, day(at))


STEP = st.tuples(
    st.sampled_from(["accrue", "pending", "sliding", "step", "spend", "return", "waive", "hold", "release", "capture"]),
    st.integers(1, 60),
    st.integers(0, 12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=40))
def test_the_laws_of_one_account_hold_whatever_happens(steps):
    acc, at, awards = account(), 0.0, list[tuple[int, int]]()
    for verb, units, wait in steps:
        at += wait + 0.5
        sweep(acc, day(at))
        check_laws(acc, at)
        remember_expiries(acc)
        _do(acc, verb, units, at, awards)
        owing.pay(acc, day(at), day(at))
        check_laws(acc, at)
    sweep(acc, day(at + 400))
    check_laws(acc, at + 400)


def _do(acc, verb, units, at, awards):
    spendable = states.standing(acc, day(at)).active
    open_holds = [hold for hold in acc.holds.values() if not hold.ended_as]
    if verb in {"accrue", "pending", "sliding", "step"}:
        terms = {"accrue": {"ends": at + 30}, "pending": {"active": at + 10}, "sliding": {"sliding": 20}}
        award = len(awards) + 1
        accrue(acc, units, at, award=award, **terms.get(verb, {"waits": at + 9}))
        awards.append((award, units))
    elif verb in {"return", "waive"} and awards:
        award, left = awards.pop(units % len(awards))
        asked = min(units, left)
        got = give_back(acc, award, asked, at, "owe" if verb == "return" else "waive")
        assert sum((got.collected, got.ended, got.claimed, got.owed, got.waived)) == asked
        if left > asked:
            awards.append((award, left - asked))
    elif verb == "spend" and spendable:
        spend(acc, min(units, spendable), at)
    elif verb == "hold" and spendable:
        holding.hold(acc, min(units, spendable), day(at), day(at + 5))
    elif verb == "release" and open_holds:
        holding.release(acc, open_holds[0], day(at), day(at))
    elif verb == "capture" and open_holds:
        holding.capture(acc, cause(at), open_holds[0], min(units, sum(open_holds[0].lines.values())))


def test_no_hold_goes_beyond_what_was_active():
    acc = account()
    accrue(acc, 10, 0)
    with pytest.raises(AssertionError, match="checks what can be spent"):
        holding.hold(acc, 11, day(1), day(2))
