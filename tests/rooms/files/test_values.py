from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from vafa.engine.calendar.periods import GREGORIAN, JALALI
from vafa.files.reading import values
from vafa.files.reading.values import Dates, Unreadable

TEHRAN = Dates(JALALI, ZoneInfo("Asia/Tehran"))
LONDON = Dates(GREGORIAN, ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("640000", 640_000), ("۶۴۰٬۰۰۰", 640_000), ("٦٤٠,٠٠٠ تومان", 640_000), ("640.000.000", 640_000_000),
        ("1,234,567", 1_234_567), ("2480.0", 2480), ("(90)", -90), ("-۹۰", -90), ("12 500", 12_500),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_as_people_write_it(text, number):
    assert values.whole(text) == number


@pytest.mark.parametrize(
    ("text", "minor"), [("12.50", 1250), ("12,50", 1250), ("$1,234.5", 123_450), ("1.234,56", 123_456)]
)
def test_money_is_exact_in_minor_units(text, minor):
    assert values.minor(text, 100) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=1+1", "formula"),
        ("دوازده", "not_a_number"),
        ("9e99", "not_a_number"),
        ("", "not_a_number"),
        ("1" * 20, "too_large"),
    ],
)
def test_what_is_no_number_is_refused_by_name(text, code):
    with pytest.raises(Unreadable) as refused:
        values.whole(text)
    assert refused.value.code == code


def test_a_fraction_of_a_rial_is_refused():
    with pytest.raises(Unreadable):
        values.minor("10.5", 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1404/09/02", date(2025, 11, 23)), ("۱۴۰۴/۹/۲", date(2025, 11, 23)), ("14040902", date(2025, 11, 23)),
        ("2025-11-23", date(2025, 11, 23)), ("23.11.2025", date(2025, 11, 23)), ("45984", date(2025, 11, 23)),
        ("1404-09-02 10:30", date(2025, 11, 23)),
    ],
)  # fmt: skip
def test_the_year_of_a_date_tells_its_calendar(text, day):
    assert values.day(text, TEHRAN) == day


def test_month_first_is_a_choice():
    assert values.day("11/23/2025", Dates(GREGORIAN, LONDON.zone, day_first=False)) == date(2025, 11, 23)


@pytest.mark.parametrize(
    "text",
    ["1404/08/31", "2025-02-29", "31/04/2025", "hello", "=TODAY()", "99/99/99", "9" * 400, "²²²²²", "45984.5.5"],
)
def test_days_that_do_not_exist_are_refused(text):
    with pytest.raises(Unreadable):
        values.day(text, TEHRAN)


@pytest.mark.parametrize(
    ("text", "clock", "instant"),
    [
        ("1404/09/02", "", datetime(2025, 11, 23, 8, 30, tzinfo=UTC)),
        ("1404/09/02", "۱۴:۰۵", datetime(2025, 11, 23, 10, 35, tzinfo=UTC)),
        ("1404/09/02 14:05:09", "", datetime(2025, 11, 23, 10, 35, 9, tzinfo=UTC)),
        ("2025-11-23T10:35:00Z", "", datetime(2025, 11, 23, 10, 35, tzinfo=UTC)),
        ("1404/09/02", "2:05 ب.ظ", datetime(2025, 11, 23, 10, 35, tzinfo=UTC)),
    ],
)
def test_a_day_without_a_time_counts_from_its_noon(text, clock, instant):
    assert values.instant(text, clock, TEHRAN) == instant


def test_an_instant_before_all_time_is_refused():
    with pytest.raises(Unreadable):
        values.instant("0001-01-01T00:00:00+14:00", "", TEHRAN)


@pytest.mark.parametrize("text", ["1368/09/18", "1989-12-09", "۹/۱۸"])
def test_a_birthday_keeps_month_and_day_of_the_clubs_calendar(text):
    assert JALALI.fields(values.birthday(text, TEHRAN)) == (983, 9, 18)


@pytest.mark.parametrize(("text", "dates"), [("02/30", LONDON), ("04/31", LONDON), ("13/13", TEHRAN), ("7/31", TEHRAN)])
def test_a_month_and_day_that_no_year_has_are_refused(text, dates):
    with pytest.raises(Unreadable):
        values.birthday(text, dates)


def test_the_last_day_of_a_leap_year_is_a_birthday():
    assert JALALI.fields(values.birthday("12/30", TEHRAN)) == (983, 12, 30)
    assert values.birthday("02/29", LONDON) == date(1604, 2, 29)


def test_a_birthday_without_a_year_is_written_as_the_files_other_dates():
    month_first = Dates(GREGORIAN, LONDON.zone, day_first=False)
    assert [values.birthday(text, LONDON).timetuple()[1:3] for text in ("18/9", "5/12")] == [(9, 18), (12, 5)]
    assert values.birthday("5/12", month_first).timetuple()[1:3] == (5, 12)
    assert values.birthday("18/9", TEHRAN) == values.birthday("9/18", TEHRAN)


@pytest.mark.parametrize(("text", "word"), [("بله", True), ("YES", True), ("۱", True), ("خیر", False), ("", False)])
def test_yes_and_no_in_both_languages(text, word):
    assert values.yes(text) is word
