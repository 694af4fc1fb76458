from datetime import date, timedelta

import pytest

from tests.people import NOON, after, named, programme
from tests.rooms.files.sheets import (
    NEW,
    OMID,
    RECEIPTS,
    SARA,
    checked,
    checked_anew,
    faults,
    imported,
    member,
    problems,
    ran,
)
from vafa.activities.models import Activity, Tally
from vafa.earning.actions import publish
from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Rule
from vafa.files import errors
from vafa.files.actions import running
from vafa.ledger.models import Lot, Movement
from vafa.tiers.queries import standings

pytestmark = pytest.mark.django_db


def test_past_receipts_count_and_earn_nothing(cast):
    found = imported(
        cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"), ("2", SARA, "1404/02/05", "60,000"),
        ("3", OMID, "1404/02/05", "10,000"),
    )  # fmt: skip
    assert (found.counts["receipts"], found.counts["units"], found.summary["minor"]) == (3, {}, 1_200_000)
    tally = Tally.objects.get(member_id=cast.members["sara"])
    assert (tally.purchases, cast.active("sara"), Movement.objects.count()) == (2, 0, 0)
    assert [row.net_minor for row in Activity.objects.filter(member_id=cast.members["sara"])] == [500_000, 600_000]


def test_past_receipts_lift_a_tier_once_at_the_end_and_take_none_away(cast):
    day = NOON.astimezone(cast.club.zone).date() - timedelta(days=30)
    imported(cast, RECEIPTS, ("1", SARA, day.isoformat(), "6,000"), ("2", SARA, day.isoformat(), "5,000"))
    stood = standings([cast.members["sara"]])[cast.members["sara"]]
    assert (stood.tier, stood.since) == ("high", NOON)


def test_past_receipts_earn_by_todays_programme_if_the_owner_chooses(cast):
    found = imported(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"), earn="yes")
    # 500,000 Rial at a point for each ten
    assert (found.counts["units"], cast.active("sara")) == ({"points": 50_000}, 50_000)


def test_a_receipt_of_a_day_with_rules_earns_by_those(cast):
    publish(
        club=cast.club, programme=programme(Rule("base", named("base"), UnitsPerMoney("points", 1, 100))),
        starts_at=NOON, now=NOON,
    )  # fmt: skip
    cast.at(after(1))
    found = imported(cast, RECEIPTS, ("1", SARA, "1404/01/05", "100"), ("2", SARA, "1405/03/12", "100"), earn="yes")
    # 1,000 Rial: a point for each ten by the version of that day, for each hundred by the one of 2 June 2026
    assert found.counts["units"] == {"points": 110}


def test_rows_of_one_receipt_are_its_lines(cast):
    head = (*RECEIPTS, "کالا", "تعداد", "تخفیف")
    imported(
        cast, head, ("7", SARA, "1404/01/05", "30,000", "لاته", "2", "1,000"),
        ("7", SARA, "1404/01/05", "12,000", "کیک", "1", ""),
    )  # fmt: skip
    activity = Activity.objects.get()
    assert (activity.net_minor, activity.discount_minor) == (420_000, 10_000)
    assert [(line[1], line[5], line[6], line[7]) for line in activity.body["lines"]] == [
        ("لاته", 2, 310_000, 10_000), ("کیک", 1, 120_000, 0),
    ]  # fmt: skip


def test_receipts_of_strangers_stay_out_or_enrol_them(cast):
    rows = (RECEIPTS, ("1", NEW, "1403/05/05", "50,000"), ("2", NEW, "1403/01/05", "50,000"))
    found = checked(cast, *rows)
    assert (problems(found), found.summary["ready"]) == ({"unknown_member": 2}, 0)
    ran(cast, checked_anew(cast, found, unknown="join"))
    assert member(cast).joined_at.astimezone(cast.club.zone).date() == date(2024, 3, 24)
    assert Tally.objects.get(member_id=member(cast).id).purchases == 2


def test_a_member_imported_without_a_date_is_one_since_the_first_receipt(cast):
    imported(cast, ("نام", "موبایل"), ("نگار", NEW))
    imported(cast, RECEIPTS, ("1", NEW, "1403/05/05", "50,000"))
    assert member(cast).joined_at.astimezone(cast.club.zone).date() == date(2024, 7, 26)


def test_the_same_file_again_imports_nothing_twice(cast):
    rows = (RECEIPTS, ("1", SARA, "1404/01/05", "50,000"), ("2", SARA, "1404/02/05", "60,000"))
    imported(cast, *rows)
    again = checked(cast, *rows)
    assert (problems(again), again.summary["ready"]) == ({"already_in": 2}, 0)
    with pytest.raises(errors.NothingToImport):
        running.start(club=cast.club, import_id=again.id, now=NOON)
    assert Activity.objects.count() == 2


def test_receipts_without_numbers_are_told_apart_and_known_again(cast):
    rows = (RECEIPTS[1:], (SARA, "1404/01/05", "50,000"), (SARA, "1404/01/05", "50,000"), (SARA, "1404/01/06", "1,000"))
    assert imported(cast, *rows).counts["receipts"] == 3
    assert problems(checked(cast, *rows)) == {"already_in": 3}


def test_one_number_of_two_people_is_a_problem(cast):
    found = checked(cast, RECEIPTS, ("1", SARA, "1404/01/05", "50,000"), ("1", OMID, "1404/01/05", "50,000"))
    assert problems(found) == {"number_shared": 1}


def test_opening_balances_are_lots_with_dates(cast):
    rows = (("موبایل", "امتیاز", "کسب", "انقضا"), (SARA, "100", "1404/01/05", "1405/12/29"), (SARA, "50", "", ""))
    found = imported(cast, *rows)
    lots = Lot.objects.filter(member_id=cast.members["sara"]).order_by("units")
    assert found.counts["units"] == {"points": 150}
    assert [(lot.units, lot.expires_at and lot.expires_at.astimezone(cast.club.zone).isoformat()) for lot in lots] == [
        (50, None), (100, "2027-03-21T00:00:00+03:30"),
    ]  # fmt: skip
    assert lots[1].active_from.astimezone(cast.club.zone).date() == date(2025, 3, 25)
    assert cast.active("sara") == 150
    assert faults(cast) == []


def test_a_second_opening_balance_needs_a_choice(cast):
    rows = (("موبایل", "امتیاز", "انقضا"), (SARA, "100", ""))
    imported(cast, *rows)
    assert problems(checked(cast, *rows)) == {"balance_there": 1}
    imported(cast, *rows, balance_there="add")
    assert cast.active("sara") == 200


def test_a_balance_that_has_ended_stays_out(cast):
    found = checked(cast, ("موبایل", "امتیاز", "انقضا"), (SARA, "100", "1400/01/01"))
    assert problems(found) == {"ended": 1}
