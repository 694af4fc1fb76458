"""The strings of the table in the design language, section 6, and their edges."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from vafa.doors.look.formats import Format
from vafa.doors.look.money import Money
from vafa.engine.calendar.periods import GREGORIAN, JALALI

TEHRAN = ZoneInfo("Asia/Tehran")
TODAY = dt.date(2026, 11, 21)
FA = Format("fa", JALALI, TEHRAN, "IRR", "toman", TODAY)
EN = Format("en", GREGORIAN, TEHRAN, "IRR", "toman", TODAY)
DOLLARS = Format("en", GREGORIAN, ZoneInfo("America/Chicago"), "USD", "iso", TODAY)
NBSP, LRM = "\u00a0", "\u200e"


def spaced(text):
    """Expected strings are written with ordinary spaces; where ours must not break, the difference is NBSP."""
    return text.replace(NBSP, " ")


def test_digits_and_separators():
    assert (FA.integer(1284110), EN.integer(1284110)) == ("۱\u066c۲۸۴\u066c۱۱۰", "1,284,110")
    assert (FA.decimal(4.18), EN.decimal(4.18)) == ("۴\u066b۱۸", "4.18")


def test_a_sign_is_a_real_minus_and_stays_left_of_a_persian_number():
    assert (FA.change(192), FA.change(-90)) == (f"{LRM}+۱۹۲", f"{LRM}\u2212۹۰")
    assert (EN.change(192), EN.change(-90)) == ("+192", "\u221290")
    assert (FA.integer(-5), EN.integer(-5)) == (f"{LRM}\u2212۵", "\u22125")


def test_what_rounds_to_nothing_has_no_sign():
    assert EN.change(0) == EN.change(-0.4) == EN.integer(-0.4) == EN.units(-0.4) == "0"
    assert EN.percent_change(-0.0001) == "0.0%"


def test_percent_and_the_difference_of_rates():
    assert (FA.percent(0.314), EN.percent(0.314)) == ("۳۱٫۴٪", "31.4%")
    assert (FA.points(0.021), EN.points(-0.021)) == (f"۲٫۱{NBSP}واحد", f"2.1{NBSP}pts")
    assert (EN.percent(0.2, 0), EN.percent_change(-0.037)) == ("20%", "\u22123.7%")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (0.0123, "0.0123"), (4.186, "4.19"), (9.996, "10.0"), (57.25, "57.3"), (1234.5, "1,235"),
        (Decimal("2.5"), "2.50"), (-1.5, "\u22121.50"), (None, "unknown"), (float("nan"), "unknown"),
    ],
)  # fmt: skip
def test_three_significant_digits_but_never_fewer_than_the_whole_part(value, written):
    assert EN.decimal(value) == written


@pytest.mark.parametrize(
    ("value", "fa", "en"),
    [
        (9_240, "۹٬۲۴۰", "9,240"),
        (9_999.6, "۱۰ هزار", "10 k"),
        (260_400, "۲۶۰ هزار", "260 k"),
        (999_600, "۱ میلیون", "1 m"),
        (1_310_000_000, "۱٫۳۱ میلیارد", "1.31 bn"),
        (-4_600_000, f"{LRM}\u2212۴٫۶ میلیون", "\u22124.6 m"),
        (7_250_000_000_000, "۷٫۲۵ هزار میلیارد", "7.25 tn"),
        (None, "نامعلوم", "unknown"),
    ],
)
def test_counts_on_dashboards(value, fa, en):
    assert (spaced(FA.units(value)), spaced(EN.units(value))) == (fa, en)


def test_compact_money():
    assert FA.money(13_100_000_000) == f"۱٫۳۱{NBSP}میلیارد{NBSP}تومان"
    assert FA.money(6_120_000) == f"۶۱۲{NBSP}هزار{NBSP}تومان"
    assert EN.money(13_100_000_000) == f"1.31{NBSP}bn{NBSP}Toman"
    assert EN.money(6_120_000) == f"612{NBSP}k{NBSP}Toman"
    assert EN.money_change(-5_300_000_000) == f"\u2212530{NBSP}m{NBSP}Toman"
    assert FA.money_change(9_600_000_000) == f"{LRM}+۹۶۰{NBSP}میلیون{NBSP}تومان"


def test_exact_money():
    assert (FA.money_exact(6_400_000), EN.money_exact(6_400_000)) == (f"۶۴۰٬۰۰۰{NBSP}تومان", f"640,000{NBSP}Toman")
    assert EN.money_exact(645) == f"64.5{NBSP}Toman"
    assert EN.money_exact(-6_400_000) == f"\u2212640,000{NBSP}Toman"


def test_money_in_the_pieces_of_a_stat():
    figure = EN.money_parts(148_000_000_000)
    assert (figure.figure, spaced(figure.unit), spaced(figure.short)) == ("14.8", "bn Toman", "14.8 bn")


def test_rial_when_the_club_shows_its_currency():
    rial = Format("fa", JALALI, TEHRAN, "IRR", "iso", TODAY)
    assert (spaced(rial.money_exact(6_400_000)), rial.currency_name) == ("۶٬۴۰۰٬۰۰۰ ریال", "ریال")


def test_dollars_carry_their_sign_in_english_and_their_name_in_persian():
    assert (DOLLARS.money_exact(123_450), DOLLARS.money_exact(-123_450)) == ("$1,234.50", "\u2212$1,234.50")
    assert (DOLLARS.money(460_000_000), DOLLARS.money(1_234)) == (f"$4.6{NBSP}m", "$12.34")
    assert DOLLARS.money_change(460_000_000) == f"+$4.6{NBSP}m"
    persian = Format("fa", JALALI, TEHRAN, "USD", "iso", TODAY)
    assert spaced(persian.money_exact(123_450)) == "۱٬۲۳۴٫۵۰ دلار"


def test_a_currency_without_a_name_is_written_by_its_code():
    krona = Format("en", GREGORIAN, TEHRAN, "SEK", "iso", TODAY)
    assert krona.money_exact(123_450) == f"1,234.50{NBSP}SEK"
    assert Format("en", GREGORIAN, TEHRAN, "KWD", "iso", TODAY).money_exact(1_500) == f"1.500{NBSP}KWD"


def test_unknown_money_is_unknown():
    assert (FA.money(None), EN.money_exact(None), EN.money_change(None)) == ("نامعلوم", "unknown", "unknown")


def test_a_date_has_its_year_only_when_it_is_another_one():
    assert (FA.date(TODAY), EN.date(TODAY)) == (f"۳۰{NBSP}آبان", f"21{NBSP}Nov")
    assert spaced(FA.date(dt.date(2025, 11, 21))) == "۳۰ آبان ۱۴۰۴"
    assert spaced(EN.date(dt.date(2025, 11, 21))) == "21 Nov 2025"
    assert spaced(FA.date_with_year(TODAY)) == "۳۰ آبان ۱۴۰۵"
    assert spaced(EN.date_with_year(TODAY)) == "21 Nov 2026"


def test_either_calendar_in_either_language():
    assert spaced(Format("en", JALALI, TEHRAN, "IRR", "toman", TODAY).date_with_year(TODAY)) == "30 Aban 1405"
    assert spaced(Format("fa", GREGORIAN, TEHRAN, "IRR", "toman", TODAY).date_with_year(TODAY)) == "۲۱ نوامبر ۲۰۲۶"


def test_ranges_say_once_what_their_ends_share():
    aban = dt.date(2026, 10, 23)
    assert spaced(FA.range(aban, TODAY)) == "۱ تا ۳۰ آبان"
    assert spaced(EN.range(aban, TODAY)) == "23 Oct to 21 Nov"
    assert spaced(EN.range(dt.date(2025, 12, 23), dt.date(2026, 1, 2))) == "23 Dec 2025 to 2 Jan 2026"
    assert spaced(EN.range(dt.date(2025, 3, 1), dt.date(2025, 3, 31))) == "1 to 31 Mar 2025"
    assert spaced(EN.range(TODAY, TODAY)) == "21 Nov"


def test_a_moment_is_written_in_the_zone_of_the_club():
    moment = dt.datetime(2026, 11, 20, 22, 5, tzinfo=dt.UTC)
    assert spaced(FA.instant(moment)) == "۳۰ آبان، ۰۱:۳۵"
    assert spaced(DOLLARS.instant(moment)) == "20 Nov, 16:05"


def test_months_weekdays_and_near_days():
    assert (FA.month(TODAY), EN.month(TODAY), EN.month_name(11)) == ("آبان", "Nov", "November")
    assert (FA.weekday(TODAY), EN.weekday(TODAY)) == ("شنبه", "Saturday")
    yesterday = TODAY - dt.timedelta(days=1)
    assert (FA.near(TODAY), EN.near(yesterday), spaced(EN.near(dt.date(2026, 11, 1)))) == (
        "امروز",
        "Yesterday",
        "1 Nov",
    )


def test_durations_in_days():
    assert [spaced(EN.days(count)) for count in (1, 9, 8.5, None)] == ["1 day", "9 days", "8.5 days", "unknown"]
    assert FA.days(9) == f"۹{NBSP}روز"


def test_a_phone_is_masked_and_kept_left_to_right():
    assert FA.phone("+989121234417") == '<bdi dir="ltr">۰۹۱۲•••۴۴۱۷</bdi>'
    assert EN.phone("+989121234417") == '<bdi dir="ltr">0912•••4417</bdi>'
    assert EN.phone("") == '<bdi dir="ltr">•••</bdi>'
    assert "<script>" not in EN.phone("<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("currency", "shown", "typed", "minor"),
    [
        ("EUR", "iso", "12,50", 1_250),
        ("EUR", "iso", "0,99", 99),
        ("EUR", "iso", "12,5", 1_250),
        ("EUR", "iso", "1.250,00", 125_000),
        ("EUR", "iso", "1,250.00", 125_000),
        ("EUR", "iso", "1,250", 125_000),
        ("EUR", "iso", "€3.50", 350),
        ("USD", "iso", "$1,234,567", 123_456_700),
        ("EUR", "iso", "۱۲٫۵۰", 1_250),
        ("IRR", "toman", "۶۴۰٬۰۰۰", 6_400_000),
        ("IRR", "toman", "640,000", 6_400_000),
        ("IRR", "iso", "640,000", 640_000),
    ],
)
def test_an_amount_is_read_as_its_writer_meant_it(currency, shown, typed, minor):
    assert Money("en", currency, shown).minor(typed) == minor


@pytest.mark.parametrize(
    ("currency", "shown", "typed"),
    [("EUR", "iso", "12,505,1"), ("EUR", "iso", "1.2.3,4,5"), ("EUR", "iso", "$5"), ("IRR", "iso", "12,50"),
     ("IRR", "toman", "12,55"), ("EUR", "iso", "-3"), ("EUR", "iso", "")],
)  # fmt: skip
def test_what_is_no_amount_of_the_currency_is_refused(currency, shown, typed):
    with pytest.raises(ValueError, match="no amount"):
        Money("en", currency, shown).minor(typed)
