"""Numbers in Persian and English writing (DESIGN.md §6): pure functions from a number to a string."""

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

Number = int | float | Decimal
NBSP, LRM, MINUS = "\u00a0", "\u200e", "\u2212"
_PERSIAN = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_PERCENT = {"fa": "٪", "en": "%"}
_POINTS = {"fa": "واحد", "en": "pts"}
_UNKNOWN = {"fa": "نامعلوم", "en": "unknown"}
_SCALES = (
    (Decimal(10) ** 12, {"fa": "هزار میلیارد", "en": "tn"}),
    (Decimal(10) ** 9, {"fa": "میلیارد", "en": "bn"}),
    (Decimal(10) ** 6, {"fa": "میلیون", "en": "m"}),
    (Decimal(10) ** 3, {"fa": "هزار", "en": "k"}),
)
# Four digits are still read at a glance; from here on thousands are said in a word.
_COMPACT_FROM = 10_000


class Compact(NamedTuple):
    """A number shortened to three digits: the figure, and the word of its scale ("" below ten thousand)."""

    figure: str
    scale: str


def known(value: Number | None) -> bool:
    return value is not None and math.isfinite(value)


def unknown(language: str) -> str:
    return _UNKNOWN[language]


def digits(text: str, language: str) -> str:
    """Only the digits change: for times, masked numbers and labels that are not codes."""
    return text.translate(_PERSIAN_DIGITS) if language == "fa" else text


def signed(text: str, sign: str, language: str) -> str:
    """The mark keeps a Persian sign to the left of its number, where it is read."""
    if not sign:
        return text
    return f"{LRM}{sign}{text}" if language == "fa" else f"{sign}{text}"


def sign_of(value: Number) -> str:
    """The sign a change carries: nothing does not go up or down."""
    return "+" if value > 0 else MINUS if value < 0 else ""


def fixed(value: Number | None, places: int, language: str) -> str:
    """With exactly so many decimals, half away from zero."""
    if value is None or not known(value):
        return unknown(language)
    rounded = rounded_to(value, places)
    return signed(plain(abs(rounded), places, language), MINUS if rounded < 0 else "", language)


def trimmed(value: Number | None, places: int, language: str) -> str:
    """With at most so many decimals: 9, 8.5."""
    if value is None or not known(value):
        return unknown(language)
    rounded = rounded_to(value, places)
    return signed(plain_trimmed(abs(rounded), places, language), MINUS if rounded < 0 else "", language)


def integer(value: Number | None, language: str) -> str:
    return fixed(value, 0, language)


def decimal(value: Number | None, language: str, significant: int = 3) -> str:
    """With so many significant digits, but never fewer than the whole part has."""
    if value is None or not known(value):
        return unknown(language)
    return fixed(value, _places(value, significant), language)


def change(value: Number | None, places: int, language: str) -> str:
    if value is None or not known(value):
        return unknown(language)
    rounded = rounded_to(value, places)
    return signed(plain(abs(rounded), places, language), sign_of(rounded), language)


def percent(fraction: Number | None, language: str, places: int = 1) -> str:
    if fraction is None or not known(fraction):
        return unknown(language)
    return fixed(exact(fraction) * 100, places, language) + _PERCENT[language]


def percent_change(fraction: Number | None, language: str, places: int = 1) -> str:
    if fraction is None or not known(fraction):
        return unknown(language)
    return change(exact(fraction) * 100, places, language) + _PERCENT[language]


def points(difference: Number | None, language: str, places: int = 1) -> str:
    """The difference of two rates, in hundredths. It has no sign: the arrow beside it says which way."""
    if difference is None or not known(difference):
        return unknown(language)
    return fixed(abs(exact(difference)) * 100, places, language) + NBSP + _POINTS[language]


def compact(value: Number | None, language: str, significant: int = 3) -> Compact:
    """Three significant digits and the word of the scale; a fraction loses its closing zeros."""
    if value is None or not known(value):
        return Compact(unknown(language), "")
    size = abs(exact(value))
    negative = MINUS if value < 0 else ""
    if rounded_to(size, 0) < _COMPACT_FROM:
        return Compact(integer(value, language), "")
    size = rounded_to(size, significant - 1 - size.adjusted())
    divisor, words = next(row for row in _SCALES if size >= row[0])
    figure = plain_trimmed(size / divisor, max(significant - 1 - (size / divisor).adjusted(), 0), language)
    return Compact(signed(figure, negative, language), words[language])


def joined(*parts: str) -> str:
    """A number and its units on one line, whatever the width."""
    return NBSP.join(part.replace(" ", NBSP) for part in parts if part)


def exact(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded_to(value: Number, places: int) -> Decimal:
    """Half away from zero, as people round by hand. Negative places round to tens, hundreds and so on."""
    return exact(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(size: Decimal, places: int, language: str) -> str:
    text = f"{size:,.{places}f}"
    return text.translate(_PERSIAN) if language == "fa" else text


def plain_trimmed(size: Decimal, places: int, language: str) -> str:
    text = f"{size:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(_PERSIAN) if language == "fa" else text


def _places(value: Number, significant: int) -> int:
    size = abs(exact(value))
    if size == 0:
        return 0
    places = significant - 1 - size.adjusted()
    # 9.996 becomes 10.0, not 10.00
    return max(significant - 1 - rounded_to(size, max(places, 0)).adjusted(), 0) if places > 0 else 0
