"""Currencies: how many of the smallest unit are in one. Iran counts Rial and mostly says Toman, ten of them."""

from typing import Final

RIAL_PER_TOMAN: Final = 10
_DECIMALS: Final = dict.fromkeys(("IRR", "JPY", "KRW", "VND", "CLP", "ISK"), 0) | dict.fromkeys(
    ("IQD", "KWD", "BHD", "OMR", "JOD"), 3
)


def decimals(currency: str) -> int:
    """In: an ISO 4217 code. Out: digits after the point, as trade uses them (the Rial of Iran: none)."""
    return _DECIMALS.get(currency, 2)


def minor_in_one(currency: str, shown: str = "iso") -> int:
    """Out: the minor units in one of what people write: a dollar is 100, a Toman 10 where Toman is shown."""
    return RIAL_PER_TOMAN if shown == "toman" and currency == "IRR" else int(10 ** decimals(currency))
