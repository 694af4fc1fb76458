"""Units that are out, what they are worth, and what of them ends soon."""

from datetime import datetime, timedelta

from vafa.base.models import Club
from vafa.earning import queries as earning
from vafa.earning.errors import NoProgramme
from vafa.engine.earning.programme import Unit
from vafa.engine.earning.words import message
from vafa.insight.shapes import Definition, UnitOut, UnitsOutstanding
from vafa.ledger.queries.across import outstanding

SOON_DAYS, LATER_DAYS = 30, 90
DEFINITION = Definition(
    "units_outstanding",
    (
        message("Outstanding are all units members hold, also those that wait or are on hold, less what is owed."),
        message("Their worth is what the club declares for each unit, rounded up."),
        message("Ending are units that end in the next {soon} or {later} days if no member does anything in them.",
                soon=SOON_DAYS, later=LATER_DAYS),
    ),
)  # fmt: skip


def units_outstanding(club: Club, now: datetime) -> UnitsOutstanding:
    """In: a club and an instant. Out: for each unit of the programme in force how many are out, and their
    declared worth in minor units. A club without a programme has none."""
    try:
        units = earning.in_force(club, now).units
    except NoProgramme:
        units = ()
    found = tuple(_unit(club, unit, now) for unit in units)
    return UnitsOutstanding(found, sum(each.value_minor for each in found), DEFINITION)


def worth(unit: Unit, count: int) -> int:
    """In: a unit and how many. Out: their declared worth in minor units, rounded up: a debt is not made smaller."""
    minor, units = unit.value_minor_per
    return -(-count * minor // units)


def _unit(club: Club, unit: Unit, now: datetime) -> UnitOut:
    out, soon, later = (
        outstanding(club.id, unit.code, now + timedelta(days=days)) for days in (0, SOON_DAYS, LATER_DAYS)
    )
    return UnitOut(
        unit.code, unit.name, out, worth(unit, out), out - soon, out - later, worth(unit, out - soon),
        worth(unit, out - later),
    )  # fmt: skip
