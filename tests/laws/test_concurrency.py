"""7 and 9: real threads on a real database; no unit is made, lost or spent twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.laws.laws import broken
from tests.people import NOON, TILL, Cast, make_cast
from vafa.activities.actions.adjusting import adjust
from vafa.activities.models import Activity
from vafa.activities.shapes import Return
from vafa.base.errors import Refusal
from vafa.base.models import Reference
from vafa.members.actions.merging import merge

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 64


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """All start together; each has a connection of its own. Out: what each returned, or the refusal it met."""
    results: list[object] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = jobs[place]()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def copy(cast: Cast) -> Cast:
    return Cast(cast.club, cast.now, cast.members)


def test_64_writers_on_one_member_lose_and_double_nothing():
    cast = make_cast()
    jobs = [lambda place=place: copy(cast).buys("sara", 1000, reference=f"W{place}") for place in range(WRITERS)]
    outcomes = at_once(jobs)
    assert [outcome.status for outcome in outcomes] == ["booked"] * WRITERS
    assert (cast.active("sara"), Activity.objects.count()) == (6400, WRITERS)
    assert broken(cast.club, NOON) == {}


def test_64_senders_of_one_receipt_book_it_once():
    cast = make_cast()
    outcomes = at_once([lambda: copy(cast).buys("sara", 1000, reference="one")] * WRITERS)
    assert sorted(outcome.status for outcome in outcomes) == ["booked"] + ["replayed"] * (WRITERS - 1)
    assert len({outcome.activity for outcome in outcomes}) == 1
    assert (cast.active("sara"), Activity.objects.count(), Reference.objects.count()) == (100, 1, 1)


def test_one_reference_for_two_members_books_for_one_of_them():
    cast = make_cast()
    who = ["sara", "negar"] * 8
    outcomes = at_once([lambda name=name: copy(cast).buys(name, 1000, reference="one") for name in who])
    assert sorted({outcome.status for outcome in outcomes}) == ["booked", "refused", "replayed"]
    assert cast.active("sara") + cast.active("negar") == 100
    assert broken(cast.club, NOON) == {}


def test_64_spenders_of_one_balance_succeed_exactly_as_often_as_it_allows():
    cast = make_cast()
    cast.buys("sara", 10_000)
    member = cast.members["sara"]

    def spend(place):
        return adjust(
            house=cast.house, member_id=member, unit="points", units=-100, reason="spent", reference=f"S{place}"
        )

    results = at_once([lambda place=place: spend(place) for place in range(WRITERS)])
    assert sum(isinstance(result, Refusal) for result in results) == WRITERS - 10
    assert (cast.active("sara"), cast.units("sara").owed) == (0, 0)
    assert broken(cast.club, NOON) == {}


def test_returns_of_one_receipt_at_once_take_back_what_it_gave_and_no_more():
    cast = make_cast()
    cast.buys("sara", 1000, 500, reference="A")
    jobs = [lambda place=place: copy(cast).record(Return(f"B{place}", "A"), source=TILL)[0] for place in range(16)]
    outcomes = at_once(jobs)
    assert sorted(outcome.status for outcome in outcomes) == ["booked"] + ["refused"] * 15
    assert cast.active("sara") == 0
    assert broken(cast.club, NOON) == {}


def test_batches_over_many_members_in_opposite_orders_do_not_lock_each_other_out():
    cast = make_cast()

    def batch(place):
        names = ["sara", "negar", "omid"] if place % 2 else ["omid", "negar", "sara"]
        own = copy(cast)
        return own.record(*[own.receipt(name, 100, reference=f"{place}-{name}") for name in names])

    results = at_once([lambda place=place: batch(place) for place in range(24)])
    assert all(outcome.status == "booked" for outcomes in results for outcome in outcomes)
    assert [cast.active(name) for name in ("sara", "negar", "omid")] == [240, 240, 240]
    assert broken(cast.club, NOON) == {}


def test_receipts_and_a_merge_at_once_leave_every_unit_in_one_of_the_accounts():
    cast = make_cast()
    cast.buys("sara", 1000)
    receipts = [lambda place=place: copy(cast).buys("sara", 1000, reference=f"W{place}") for place in range(16)]

    def merging():
        return merge(
            club=cast.club, absorbed=cast.members["sara"], surviving=cast.members["negar"], units=["points"],
            reason="one person", now=NOON,
        )  # fmt: skip

    outcomes = at_once([*receipts[:8], merging, *receipts[8:]])
    assert sum(getattr(outcome, "status", "") == "booked" for outcome in outcomes) == 16
    assert (cast.active("sara"), cast.active("negar")) == (0, 1700)
    assert broken(cast.club, NOON) == {}
