"""Why units came or went, in words a cashier can say aloud: the engine's own reasons."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vafa.activities import stored
from vafa.activities.shapes import Awarded, TakenBack
from vafa.doors.counter.desk import Desk
from vafa.engine.earning.explain import explain


@dataclass(frozen=True, slots=True)
class Reason:
    title: str
    words: str
    figure: str
    good: bool


def given(desk: Desk, version: int, awards: tuple[Awarded, ...]) -> list[Reason]:
    """Each award with its reason; what stayed silent comes last, with why."""
    if not awards:
        return []
    programme = desk.names.judges.numbered(version).programme
    reasons = []
    for award in sorted(awards, key=lambda each: not each.units):
        said = desk.names.words.say_all(explain(stored.to_award(award), programme))
        words = _("{reason}. It becomes active later.").format(reason=said) if award.pending else said
        title = desk.names.written(programme.rule(award.rule).name)
        reasons.append(Reason(title, words, figure(desk, award.units, award.unit), award.units > 0))
    return reasons


def taken(desk: Desk, version: int, awards: tuple[Awarded, ...], backs: tuple[TakenBack, ...]) -> list[Reason]:
    """In: the awards of a purchase and what a return of it takes back. Out: what goes and what stays, with why."""
    programme = desk.names.judges.numbered(version).programme if awards else None
    by_award = {back.award: back for back in backs}
    reasons = []
    for award in awards:
        if not award.units or programme is None:
            continue
        back = by_award.get(award.id)
        units = back.units if back else 0
        title = desk.names.written(programme.rule(award.rule).name)
        reasons.append(Reason(title, _why_taken(desk, award, back), figure(desk, -units, award.unit), False))
    return reasons


def _why_taken(desk: Desk, award: Awarded, back: TakenBack | None) -> str:
    exactly, unit = desk.names.exactly, award.unit
    if back is None or not back.units:
        return _("It stays.")
    if back.units < award.units:
        said = _("What is kept earns less: {units} were for all of it.").format(units=exactly(award.units, unit))
    else:
        said = _("What is kept does not earn it.")
    if back.owed:
        return _("{why} {units} were spent already and are owed.").format(why=said, units=exactly(back.owed, unit))
    if back.waived:
        return _("{why} {units} were spent already and are let go.").format(why=said, units=exactly(back.waived, unit))
    return said


def figure(desk: Desk, units: int, unit: str) -> str:
    """+64 in the first unit of the programme, +1 coffee stamps in others; of a wallet the money."""
    return desk.names.change(units, unit) if unit == desk.names.main_unit else named(desk, units, unit)


def named(desk: Desk, units: int, unit: str) -> str:
    return f"{desk.names.change(units, unit)}\u00a0{desk.names.name_of('unit', unit)}"


def totals(desk: Desk, pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """In: (unit, units), any unit many times. Out: by unit in the programme's order, empty ones left out."""
    sums: dict[str, int] = {}
    for unit, units in pairs:
        sums[unit] = sums.get(unit, 0) + units
    return [(unit, sums[unit]) for unit in desk.names.unit_codes if sums.get(unit)]
