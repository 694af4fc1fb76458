from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vafa.engine.calendar import jalali
from vafa.engine.calendar.periods import (
    GREGORIAN,
    JALALI,
    Period,
    add_months,
    days_between,
    first_instant,
    local_date,
    next_start,
    period_of,
    start_of,
)

TEHRAN = ZoneInfo("Asia/Tehran")
EVERY_ZONE = ["Asia/Tehran", "America/New_York", "America/Havana", "Pacific/Apia", "Africa/Cairo", "America/Toronto"]


def test_every_day_from_1300_to_1499_agrees_with_jdatetime():
    day, last, count = date(1921, 3, 21), date(2121, 3, 20), 0
    while day <= last:
        other = jdatetime.date.fromgregorian(date=day)
        assert jalali.fields(day) == (other.year, other.month, other.day)
        assert jalali.to_date(other.year, other.month, other.day) == day
        day, count = date.fromordinal(day.toordinal() + 1), count + 1
    assert count == 73_049


def test_leap_years_are_those_of_the_official_table():
    assert [year for year in range(1399, 1417) if jalali.is_leap(year)] == [1399, 1403, 1408, 1412, 1416]


def test_31_farvardin_and_12_months_is_31_farvardin():
    assert add_months(JALALI, JALALI.date(1404, 1, 31), 12) == JALALI.date(1405, 1, 31)
    assert add_months(JALALI, JALALI.date(1404, 1, 31), 6) == JALALI.date(1404, 7, 30)


def test_a_missing_day_is_the_last_of_its_month():
    assert add_months(JALALI, JALALI.date(1403, 12, 30), 12) == JALALI.date(1404, 12, 29)
    assert add_months(GREGORIAN, date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(GREGORIAN, date(2024, 2, 29), 48) == date(2028, 2, 29)


def test_22_march_2022_in_tehran_began_at_one_in_the_morning():
    start = first_instant(date(2022, 3, 22), TEHRAN)
    assert start == datetime(2022, 3, 21, 20, 30, tzinfo=UTC)
    assert start.astimezone(TEHRAN).isoformat() == "2022-03-22T01:00:00+04:30"


def test_a_day_that_a_zone_skipped_begins_with_the_next():
    apia = ZoneInfo("Pacific/Apia")
    assert first_instant(date(2011, 12, 30), apia) == first_instant(date(2011, 12, 31), apia)


def test_a_month_of_a_jalali_club_ends_with_the_jalali_month():
    start, end = period_of(JALALI, Period.MONTH, datetime(2026, 11, 10, 9, tzinfo=UTC), TEHRAN)
    assert (local_date(start, TEHRAN), local_date(end, TEHRAN)) == (JALALI.date(1405, 8, 1), JALALI.date(1405, 9, 1))


def test_weeks_start_on_saturday_in_a_jalali_club_and_on_monday_in_a_gregorian_one():
    sunday = date(2026, 11, 22)
    assert start_of(JALALI, Period.WEEK, sunday) == date(2026, 11, 21)
    assert start_of(GREGORIAN, Period.WEEK, sunday) == date(2026, 11, 16)


def test_days_between_counts_local_midnights():
    before, after = datetime(2026, 11, 22, 20, 29, tzinfo=UTC), datetime(2026, 11, 22, 20, 31, tzinfo=UTC)
    assert days_between(before, after, TEHRAN) == 1
    assert days_between(before, after, ZoneInfo("UTC")) == 0


def test_a_day_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="not a day of the Jalali calendar"):
        jalali.to_date(1404, 12, 30)
    with pytest.raises(ValueError, match="Jalali years run from"):
        jalali.to_date(0, 1, 1)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.sampled_from(EVERY_ZONE))
def test_the_first_instant_of_a_day_is_its_first(day, name):
    zone = ZoneInfo(name)
    start = first_instant(day, zone)
    assert local_date(start, zone) >= day
    assert local_date(datetime.fromtimestamp(start.timestamp() - 1, UTC), zone) < day


@given(
    st.sampled_from([GREGORIAN, JALALI]), st.sampled_from(list(Period)), st.dates(date(1930, 1, 1), date(2100, 1, 1))
)
def test_a_day_lies_in_its_own_half_open_period(calendar, period, day):
    start, end = start_of(calendar, period, day), next_start(calendar, period, day)
    assert start <= day < end
    assert start_of(calendar, period, end) == end


@given(st.dates(date(1930, 1, 1), date(2090, 1, 1)), st.integers(-600, 600))
def test_months_counted_from_the_anchor_keep_its_day_where_the_month_has_it(anchor, months):
    year, month, day = JALALI.fields(anchor)
    result = JALALI.fields(add_months(JALALI, anchor, months))
    assert result[0] * 12 + result[1] == year * 12 + month + months
    assert result[2] == min(day, JALALI.month_length(result[0], result[1]))
