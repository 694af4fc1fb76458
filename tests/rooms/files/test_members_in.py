from datetime import date

import pytest

from tests.people import NOON
from tests.rooms.files.sheets import (
    MEMBERS,
    NEW,
    OMID,
    SARA,
    checked,
    imported,
    member,
    points,
    problems,
    ran,
)
from vafa.activities.models import Activity
from vafa.base.models import Outbox, Reference
from vafa.files.actions import checking, taking
from vafa.files.queries.rows import error_rows
from vafa.ledger.models import Movement
from vafa.members.actions.profile import change_profile, give_word
from vafa.members.birthdays import without_year
from vafa.members.models import Card, Consent, Member
from vafa.members.queries import consents, latest_consents
from vafa.tiers.actions import set_by_hand
from vafa.tiers.queries import standings

pytestmark = pytest.mark.django_db


def test_a_member_comes_with_everything_the_row_says(cast):
    row = ("نگار صالحي", "۰۹۱۲ ۱۱۸ ۴۴۱۷", "1368/09/18", "2,480", "high", "centre", "بله", "1402/07/12")
    found = imported(cast, MEMBERS, row)
    new = member(cast)
    assert found.counts | {"state": found.state} == {
        "new": 1, "updated": 0, "units": {"points": 2480}, "receipts": 0, "late": 0, "state": "done",
    }  # fmt: skip
    assert (new.given_name, new.family_name) == ("نگار", "صالحی")
    assert new.birthday == without_year(cast.club.reckoning, 9, 18)
    assert new.joined_at.astimezone(cast.club.zone).date() == date(2023, 10, 4)
    assert points(cast).spendable == 2480
    assert standings([new.id])[new.id].tier == "high"
    assert consents(new.id, "sms", "marketing")
    assert found.source in latest_consents(new.id)[0].proof


def test_the_dry_run_writes_nothing(cast):
    before = [model.objects.count() for model in (Member, Card, Activity, Movement, Consent, Outbox)]
    found = checked(cast, MEMBERS, ("نگار", NEW, "", "100", "", "", "", ""))
    assert (found.state, found.summary["ready"], found.summary["units"]) == ("checked", 1, {"points": 100})
    assert [model.objects.count() for model in (Member, Card, Activity, Movement, Consent, Outbox)] == before


def test_a_member_who_is_there_is_updated_and_nothing_is_emptied(cast):
    imported(cast, MEMBERS, ("سارا احمدی", SARA, "", "", "", "centre", "", ""))
    sara = member(cast, SARA)
    assert (sara.given_name, sara.family_name, sara.birthday) == ("سارا", "احمدی", None)
    imported(cast, MEMBERS, ("", SARA, "1370/01/01", "", "", "", "", ""))
    sara.refresh_from_db()
    assert (sara.given_name, sara.birthday) == ("سارا", without_year(cast.club.reckoning, 1, 1))


def test_a_year_of_birth_that_is_known_stays_when_the_file_says_the_day(cast):
    born = date(1991, 3, 21)
    sara = member(cast, SARA)
    change_profile(club=cast.club, member_id=sara.id, given_name="سارا", birthday=born, now=NOON)
    imported(cast, MEMBERS, ("", SARA, "1370/01/01", "", "", "", "", ""))
    assert member(cast, SARA).birthday == born
    imported(cast, MEMBERS, ("", SARA, "1370/01/02", "", "", "", "", ""))
    assert member(cast, SARA).birthday == without_year(cast.club.reckoning, 1, 2)


def test_a_file_lifts_to_a_tier_and_takes_none_away(cast):
    sara, omid = cast.members["sara"], cast.members["omid"]
    set_by_hand(club=cast.club, member_id=sara, tier="high", until=None, reason="regular", staff_id=sara, now=NOON)
    before = standings([sara])[sara]
    imported(cast, MEMBERS, ("", SARA, "", "", "low", "", "", ""), ("", OMID, "", "", "high", "", "", ""))
    assert standings([sara])[sara] == before
    assert (standings([omid])[omid].tier, standings([omid])[omid].floor) == ("high", "high")


def test_no_phone_goes_into_the_books(cast):
    imported(cast, MEMBERS, ("نگار", NEW, "", "120", "", "", "", ""))
    imported(cast, ("موبایل", "امتیاز"), (SARA, "100"))
    imported(cast, ("موبایل", "تاریخ", "مبلغ"), (SARA, "1404/01/05", "50,000"))
    kept = [
        text for model in (Reference, Movement, Activity) for text in model.objects.values_list("reference", flat=True)
    ]
    assert len(kept) == 8
    assert [text for text in kept if NEW[1:] in text or SARA[1:] in text] == []


def test_a_word_given_here_is_never_overruled_by_a_file(cast):
    give_word(
        club=cast.club, member_id=cast.members["sara"], channel="sms", purpose="marketing", granted=False,
        proof="she said so", now=NOON,
    )  # fmt: skip
    imported(cast, MEMBERS, ("", SARA, "", "", "", "", "بله", ""))
    assert not consents(cast.members["sara"], "sms", "marketing")


def test_each_problem_is_named_and_counted(cast):
    found = checked(
        cast, MEMBERS,
        ("الف", "0912 44 17", "", "", "", "", "", ""),
        ("ب", NEW, "1370/08/31", "", "", "", "", ""),
        ("پ", NEW, "", "-90", "", "", "", ""),
        ("ت", NEW, "", "12.5", "", "", "", ""),
        ("ث", NEW, "", "", "طلایی", "", "", ""),
        ("ج", NEW, "", "", "", "ونک", "", ""),
        ("چ", NEW, "", "", "", "", "شاید", ""),
        ("ح", NEW, "", "", "", "", "", "1409/01/01"),
        ("=cmd|' /C calc'!A0", NEW, "", "", "", "", "", ""),
        ("خ", "", "", "", "", "", "", ""),
        ("د", NEW, "", "", "", "", "", ""),
        ("ذ", "+98 912 118 4417", "", "", "", "", "", ""),
    )  # fmt: skip
    assert problems(found) == dict.fromkeys(
        ("phone_bad", "birthday_bad", "units_negative", "units_bad", "tier_unknown", "branch_unknown",
         "consent_unclear", "future", "formula", "no_key", "twice"), 1,
    )  # fmt: skip
    assert found.summary["ready"] == 1


def test_one_choice_repairs_all_rows_of_a_problem(cast):
    rows = [
        ("الف", NEW, "1370/08/31", "100", "طلایی", "ونک", "", ""),
        ("ب", NEW, "", "15", "", "", "", ""),
        ("پ", SARA, "", "-90", "", "", "", ""),
    ]
    choices = {
        "bad_birthday": "without",
        "bad_tier": "without",
        "bad_branch": "without",
        "twice": "add",
        "negative": "zero",
    }
    found = checked(cast, MEMBERS, *rows, **choices)
    assert (problems(found), found.summary["ready"], found.summary["units"]) == ({}, 2, {"points": 115})
    ran(cast, found)
    assert points(cast).spendable == 115


def test_the_shops_words_for_branches_and_tiers_are_matched(cast):
    found = checked(
        cast, MEMBERS, ("الف", NEW, "", "", "طلایی", "شعبهٔ مرکز", "", ""),
        values={"tier": {"طلایی": "high"}, "branch": {"شعبهٔ مرکز": "centre"}},
    )  # fmt: skip
    assert taking.unknown_values(found, checking.known_words(cast.club, NOON)) == {
        "tier": ["طلایی"], "branch": ["شعبهٔ مرکز"],
    }  # fmt: skip
    ran(cast, found)
    assert standings([member(cast).id])[member(cast).id].tier == "high"


def test_the_error_file_keeps_the_owners_columns(cast):
    found = checked(cast, ("نام", "موبایل", "یادداشت"), ("الف", "0912", "x"), ("ب", NEW, "y"))
    assert list(error_rows(found)) == [(2, ["الف", "0912", "x"], "phone_bad", "0912")]
