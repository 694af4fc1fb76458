"""Amounts in words and as people type them."""

import pytest

from vafa.doors.look.amount_words import in_words
from vafa.doors.look.money import Money

TOMAN = Money("en", "IRR", "toman")


@pytest.mark.parametrize(
    ("number", "english", "persian"),
    [
        (0, "zero", "صفر"),
        (17, "seventeen", "هفده"),
        (21, "twenty-one", "بیست و یک"),
        (100, "one hundred", "صد"),
        (101, "one hundred and one", "صد و یک"),
        (1_000, "one thousand", "هزار"),
        (1_001, "one thousand and one", "هزار و یک"),
        (285_000, "two hundred and eighty-five thousand", "دویست و هشتاد و پنج هزار"),
        (640_000, "six hundred and forty thousand", "ششصد و چهل هزار"),
        (
            1_250_500,
            "one million, two hundred and fifty thousand, five hundred",
            "یک میلیون و دویست و پنجاه هزار و پانصد",
        ),
        (2_000_000_034, "two billion and thirty-four", "دو میلیارد و سی و چهار"),
        (10**15, "", ""),
        (-1, "", ""),
    ],
)
def test_a_number_is_said_as_people_say_it(number, english, persian):
    assert (in_words(number, "en"), in_words(number, "fa")) == (english, persian)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("640000", 6_400_000),
        ("640,000", 6_400_000),
        ("۶۴۰٬۰۰۰", 6_400_000),
        ("٦٤٠٠٠٠", 6_400_000),
        (" 64 000 ", 640_000),
        ("12.5", 125),
        ("۱۲٫۵", 125),
    ],
)
def test_an_amount_in_toman_is_kept_in_rial(typed, minor):
    assert TOMAN.minor(typed) == minor


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.2.3", "1.25", "640.000", "1e3", "9" * 16, "½"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match="no amount"):
        TOMAN.minor(typed)


def test_other_currencies_keep_their_own_decimals():
    assert Money("en", "EUR", "iso").minor("12.50") == 1250
    assert Money("en", "IRR", "iso").minor("12500") == 12_500
    assert Money("en", "IQD", "iso").minor("12.125") == 12_125
    with pytest.raises(ValueError, match="no amount"):
        Money("en", "IRR", "iso").minor("12.5")


def test_a_fraction_is_not_said():
    assert Money("en", "EUR", "iso").words(1250) == ""
    assert Money("en", "EUR", "iso").words(1200) == "twelve EUR"
