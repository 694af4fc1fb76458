from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from vafa.engine.calendar.periods import GREGORIAN, JALALI, Period, first_instant, local_date
from vafa.engine.expiry import FixedDates, Never, Rolling, Sliding, end_and_slide

TEHRAN = ZoneInfo("Asia/Tehran")
EARNED = first_instant(JALALI.date(1404, 1, 31), TEHRAN)


def jalali_end(expiry, active_from=EARNED):
    ends, _ = end_and_slide(expiry, JALALI, TEHRAN, active_from)
    return JALALI.fields(local_date(ends, TEHRAN))


def test_units_that_never_end_have_no_end():
    assert end_and_slide(Never(), JALALI, TEHRAN, EARNED) == (None, None)


def test_twelve_months_from_31_farvardin_last_through_31_farvardin():
    assert jalali_end(Rolling(12, Period.MONTH)) == (1405, 2, 1)


def test_a_rolling_end_is_rounded_to_the_end_of_the_month_or_year():
    assert jalali_end(Rolling(6, Period.MONTH, Period.MONTH)) == (1404, 8, 1)
    assert jalali_end(Rolling(12, Period.MONTH, Period.YEAR)) == (1406, 1, 1)
    assert jalali_end(Rolling(90, Period.DAY)) == (1404, 4, 29)


def test_fixed_dates_are_the_next_of_the_calendar_after_the_notice():
    assert jalali_end(FixedDates(((12, 30),))) == (1405, 1, 1)
    assert jalali_end(FixedDates(((1, 31), (6, 31)))) == (1404, 2, 1)
    assert jalali_end(FixedDates(((1, 31), (6, 31)), notice_days=1)) == (1404, 7, 1)


def test_sliding_units_keep_no_date():
    assert end_and_slide(Sliding(180), JALALI, TEHRAN, EARNED) == (None, 180)


def test_an_end_is_the_first_instant_of_the_day_after_in_the_clubs_zone():
    ends, _ = end_and_slide(
        Rolling(1, Period.MONTH), GREGORIAN, ZoneInfo("America/New_York"), datetime(2026, 1, 31, 20, tzinfo=UTC)
    )
    assert ends == datetime(2026, 3, 1, 5, tzinfo=UTC)
