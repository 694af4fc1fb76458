"""The liability as entries of a journal, by the simple view: what is expected to be spent, at its declared worth.

Debit and credit are equal in every entry. The liability of a day is what is out × the share expected to be spent × the
declared worth; where the share was another when the period before was closed, the difference is an entry of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final, Literal

from vafa.engine.earning.words import message
from vafa.insight.metrics.liability import LineCode, Roll
from vafa.insight.shapes import Definition

AccountName = Literal["liability", "expense", "rewards", "breakage"]
Cause = Literal["issued", "returned", "spent", "ended", "cancelled", "adjusted", "moved", "re_estimated"]
_OTHER_SIDE: Final[dict[LineCode, AccountName]] = {
    "issued": "expense", "returned": "expense", "spent": "rewards", "ended": "breakage", "cancelled": "expense",
    "adjusted": "expense", "moved": "expense",
}  # fmt: skip
DEFINITION = Definition(
    "journal",
    (
        message("The liability is what is out, times the share that is expected to be spent, times the declared "
                "worth."),
        message("Units given are an expense; units spent are the rewards handed out; what ends unspent is given back "
                "as breakage."),
        message("A changed expectation is an entry of its own: opening, entries and closing add up."),
        message("A locked period keeps its entries, whatever is declared or expected later."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Of one unit: debit one account, credit the other, minor units above zero."""

    unit: str
    cause: Cause
    debit: AccountName
    credit: AccountName
    minor: int


@dataclass(frozen=True, slots=True)
class Book:
    """Of one unit: the liability at the start and at the end, and the share expected to be spent that they stand by."""

    unit: str
    opening_minor: int
    closing_minor: int
    rate: float


@dataclass(frozen=True, slots=True)
class Journal:
    books: tuple[Book, ...]
    entries: tuple[Entry, ...]


def journal(
    rolls: Sequence[Roll], worths: Mapping[str, Fraction], rates: Mapping[str, float], openings: Mapping[str, int]
) -> Journal:
    """In: the roll-forward of each unit, its declared worth and the share expected to be spent (1 where nothing is
    known), and by unit the closing of the period before where that was locked. Out: the entries, of units that lost
    their worth too; opening and entries add up to the closing, in minor units."""
    books: list[Book] = []
    entries: list[Entry] = []
    for roll in rolls:
        rate = rates.get(roll.unit, 1.0)
        each = Fraction(rate).limit_denominator(10**6) * worths[roll.unit]
        opening = openings.get(roll.unit, _minor(roll.opening * each))
        total, minor = roll.opening, _minor(roll.opening * each)
        if minor != opening:
            entries.append(_entry(roll.unit, "re_estimated", "expense", minor - opening))
        for line in roll.lines:
            total += line.units
            before, minor = minor, _minor(total * each)
            if minor != before:
                entries.append(_entry(roll.unit, line.code, _OTHER_SIDE[line.code], minor - before))
        books.append(Book(roll.unit, opening, minor, rate))
    for unit in sorted(openings.keys() - {roll.unit for roll in rolls}):
        if opening := openings[unit]:  # it has no worth any more: what was owed for it is owed no longer
            entries.append(_entry(unit, "re_estimated", "expense", -opening))
            books.append(Book(unit, opening, 0, 0.0))
    return Journal(tuple(books), tuple(entries))


def _minor(value: Fraction) -> int:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _entry(unit: str, cause: Cause, other: AccountName, grown: int) -> Entry:
    """A liability that grows is a credit."""
    if grown > 0:
        return Entry(unit, cause, other, "liability", grown)
    return Entry(unit, cause, "liability", other, -grown)
