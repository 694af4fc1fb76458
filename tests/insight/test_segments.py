from datetime import date, timedelta

import pytest

from tests.people import IMPORT, NOON, after, make_cast
from vafa.insight.actions.segments import GROUPS, refresh_segments
from vafa.members.models import Member
from vafa.segments.models import Definition, Membership
from vafa.segments.queries import definitions, segments_of

pytestmark = pytest.mark.django_db


def buys(cast, who, amount, *ago):
    for each in ago:
        cast.buys(who, amount, happened_at=after(-each), source=IMPORT)


def groups(cast, now=NOON):
    refresh_segments(club=cast.club, now=now)
    found = segments_of(cast.members.values())
    return {name: set(found.get(member, ())) for name, member in cast.members.items()}


def test_every_group_is_defined_in_both_languages():
    cast = make_cast()
    assert refresh_segments(club=cast.club, now=NOON) == dict.fromkeys([group.code for group in GROUPS], 0)
    found = definitions(cast.club)
    assert set(found) == {
        "new_members", "one_time", "loyal", "at_risk", "lapsed_loyal", "top_fifth", "birthday_month",
    }  # fmt: skip
    assert (found["lapsed_loyal"].name_fa, found["lapsed_loyal"].name_en) == ("وفادارهای خاموش", "Lapsed loyal members")
    assert found["lapsed_loyal"].predicate["silent_days_above"] == 70


def test_members_are_in_the_groups_of_their_figures():
    cast = make_cast()
    buys(cast, "sara", 500, 30, 20, 10, 1)
    buys(cast, "negar", 100, 130, 120, 110, 100)
    buys(cast, "omid", 100, 40)
    assert groups(cast) == {"sara": {"loyal", "top_fifth"}, "negar": {"lapsed_loyal"}, "omid": {"one_time"}}


def test_who_is_quiet_is_at_risk():
    cast = make_cast()
    buys(cast, "sara", 500, 60, 55, 50)
    assert groups(cast)["sara"] == {"at_risk", "top_fifth"}


def test_who_joined_thirty_days_ago_is_still_new():
    cast = make_cast()
    Member.objects.filter(id=cast.members["sara"]).update(joined_at=after(-30))
    Member.objects.filter(id=cast.members["negar"]).update(joined_at=after(-31))
    found = groups(cast)
    assert (found["sara"], found["negar"]) == ({"new_members"}, set())


def test_the_month_of_a_birthday_is_one_of_the_clubs_calendar():
    """1 June 2026 is 11 Khordad 1405; Khordad is 22 May to 21 June."""
    cast = make_cast()
    Member.objects.filter(id=cast.members["sara"]).update(birthday=date(1990, 5, 22))
    Member.objects.filter(id=cast.members["negar"]).update(birthday=date(1990, 6, 22))
    found = groups(cast)
    assert (found["sara"], found["negar"]) == ({"birthday_month"}, set())


def test_who_left_the_club_is_in_no_group():
    cast = make_cast()
    buys(cast, "sara", 500, 30, 20, 10, 1)
    Member.objects.filter(id=cast.members["sara"]).update(left_at=NOON - timedelta(hours=1))
    assert groups(cast)["sara"] == set()


def test_a_second_run_moves_only_who_changed():
    cast = make_cast()
    buys(cast, "sara", 500, 30, 20, 10, 1)
    groups(cast)
    later = NOON + timedelta(days=20)
    assert groups(cast, later)["sara"] == {"loyal", "top_fifth"}
    row = Membership.objects.get(member_id=cast.members["sara"], segment="loyal")
    assert (row.since, row.as_of) == (NOON, later)
    assert groups(cast, NOON + timedelta(days=100))["sara"] == {"lapsed_loyal", "top_fifth"}
    assert Definition.objects.filter(club=cast.club).count() == len(GROUPS)
