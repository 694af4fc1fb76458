"""The journal: every entry balances, opening and entries make the closing, and a locked period keeps its own."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from tests.people import NOON, after, make_cast, named, programme
from vafa.base.models import Role, Staff, User
from vafa.earning.actions import publish
from vafa.engine.earning.programme import Unit
from vafa.engine.earning.words import Name
from vafa.insight.actions import locking
from vafa.insight.errors import LaterPeriodLocked, PeriodLocked, PeriodNotOver
from vafa.insight.lake.reading import opened
from vafa.insight.lake.refreshing import refresh
from vafa.insight.metrics.journal import journal
from vafa.insight.metrics.liability import LINES, Line, Roll
from vafa.insight.reserve import POINTS, Contract, journal_of, reserves, reserves_with_contract
from vafa.insight.shapes import Span


def roll(opening, **units):
    lines = tuple(Line(code, units.get(code, 0), 0) for code in LINES)
    return Roll("points", Name("p", "p"), opening, 0, lines, opening + sum(units.values()), 0, (), None)


def told(found):
    return [(each.cause, each.debit, each.credit, each.minor) for each in found.entries]


def test_opening_and_entries_make_the_closing():
    found = journal([roll(1000, issued=300, returned=-20, spent=-100, ended=-50)], {"points": Fraction(1, 2)}, {}, {})
    assert told(found) == [
        ("issued", "expense", "liability", 150), ("returned", "liability", "expense", 10),
        ("spent", "liability", "rewards", 50), ("ended", "liability", "breakage", 25),
    ]  # fmt: skip
    [book] = found.books
    assert (book.opening_minor, book.closing_minor) == (500, 565)


def test_an_expectation_that_changed_is_an_entry_of_its_own():
    found = journal([roll(1000)], {"points": Fraction(1)}, {"points": 0.8}, {"points": 900})
    assert told(found) == [("re_estimated", "liability", "expense", 100)]
    assert (found.books[0].opening_minor, found.books[0].closing_minor) == (900, 800)


HALF = Unit("points", named("points"), value_minor_per=(1, 2))
MAY = Span(date(2026, 5, 22), date(2026, 6, 22))


@pytest.fixture
def cast(db):
    cast = make_cast(programme(units=(HALF,)))
    cast.at(NOON).buys("sara", 5_000)
    return cast.at(after(40))


def locked(cast, span=MAY):
    user = User.objects.create(email="a@example.com", name="A", language="en", created_at=NOON)
    post = Staff.objects.create(club=cast.club, user=user, role=Role.OWNER)
    made, _ = journal_of(cast.club, span, cast.now)
    return locking.lock(club=cast.club, span=span, journal=made, staff_id=post.id, now=cast.now)


def test_a_locked_period_keeps_its_entries_and_the_next_one_starts_from_them(cast):
    row = locked(cast)
    made, is_locked = journal_of(cast.club, MAY, cast.now)
    assert is_locked
    assert told(made) == [("issued", "expense", "liability", 250)]
    following, _ = journal_of(cast.club, Span(MAY.end, MAY.end + timedelta(days=10)), cast.now)
    assert following.books[0].opening_minor == 250
    with pytest.raises(PeriodLocked):
        locking.lock(club=cast.club, span=MAY, journal=made, staff_id=row.staff_id, now=cast.now)
    assert locking.open_again(club=cast.club, lock_id=row.id, reason="a mistake", now=cast.now)
    assert not locking.open_again(club=cast.club, lock_id=row.id, reason="again", now=cast.now)
    assert journal_of(cast.club, MAY, cast.now)[1] is False


def test_a_period_that_is_not_over_is_not_locked(cast):
    with pytest.raises(PeriodNotOver):
        locked(cast, Span(MAY.end, cast.now.date() + timedelta(days=1)))


def test_what_nobody_spent_is_owed_in_full_and_no_more_than_that(cast):
    [reserve] = reserves(cast.club, cast.now)
    assert (reserve.outstanding, reserve.told.known, reserve.told.rate) == (500, False, 1.0)
    assert (reserve.full_minor, reserve.expected_minor, reserve.contract) == (250, 250, None)
    assert [(step.points, step.minor) for step in reserve.steps] == list(
        zip(POINTS, (238, 248, 250, 250, 250), strict=True)
    )


def test_a_month_of_the_club_begins_at_its_midnight_also_where_the_answer_is_remembered(cast):
    """The first of Shahrivar begins in Tehran at 20:30 UTC of 22 August; Khordad is then three months old."""
    last = datetime(2026, 8, 22, 20, 29, tzinfo=UTC)
    ages = [reserves(cast.club, at)[0].told.ages for at in (last, last + timedelta(minutes=1))]
    assert ages == [(500, 0, 0, 0), (0, 500, 0, 0)]


def test_a_worth_that_comes_into_force_counts_at_once(cast):
    assert reserves(cast.club, cast.now)[0].full_minor == 250
    whole = Unit("points", named("points"), value_minor_per=(1, 1))
    soon = cast.now + timedelta(minutes=1)
    publish(club=cast.club, programme=programme(units=(whole,)), starts_at=soon, now=cast.now)
    assert [reserves(cast.club, at)[0].full_minor for at in (cast.now, soon)] == [250, 500]


def test_of_the_sales_a_part_waits_for_the_units_and_nothing_of_it_is_revenue_before_they_are_spent(cast):
    """Of 5,000 with 500 units worth 250 in all, 5,000 · 250 / 5,250 is for the units: 238."""
    refresh(club=cast.club, now=cast.now)
    with opened(cast.club.id) as lake:
        [reserve] = reserves_with_contract(cast.club, cast.now, lake)
    assert reserve.contract == Contract(5_000, 238, 0)
    assert reserve.contract.liability_minor == 238


def test_a_day_is_locked_once_and_the_period_before_a_locked_one_stays(cast):
    middle = Span(MAY.start + timedelta(days=5), MAY.start + timedelta(days=9))
    row = locked(cast, middle)
    for overlapping in (MAY, Span(middle.start + timedelta(days=1), middle.end), Span(MAY.start, middle.end)):
        with pytest.raises(PeriodLocked):
            lock_again(cast, row, overlapping)
    with pytest.raises(LaterPeriodLocked):
        lock_again(cast, row, Span(MAY.start, middle.start))
    later = lock_again(cast, row, Span(middle.end, middle.end + timedelta(days=1)))
    with pytest.raises(LaterPeriodLocked):
        locking.open_again(club=cast.club, lock_id=row.id, reason="x", now=cast.now)
    assert locking.open_again(club=cast.club, lock_id=later.id, reason="x", now=cast.now)
    assert locking.open_again(club=cast.club, lock_id=row.id, reason="x", now=cast.now)


def lock_again(cast, row, span):
    made, _ = journal_of(cast.club, span, cast.now)
    return locking.lock(club=cast.club, span=span, journal=made, staff_id=row.staff_id, now=cast.now)


def test_what_was_owed_for_a_unit_without_worth_is_given_up_by_an_entry():
    found = journal([roll(0)], {"points": Fraction(1)}, {}, {"points": 0, "stamps": 900})
    assert told(found) == [("re_estimated", "liability", "expense", 900)]
    assert [(book.unit, book.opening_minor, book.closing_minor) for book in found.books] == [
        ("points", 0, 0), ("stamps", 900, 0),
    ]  # fmt: skip
