"""Units that are out, what they are worth, and what of them ends soon."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vafa.base.models import Club
from vafa.earning import queries as earning
from vafa.earning.errors import NoProgramme
from vafa.engine.earning.programme import Unit
from vafa.engine.earning.words import message
from vafa.insight.queries.units import outstanding_at
from vafa.insight.shapes import Definition, UnitOut, UnitsOutstanding

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
    instants = (now, now + timedelta(days=SOON_DAYS), now + timedelta(days=LATER_DAYS))
    out = outstanding_at(club.id, instants) if units else {}
    found = tuple(_unit(unit, out.get(unit.code, [0, 0, 0])) for unit in units)
    return UnitsOutstanding(found, sum(each.value_minor for each in found), DEFINITION)


def worth(unit: Unit, count: int) -> int:
    """In: a unit and how many. Out: their declared worth in minor units, rounded up: a debt is not made smaller."""
    minor, units = unit.value_minor_per
    return -(-count * minor // units)


def _unit(unit: Unit, at_instants: Sequence[int]) -> UnitOut:
    out, soon, later = at_instants
    return UnitOut(
        unit.code, unit.name, out, worth(unit, out), out - soon, out - later, worth(unit, out - soon),
        worth(unit, out - later),
    )  # fmt: skip
