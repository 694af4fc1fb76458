"""The history from the database, and what brings it up to date."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.people import IMPORT, NOON, after, make_cast
from vafa.insight.history import Places
from vafa.insight.overview import overview
from vafa.insight.queries import across
from vafa.insight.shapes import Span
from vafa.insight.statements import statement
from vafa.members.actions.merging import merge, undo_merge
from vafa.partners.actions import open_store
from vafa.partners.models import Partner
from vafa.partners.queries import operator_of

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
PERIOD = Span(TODAY - timedelta(days=29), TODAY + timedelta(days=1))


def days(cast, store=None):
    """By day: (who, purchases, net) of what is in memory, by name."""
    history = across.history(cast.club.id, store).history
    names = {member: name for name, member in cast.members.items()}
    return {
        (each.day - TODAY.toordinal()): sorted(
            (names[history.ids[place]], count, net)
            for place, count, net in zip(each.members, each.purchases, each.net, strict=True)
        )
        for each in history.days.values()
    }


def buys(cast, who, amount, ago, **facts):
    return cast.buys(who, amount, happened_at=after(-ago), source=IMPORT, **facts)


def test_the_history_is_what_was_booked():
    cast = make_cast()
    buys(cast, "sara", 100, 3), buys(cast, "negar", 50, 3), buys(cast, "sara", 20, 1)
    cast.does("sara", "visit")
    assert days(cast) == {-3: [("negar", 1, 50), ("sara", 1, 100)], -1: [("sara", 1, 20)]}


def test_a_return_counts_on_the_day_of_its_purchase():
    cast = make_cast()
    cast.buys("sara", 300, 200, reference="A", happened_at=after(-3))
    cast.buys("sara", 50, reference="B", happened_at=after(-3))
    cast.returns("A", 1)
    assert days(cast) == {-3: [("sara", 2, 250)]}
    cast.returns("A", 2)
    assert days(cast) == {-3: [("sara", 1, 50)]}


def test_another_club_is_not_in_it():
    cast, other = make_cast(), make_cast(slug="other")
    buys(other, "sara", 100, 3)
    assert days(cast) == {}


def test_one_store_alone():
    cast = make_cast()
    operator = Partner.objects.get(id=operator_of(cast.club.id))
    north = open_store(partner=operator, code="north", name_fa="شمال", name_en="North")
    buys(cast, "sara", 100, 3), buys(cast, "negar", 50, 2, store="north")
    cast.buys("omid", 70, store="north")
    assert days(cast, north.id) == {-2: [("negar", 1, 50)], 0: [("omid", 1, 70)]}
    assert overview(cast.club, PERIOD, NOON, store=north.id).levers.result_minor == 120


def test_only_changed_days_are_read_again(django_assert_num_queries):
    cast = make_cast()
    for ago in range(1, 9):
        buys(cast, "sara", 100, ago)
    first = across.history(cast.club.id)
    with django_assert_num_queries(2):  # merges, the count
        assert across.history(cast.club.id) is first
    cast.buys("negar", 50, happened_at=after(-5))
    with django_assert_num_queries(4):  # and the counts by day, and the one day
        second = across.history(cast.club.id)
    kept, changed = (TODAY - timedelta(days=4)).toordinal(), (TODAY - timedelta(days=5)).toordinal()
    assert second.token != first.token
    assert second.history.days[kept] is first.history.days[kept]
    assert second.history.days[changed] is not first.history.days[changed]
    assert second.history.read == 9


def test_many_changed_days_are_read_at_once(django_assert_num_queries):
    cast = make_cast()
    across.history(cast.club.id)
    for ago in range(1, 43):
        buys(cast, "sara", 100, ago)
    with django_assert_num_queries(4):
        assert across.history(cast.club.id).history.read == 42


def test_who_was_merged_is_one_buyer_until_it_is_undone():
    cast = make_cast()
    buys(cast, "sara", 100, 3), buys(cast, "negar", 50, 2)
    assert overview(cast.club, PERIOD, NOON).levers.n.value == 2
    done = merge(
        club=cast.club, absorbed=cast.members["negar"], surviving=cast.members["sara"], units=["points"],
        reason="joined twice", now=NOON,
    )  # fmt: skip
    assert overview(cast.club, PERIOD, NOON).levers.n.value == 1
    assert days(cast) == {-3: [("sara", 1, 100)], -2: [("sara", 1, 50)]}
    undo_merge(club=cast.club, merge_id=done.id, reason="two people", now=NOON)
    assert overview(cast.club, PERIOD, NOON).levers.n.value == 2


def test_ids_are_read_with_and_without_hyphens():
    cast = make_cast()
    places = Places()
    assert places[str(cast.members["sara"])] == places[cast.members["sara"].hex] == 0


def test_the_index_for_reports_answers_alone():
    """Of a club of a thousand purchases; PostgreSQL knows after a vacuum only, so this is of SQLite."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite says so in its plan at once")
    parameters = ["0" * 32, "2026-01-01", "2026-02-01", "", ""]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + statement("purchases"), parameters)
        plan = [row[3] for row in cursor.fetchall()]
    index = "COVERING INDEX activities_for_reports (club_id=? AND day>? AND day<?)"
    assert plan == [f"SEARCH activities_activity USING {index}"]
