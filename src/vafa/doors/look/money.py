"""Money in words a shop uses: integers of the smallest unit in, "640,000 Toman" or "$1,234.50" out.

Dollars, euros and pounds carry their sign before the figure in English; everything else carries its name after it,
because no other sign is read without a second look.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from vafa.base import currencies
from vafa.base.text import latin_digits, without_separators
from vafa.doors.look import numbers
from vafa.doors.look.amount_words import in_words
from vafa.doors.look.numbers import MINUS, Number

_TYPED = re.compile(r"\d+([.,]\d+)?|\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?|\d{1,3}(\.\d{3})+(,\d+)?")
"""Digits with a fraction, or with thousands set apart by one sign and the fraction by the other."""
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_NAMES = {
    "toman": {"fa": "تومان", "en": "Toman"},
    "IRR": {"fa": "ریال", "en": "Rial"},
    "USD": {"fa": "دلار"},
    "EUR": {"fa": "یورو"},
    "GBP": {"fa": "پوند"},
    "AED": {"fa": "درهم"},
    "TRY": {"fa": "لیر"},
    "IQD": {"fa": "دینار"},
    "AFN": {"fa": "افغانی"},
    "CAD": {"fa": "دلار کانادا"},
    "AUD": {"fa": "دلار استرالیا"},
    "CHF": {"fa": "فرانک"},
    "SEK": {"fa": "کرون"},
    "SAR": {"fa": "ریال سعودی"},
    "QAR": {"fa": "ریال قطر"},
    "KWD": {"fa": "دینار کویت"},
    "OMR": {"fa": "ریال عمان"},
    "INR": {"fa": "روپیه"},
    "PKR": {"fa": "روپیهٔ پاکستان"},
}


def currency_named(language: str, code: str) -> str:
    """In a list of currencies: پوند (GBP); the code alone where the language has no word for it here."""
    name = _NAMES.get(code, {}).get(language)
    return f"{name} ({code})" if name else code


class Amount(NamedTuple):
    """An amount in pieces, for pages that set the figure large and its unit small, or leave the currency unsaid."""

    figure: str
    scale: str
    name: str

    @property
    def unit(self) -> str:
        """bn Toman."""
        return numbers.joined(self.scale, self.name)

    @property
    def short(self) -> str:
        """14.8 bn, where the page has named the currency already."""
        return numbers.joined(self.figure, self.scale)

    def __str__(self) -> str:
        return numbers.joined(self.figure, self.scale, self.name)


@dataclass(frozen=True, slots=True)
class Money:
    """How a club writes money."""

    language: str
    currency: str
    shown: str

    @property
    def in_toman(self) -> bool:
        return self.shown == "toman" and self.currency == "IRR"

    @property
    def decimals(self) -> int:
        return currencies.decimals(self.currency)

    @property
    def places(self) -> int:
        """Of the unit that is shown; a Toman has ten Rials."""
        return len(str(currencies.minor_in_one(self.currency, self.shown))) - 1

    @property
    def name(self) -> str:
        """The word or code after a figure, also for the sake of a form's label."""
        return _NAMES.get("toman" if self.in_toman else self.currency, {}).get(self.language, self.currency)

    def major(self, minor: Number) -> Decimal:
        """In the unit that is shown: tomans, dollars."""
        return numbers.exact(minor) / currencies.minor_in_one(self.currency, self.shown)

    def minor(self, text: str) -> int:
        """In: an amount as typed in the unit that is shown, digits of either script, thousands set apart or not, with
        the currency's sign before it or not; 12,50 is twelve and a half. Out: minor units. Refused: ValueError for
        anything that is no such amount."""
        typed = re.sub(r"[\s٬،_\u200e\u200f\u00a0]", "", latin_digits(text)).replace("٫", ".")
        typed = typed.removeprefix(_SIGNS.get(self.currency, ""))
        if not _TYPED.fullmatch(typed):
            raise ValueError("no amount of this currency")
        typed = without_separators(typed)
        if not re.fullmatch(rf"\d{{1,15}}(\.\d{{1,{self.places}}})?" if self.places else r"\d{1,15}", typed):
            raise ValueError("no amount of this currency")
        return int(Decimal(typed) * currencies.minor_in_one(self.currency, self.shown))

    def words(self, minor: int) -> str:
        """six hundred and forty thousand Toman; "" where a fraction would have to be said."""
        major = self.major(minor)
        if major != major.to_integral_value() or major < 0:
            return ""
        return f"{said} {self.name}" if (said := in_words(int(major), self.language)) else ""

    def exact(self, minor: Number | None) -> Amount:
        if minor is None or not numbers.known(minor):
            return Amount(numbers.unknown(self.language), "", "")
        size = abs(self.major(minor))
        places = (0 if size == size.to_integral_value() else 1) if self.in_toman else self.decimals
        return self._amount(numbers.plain(numbers.rounded_to(size, places), places, self.language), "", minor)

    def compact(self, minor: Number | None) -> Amount:
        if minor is None or not numbers.known(minor):
            return Amount(numbers.unknown(self.language), "", "")
        size = abs(self.major(minor))
        if self.decimals and size < 100:
            return self._amount(numbers.plain(numbers.rounded_to(size, 2), 2, self.language), "", minor)
        figure, scale = numbers.compact(size, self.language)
        return self._amount(figure, scale, minor)

    def change(self, minor: Number | None) -> Amount:
        """Compact, with the sign of a step: +960 m Toman."""
        amount = self.compact(minor)
        if minor is not None and numbers.known(minor) and minor > 0:
            return amount._replace(figure=numbers.signed(amount.figure, "+", self.language))
        return amount

    def _amount(self, figure: str, scale: str, minor: Number) -> Amount:
        before = _SIGNS.get(self.currency, "") if self.language == "en" else ""
        figure = numbers.signed(before + figure, MINUS if minor < 0 else "", self.language)
        return Amount(figure, scale, "" if before else self.name)
