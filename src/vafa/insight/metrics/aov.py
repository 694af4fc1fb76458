"""The average order, and what a member brings in a year."""

from datetime import date, timedelta
from fractions import Fraction

from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.shapes import Average, Definition
from vafa.insight.totals import Sums, sums, year_before

YEAR_DAYS, FEWEST_DAYS = 365, 28
_COMMON = (
    message("The average order is net sales by the purchases of the period; a purchase of nothing counts as one."),
    message("Purchases per member are those of the period by the members who bought in it."),
)
WHOLE_YEAR = Definition(
    "aov",
    (
        *_COMMON,
        message("Yearly sales per member are net sales of the {days} days before the end of the period by the members "
                "who bought in them.", days=YEAR_DAYS),
    ),
)  # fmt: skip


def annualised(days: int) -> Definition:
    """In: how many days of data there are, fewer than a year. Out: the definition that says so."""
    yearly = message(
        "There are only {days} days of purchases, so yearly sales per member are those of these days by the members "
        "who bought in them, times {year} by {days}; a season in them is taken for the year.",
        days=days,
        year=YEAR_DAYS,
    )
    return Definition("aov", (*_COMMON, yearly))


def too_short(days: int) -> Definition:
    """In: how many days of data there are, too few for a year. Out: the definition that says so."""
    yearly = message(
        "There are only {days} days of purchases; yearly sales per member are given from {fewest} days on.",
        days=days,
        fewest=FEWEST_DAYS,
    )
    return Definition("aov", (*_COMMON, yearly))


def aov(history: History, at: date, now: Sums, before: Sums) -> Average:
    """In: a history, the end of what has happened in a period, its sums and those of the period before. Out: averages
    in minor units and purchases, exact; the year is the one before `at`, or all there is, scaled to 365 days."""
    days = _days_of_data(history.first_day, at)
    year = sums(history.between(year_before(at).start, at))
    scale = Fraction(YEAR_DAYS, days) if days >= FEWEST_DAYS and year.buyers else None
    if days < FEWEST_DAYS:
        definition = too_short(days)
    else:
        definition = WHOLE_YEAR if days == YEAR_DAYS else annualised(days)
    return Average(
        _by(now.net, now.purchases), _by(before.net, before.purchases),
        _by(now.purchases, now.buyers), _by(before.purchases, before.buyers),
        Fraction(year.net, year.buyers) * scale if scale else None,
        Fraction(year.purchases, year.buyers) * scale if scale else None,
        days, FEWEST_DAYS <= days < YEAR_DAYS, definition,
    )  # fmt: skip


def _days_of_data(first: date | None, end: date) -> int:
    if first is None or first >= end:
        return 0
    return min(YEAR_DAYS, (end - max(first, end - timedelta(days=YEAR_DAYS))).days)


def _by(sum_of: int, count: int) -> Fraction | None:
    return Fraction(sum_of, count) if count else None
