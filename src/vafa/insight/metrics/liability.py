"""What the club owes its members in units: from the opening to the end of a period, line by line, and when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Final, Literal

from vafa.base.models import Club
from vafa.earning import queries as earning
from vafa.earning.errors import NoProgramme
from vafa.engine.earning.programme import Unit
from vafa.engine.earning.words import Name, message
from vafa.engine.lots.shapes import Kind, System
from vafa.insight.queries.units import balances, moved, outstanding_at
from vafa.insight.shapes import Definition

LineCode = Literal["issued", "returned", "spent", "ended", "cancelled", "adjusted", "moved"]
LINES: Final[tuple[LineCode, ...]] = ("issued", "returned", "spent", "ended", "cancelled", "adjusted", "moved")
AGES: Final = (30, 120, 240, 365)
DEFINITION = Definition(
    "liability",
    (
        message("Units count on the instant they are booked, also those that wait or are on hold, less what is owed."),
        message("Opening and what follows add up to the closing, in units and in money, and the closing at the present "
                "is the sum of all balances; a difference is shown."),
        message("Worth is what the programme in force declares for each unit; opening and closing are rounded up."),
        message("Units end on the day shown if no member does anything until then."),
    ),
)  # fmt: skip
_OF_SYSTEM: Final[dict[str, LineCode]] = {
    System.SPENT: "spent", System.EXPIRED: "ended", System.CANCELLED: "cancelled", System.ADJUSTMENTS: "adjusted",
    System.TRANSIT: "moved",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One step, signed from the members' side; money in minor units."""

    code: LineCode
    units: int
    minor: int


@dataclass(frozen=True, slots=True)
class Age:
    """Units that end within so many days and not within fewer; `days` None: later, or never."""

    days: int | None
    units: int
    minor: int


@dataclass(frozen=True, slots=True)
class Roll:
    """Of one unit. `difference` is the sum of all balances less the closing, 0 where the books are right; None for a
    period that does not reach the present."""

    unit: str
    name: Name
    opening: int
    opening_minor: int
    lines: tuple[Line, ...]
    closing: int
    closing_minor: int
    ages: tuple[Age, ...]
    difference: int | None
    definition: Definition = DEFINITION


def liability(club: Club, start: datetime, end: datetime, now: datetime) -> tuple[Roll, ...]:
    """In: a club, a half-open span of booked time, and the club's present. Out: the roll-forward of each unit that the
    programme in force has, and how its present balance ends. A club without a programme has none."""
    try:
        units = earning.in_force(club, now).units
    except NoProgramme:
        return ()
    found = moved(club.id, start, end)
    soon = _ending(club, now, AGES[:3])
    late = _ending(club, now, AGES[1:])
    held = balances(club.id) if end > now else None
    return tuple(_roll(unit, found.get(unit.code, []), soon, late, held) for unit in units)


Moved = Sequence[tuple[str, str, int, int]]
Ending = dict[str, list[int]]


def _ending(club: Club, now: datetime, days: Sequence[int]) -> Ending:
    """Out: by unit, what is out now and after each so many days if nothing happens."""
    first, second, third = (now + timedelta(days=each) for each in days)
    at_present = outstanding_at(club.id, (now, now, now))
    later = outstanding_at(club.id, (first, second, third))
    return {unit: [at_present[unit][0], *left] for unit, left in later.items()}


def _roll(unit: Unit, rows: Moved, soon: Ending, late: Ending, held: dict[str, int] | None) -> Roll:
    opening = sum(before for _, _, before, _ in rows)
    sums: dict[LineCode, int] = dict.fromkeys(LINES, 0)
    for kind, system, _, within in rows:
        sums[_code(kind, system)] += within
    worth = Fraction(*unit.value_minor_per)
    lines, total = [], opening
    for code in LINES:
        before, total = total, total + sums[code]
        lines.append(Line(code, sums[code], ceil(total * worth) - ceil(before * worth)))
    difference = None if held is None else held.get(unit.code, 0) - total
    return Roll(
        unit.code, unit.name, opening, ceil(opening * worth), tuple(lines), total, ceil(total * worth),
        _ages(soon.get(unit.code, [0] * 4), late.get(unit.code, [0] * 4), worth), difference,
    )  # fmt: skip


def _code(kind: str, system: str) -> LineCode:
    if system == System.ISSUANCE:
        return "returned" if kind == Kind.TAKE_BACK else "issued"
    return _OF_SYSTEM[system]


def _ages(soon: Sequence[int], late: Sequence[int], worth: Fraction) -> tuple[Age, ...]:
    """The steps from what is out now to what is out after the last of the days."""
    left = [*soon, late[3]]
    ages = [
        Age(days, before - after, round((before - after) * worth))
        for days, before, after in zip(AGES, left, left[1:], strict=False)
    ]
    return (*ages, Age(None, left[-1], round(left[-1] * worth)))
