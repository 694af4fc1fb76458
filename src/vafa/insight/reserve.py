"""What is owed and how much of it will be asked for: the triangle of each unit, the views of finance, the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Final

from vafa.base.models import Club
from vafa.earning import queries as earning
from vafa.earning.errors import NoProgramme
from vafa.engine.calendar.periods import Calendar, Period, first_instant, local_date, next_start
from vafa.engine.earning.programme import Unit
from vafa.engine.earning.words import message
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.journal import Journal, journal
from vafa.insight.metrics.liability import liability
from vafa.insight.metrics.redemption import Redemption, redemptions
from vafa.insight.predicting.contract import Promised, allocated, earned
from vafa.insight.queries import across, locks
from vafa.insight.queries.units import balances
from vafa.insight.remembering import remembered
from vafa.insight.shapes import Definition, Span

POINTS: Final = (-5, -1, 0, 1, 5)
VIEWS = Definition(
    "views",
    (
        message("Simple view: what is out, times the share that is expected to be spent, times the declared worth."),
        message("Contract liability (IFRS 15, B39 to B47): of the sales of these months a part is for the units given "
                "with them, by stand-alone prices; it becomes revenue as units are spent, against all that are "
                "expected to be. Units of several kinds share the sales."),
        message("The share comes from the triangle; an expected share that changes is caught up at once."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """If so many points of a hundred more were spent: the liability, minor units."""

    points: int
    rate: float
    minor: int


@dataclass(frozen=True, slots=True)
class Contract:
    """Of the units of the months in the triangle: what was deferred of their sales, what of it is revenue by now."""

    sales_minor: int
    deferred_minor: int
    earned_minor: int

    @property
    def liability_minor(self) -> int:
        return self.deferred_minor - self.earned_minor


@dataclass(frozen=True, slots=True)
class Reserve:
    """Of one unit of the programme in force; a contract where the sales are known."""

    unit: Unit
    outstanding: int
    told: Redemption
    full_minor: int
    expected_minor: int
    steps: tuple[Step, ...]
    contract: Contract | None


def reserves(club: Club, now: datetime, sales_minor: int | None = None) -> tuple[Reserve, ...]:
    """In: a club, its present, and the net sales of the months in the triangle where they are known. Out: what is owed
    of each unit that has a worth, and how much of it is expected to be spent."""
    units = with_worth(club, now)
    held = balances(club.id)
    out = {unit.code: held.get(unit.code, 0) for unit in units}
    today = local_date(now, club.zone)
    key = ("redemptions", club.id, across.books_token(club.id), today, tuple(sorted(out.items())))
    by_unit = remembered(key, lambda: redemptions(club, out, now))
    told = [by_unit[unit.code] for unit in units]
    contracts = _contracts(units, told, sales_minor) if sales_minor else [None] * len(units)
    return tuple(_reserve(*each) for each in zip(units, told, contracts, strict=True))


def with_worth(club: Club, now: datetime) -> tuple[Unit, ...]:
    """In: a club and an instant. Out: the units of the programme then in force that have a declared worth."""
    try:
        return tuple(unit for unit in earning.in_force(club, now).units if unit.value_minor_per[0])
    except NoProgramme:
        return ()


def reserves_with_contract(club: Club, now: datetime, lake: Lake) -> tuple[Reserve, ...]:
    """The same with the contract liability, from the sales in the club's lake."""
    spans = [span for each in reserves(club, now) if (span := months_of_triangle(each, club.reckoning))]
    if not spans:
        return reserves(club, now)
    since, until = min(span.start for span in spans), max(span.end for span in spans)
    return reserves(club, now, int(lake.ask("net_between", since=since, until=until)[0][0]))


def _reserve(unit: Unit, told: Redemption, contract: Contract | None) -> Reserve:
    full = ceil(told.outstanding * Fraction(*unit.value_minor_per))
    steps = tuple(_step(full, told.rate, points) for points in POINTS)
    return Reserve(unit, told.outstanding, told, full, round(full * told.rate), steps, contract)


def _step(full: int, rate: float, points: int) -> Step:
    moved = min(1.0, max(0.0, rate + points / 100))
    return Step(points, moved, round(full * moved))


def _contracts(units: Sequence[Unit], told: Sequence[Redemption], sales_minor: int) -> list[Contract]:
    expected = [round(sum(cohort.expected for cohort in each.cohorts)) for each in told]
    promised = []
    for unit, each, will in zip(units, told, expected, strict=True):
        given = sum(cohort.earned for cohort in each.cohorts)
        share = min(Fraction(1), Fraction(will, given)) if given else Fraction(0)
        promised.append(Promised(given, Fraction(*unit.value_minor_per), share))
    parts = allocated(sales_minor, promised).units_minor
    spent = [sum(cohort.spent[-1] for cohort in each.cohorts if cohort.spent) for each in told]
    return [
        Contract(sales_minor, part, earned(part, gone, max(will, gone)))
        for part, gone, will in zip(parts, spent, expected, strict=True)
    ]


def journal_of(club: Club, span: Span, now: datetime) -> tuple[Journal, bool]:
    """In: a club, a period of its local dates, its present. Out: the journal, and whether it is locked."""
    if (row := locks.of(club, span)) is not None:
        return locks.journal_of(row), True
    start, end = (first_instant(day, club.zone) for day in (span.start, span.end))
    rolls = liability(club, start, end, now)
    known = {each.unit.code: each for each in reserves(club, now)}
    worths = {unit: Fraction(*known[unit].unit.value_minor_per) for unit in known}
    rolls = tuple(roll for roll in rolls if roll.unit in known)
    rates = {unit: each.told.rate for unit, each in known.items()}
    return journal(rolls, worths, rates, locks.closings_at(club, span.start)), False


def months_of_triangle(reserve: Reserve, calendar: Calendar) -> Span | None:
    """In: a reserve and the club's calendar. Out: the days of the months in its triangle; None without one."""
    cohorts = reserve.told.cohorts
    if not cohorts:
        return None
    return Span(cohorts[0].start, next_start(calendar, Period.MONTH, cohorts[-1].start))
