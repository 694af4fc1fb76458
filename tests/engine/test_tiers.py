from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vafa.engine import tiers
from vafa.engine.calendar.periods import GREGORIAN, JALALI
from vafa.engine.earning.words import Name
from vafa.engine.tiers import Ladder, Standing, Tier

TEHRAN = ZoneInfo("Asia/Tehran")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
JOINED = datetime(2024, 3, 30, 9, tzinfo=UTC)


def tier(id, reach, **facts):
    return Tier(id, Name(id, id), reach, **facts)


LADDER = Ladder((tier("low", 0), tier("middle", 100), tier("high", 500, keep=400)))


def standing(id, **facts):
    return Standing(id, JOINED, NOW, **facts)


def test_a_year_of_a_jalali_club_is_its_window():
    start, end = tiers.window_at(LADDER, NOW, JOINED, JALALI, TEHRAN)
    assert (start, end) == (datetime(2026, 3, 20, 20, 30, tzinfo=UTC), datetime(2027, 3, 20, 20, 30, tzinfo=UTC))


def test_a_membership_year_runs_from_the_day_of_joining():
    ladder = replace(LADDER, window="membership_year")
    start, end = tiers.window_at(ladder, NOW, JOINED, GREGORIAN, ZoneInfo("UTC"))
    assert (start.date().isoformat(), end.date().isoformat()) == ("2026-03-30", "2027-03-30")


def test_rolling_days_end_with_the_instant_and_a_lifetime_has_no_window():
    rolling = replace(LADDER, window="rolling_days", days=30)
    start, end = tiers.window_at(rolling, NOW, JOINED, GREGORIAN, ZoneInfo("UTC"))
    assert (start.date().isoformat(), end - NOW) == ("2026-05-03", timedelta(microseconds=1))
    assert tiers.window_at(replace(LADDER, window="lifetime"), NOW, JOINED, GREGORIAN, TEHRAN) == (None, None)


def test_a_review_comes_after_the_window_and_its_grace():
    ladder = replace(LADDER, grace_days=10)
    due = tiers.next_review(ladder, NOW, JOINED, JALALI, TEHRAN)
    assert due == datetime(2027, 3, 30, 20, 30, tzinfo=UTC)
    start, end = tiers.window_at(ladder, tiers.looked_back_on(ladder, due), JOINED, JALALI, TEHRAN)
    assert start <= NOW < end


def test_enough_in_the_window_lifts_at_once():
    risen = tiers.rise(LADDER, standing("low"), 500, NOW, None)
    assert (risen.tier, risen.since) == ("high", NOW)
    assert tiers.rise(LADDER, standing("low"), 99, NOW, None).tier == "low"
    assert tiers.rise(replace(LADDER, rise="at_review"), standing("low"), 500, NOW, None).tier == "low"


@pytest.mark.parametrize(
    ("fall", "measured", "after"),
    [
        ("to_reached", 399, "middle"),
        ("to_reached", 400, "high"),
        ("to_reached", 0, "low"),
        ("one_step", 0, "middle"),
        ("never", 0, "high"),
    ],
)
def test_a_review_keeps_or_lowers_as_the_ladder_says(fall, measured, after):
    assert tiers.review(replace(LADDER, fall=fall), standing("high"), measured, NOW, None).tier == after


def test_a_floor_set_by_staff_holds_until_its_end():
    held = standing("high", floor="middle", floor_until=NOW + timedelta(days=1))
    assert tiers.review(LADDER, held, 0, NOW, None).tier == "middle"
    assert tiers.review(LADDER, replace(held, floor_until=NOW), 0, NOW, None).tier == "low"


def test_a_tier_that_never_falls_is_kept():
    ladder = replace(LADDER, tiers=(tier("low", 0), tier("kept", 100, never_falls=True), tier("high", 500)))
    assert tiers.review(ladder, standing("kept"), 0, NOW, None).tier == "kept"
    assert tiers.review(ladder, standing("high"), 0, NOW, None).tier == "kept"


def test_a_return_within_its_window_lowers_at_once_and_without_grace():
    assert tiers.lowered_by_return(LADDER, standing("high"), 399, NOW).tier == "middle"
    assert tiers.lowered_by_return(LADDER, standing("high"), 400, NOW).tier == "high"


def test_members_see_what_is_missing_to_rise_and_to_stay():
    missing = tiers.missing(LADDER, standing("middle"), 120)
    assert (missing.next_tier.id, missing.to_next, missing.to_stay) == ("high", 380, 0)
    assert tiers.missing(LADDER, standing("high"), 150) == tiers.Missing(None, 0, 250)


@given(
    st.integers(0, 1000),
    st.sampled_from(["low", "middle", "high"]),
    st.sampled_from(["never", "one_step", "to_reached"]),
)
def test_a_review_never_leaves_a_member_below_what_was_reached(measured, before, fall):
    ladder = replace(LADDER, fall=fall)
    after = ladder.place(tiers.review(ladder, standing(before), measured, NOW, None).tier)
    assert after >= tiers.reached(ladder, measured)
    assert after <= max(ladder.place(before), tiers.reached(ladder, measured))
