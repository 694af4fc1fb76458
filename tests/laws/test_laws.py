import os
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests import through_the_hot_path
from tests.laws.histories import WEIGHTS, History
from tests.laws.laws import LAWS, broken
from tests.people import TILL, make_cast
from vafa.activities.actions import returning
from vafa.activities.models import Activity, BudgetUse
from vafa.activities.shapes import Return
from vafa.base import references
from vafa.base.models import ApiClient
from vafa.engine.lots import posting
from vafa.engine.lots.shapes import Cause, Kind, Terms
from vafa.ledger import models
from vafa.ledger.actions.posting import post
from vafa.ledger.queries import books

pytestmark = pytest.mark.django_db

HISTORIES, STEPS, PARTS = int(os.environ.get("VAFA_HISTORIES", "200")), 50, 8


@pytest.mark.parametrize("part", range(PARTS))
def test_the_laws_hold_over_random_histories(part, capsys):
    done: Counter[str] = Counter()
    for seed in range(part, HISTORIES, PARTS):
        history = History(seed, f"club-{seed}")
        history.live(STEPS)
        assert broken(history.cast.club, history.cast.now) == {}, f"history {seed}"
        done += history.done
    with capsys.disabled():
        print(f"\nhistories {part} of {PARTS}: " + ", ".join(f"{verb} {done[verb]}" for verb in WEIGHTS))
    assert set(done) == set(WEIGHTS), f"never done: {set(WEIGHTS) - set(done)}"


def test_the_laws_hold_where_receipts_come_over_the_hot_path():
    """Fewer of them: a door stands between, and nothing else."""
    with through_the_hot_path.way():
        for seed in range(HISTORIES // 10):
            history = History(seed, f"hot-{seed}")
            history.live(STEPS)
            assert broken(history.cast.club, history.cast.now) == {}, f"history {seed}"
            assert ApiClient.objects.filter(club=history.cast.club).exists()


def lived():
    """A history with something in every table."""
    history = History(5, "mutated")
    history.live(160)
    assert broken(history.cast.club, history.cast.now) == {}
    return history


def add_to_balance(history):
    models.Account.objects.filter(member_id=history.cast.members["sara"], unit="points").update(
        balance=F("balance") + 1
    )


def lose_a_lot(history):
    lot = models.Lot.objects.filter(club_id=history.cast.club.id, remaining__gt=0).first()
    models.Lot.objects.filter(member_id=lot.member_id, id=lot.id).update(remaining=0)


def pay_half_a_transfer(history):
    row = models.Movement.objects.filter(club_id=history.cast.club.id, system="transit").exclude(units=0).first()
    models.Movement.objects.filter(member_id=row.member_id, id=row.id).update(system="spent")


def give_a_lot_to_another_partner(history):
    accruals = models.Movement.objects.filter(club_id=history.cast.club.id, kind="accrual").values("id")
    lot = models.Lot.objects.filter(club_id=history.cast.club.id, movement_id__in=accruals).first()
    models.Lot.objects.filter(member_id=lot.member_id, id=lot.id).update(partner_id=UUID(int=9))


def alter_an_award(history):
    row = Activity.objects.filter(club_id=history.cast.club.id, kind="purchase").exclude(awards=[]).first()
    awards = [row.awards[0] | {"units": row.awards[0]["units"] + 1}, *row.awards[1:]]
    Activity.objects.filter(member_id=row.member_id, id=row.id).update(awards=awards)


def use_a_budget_twice(history):
    BudgetUse.objects.filter(club_id=history.cast.club.id).update(used=F("used") * 2 + 1)


MUTATIONS = {
    "within budgets": use_a_budget_twice,
    "two ends": pay_half_a_transfer,
    "balance is its lots": add_to_balance,
    "lots within bounds": lose_a_lot,
    "units conserved": give_a_lot_to_another_partner,
    "the chain": give_a_lot_to_another_partner,
    "the replay": alter_an_award,
}


@pytest.mark.parametrize("law", LAWS)
def test_each_law_is_seen_failing_under_one_planted_mutation(law):
    history = lived()
    MUTATIONS[law](history)
    assert LAWS[law](history.cast.club, history.cast.now)


def before_and_after_a_return(seed):
    """A history, then a purchase and its return with nothing between. Out: the state before and after."""
    history = History(seed, f"law-five-{seed}")
    history.live(25)
    cast = history.cast
    history.sweep()
    before = state_of(cast)
    reference = history.receipt()
    if Activity.objects.filter(club_id=cast.club.id, reference=reference).exists():
        (back,) = cast.record(Return("undo", reference))
        assert back.status == "booked"
    return before, state_of(cast)


def test_a_return_right_after_a_purchase_restores_every_balance_lot_and_tier_input():
    """5: reverse after accrue, with nothing between."""
    for seed in range(40):
        before, after = before_and_after_a_return(seed)
        assert after == before, f"history {seed}"


def test_law_5_is_seen_failing_where_a_return_takes_nothing_back(monkeypatch):
    monkeypatch.setattr(returning, "take_backs", lambda *_: ([], {}))
    before, after = before_and_after_a_return(0)
    assert after != before


def test_law_4_is_seen_failing_where_references_are_forgotten(monkeypatch):
    """4: the database refuses what the forgotten reference would have booked twice."""
    history = History(5, "forgetful")
    history.live(40)
    assert history.again()
    monkeypatch.setattr(references, "look_up", lambda *_: {})
    with pytest.raises((AssertionError, IntegrityError)):
        history.again()


def test_law_7_is_seen_failing_where_two_writers_read_before_the_lock():
    """7: of two working copies of one account only one can be posted, so a missing lock is found at once."""
    cast = make_cast()
    cast.buys("sara", 100)
    member = cast.members["sara"]
    first, second = (books.load([member], ["points"], cast.now, whole=[member]) for _ in range(2))
    for copy in (first, second):
        cause = Cause(cast.now, cast.now, cast.house.operator)
        posting.credit(copy[member, "points"], cause, Kind.ADJUSTMENT, 5, Terms(active_from=cast.now))
    post(cast.club.id, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        post(cast.club.id, second)
    assert (cast.active("sara"), broken(cast.club, cast.now)) == (15, {})


def state_of(cast):
    balances = {
        (account.member_id, account.unit): account.balance
        for account in models.Account.objects.filter(club_id=cast.club.id).exclude(balance=0)
    }
    lots = sorted(
        models.Lot.objects.filter(club_id=cast.club.id, remaining__gt=0).values_list(
            "account_id", "award", "remaining", "owed"
        ),
        key=str,
    )
    spent = Counter()
    for member, net, purchases in Activity.objects.filter(club_id=cast.club.id).values_list(
        "member_id", "net_minor", "purchases"
    ):
        spent[member] += net
        spent[member, "purchases"] += purchases
    return balances, lots, +spent


@transaction.atomic
def buys_and_fails(cast):
    cast.buys("sara", 1000)
    raise ZeroDivisionError


def test_a_rolled_back_batch_leaves_nothing():
    cast = make_cast()
    with pytest.raises(ZeroDivisionError):
        buys_and_fails(cast)
    assert (Activity.objects.count(), models.Movement.objects.count(), cast.active("sara")) == (0, 0, 0)
    assert cast.at(cast.now + timedelta(days=1)).record(cast.receipt("sara", 100), source=TILL)[0].status == "booked"
