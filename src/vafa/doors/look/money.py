"""Money in words a shop uses: integers of the smallest unit in, "640,000 Toman" or "$1,234.50" out.

Dollars, euros and pounds carry their sign before the figure in English; everything else carries its name after it,
because no other sign is read without a second look.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from vafa.doors.look import numbers
from vafa.doors.look.numbers import MINUS, Number

_DECIMALS = dict.fromkeys(("IRR", "JPY", "KRW", "VND", "CLP", "ISK"), 0) | dict.fromkeys(
    ("IQD", "KWD", "BHD", "OMR", "JOD"), 3
)
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
}
_RIAL_PER_TOMAN = 10


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
        return _DECIMALS.get(self.currency, 2)

    @property
    def name(self) -> str:
        """The word or code after a figure, also for the sake of a form's label."""
        return _NAMES.get("toman" if self.in_toman else self.currency, {}).get(self.language, self.currency)

    def major(self, minor: Number) -> Decimal:
        """In the unit that is shown: tomans, dollars."""
        divisor = _RIAL_PER_TOMAN if self.in_toman else 10**self.decimals
        return numbers.exact(minor) / divisor

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
