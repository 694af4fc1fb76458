"""What is left of the budgets that are in force."""

from dataclasses import dataclass
from datetime import date

from vafa.activities.models import BudgetUse
from vafa.base.models import Club
from vafa.engine.calendar.periods import Period, next_start
from vafa.engine.earning.programme import LIFETIME, Budget, Programme


@dataclass(frozen=True, slots=True)
class Spent:
    """A budget in its running period: units given so far, whether an award no longer fitted, and the first day of the
    next period (None: it has only this one)."""

    budget: Budget
    used: int
    used_up: bool
    until: date | None

    @property
    def percent(self) -> int:
        return min(100, self.used * 100 // self.budget.units)

    @property
    def alarming(self) -> bool:
        return self.used_up or self.percent >= self.budget.alarm_percent


def spent(club: Club, programme: Programme, today: date) -> list[Spent]:
    """In: the programme in force and the club's local day. Out: each of its budgets, in its order."""
    starts = {budget.id: budget.counts_from(club.reckoning, today) for budget in programme.budgets}
    if not starts:
        return []
    rows = BudgetUse.objects.filter(club_id=club.id, budget__in=starts, period__in=set(starts.values()))
    found = {(row.budget, row.period): row for row in rows}
    made = []
    for budget in programme.budgets:
        start = starts[budget.id]
        row = found.get((budget.id, start)) if start else None
        until = None if start in {None, LIFETIME} else next_start(club.reckoning, Period(budget.period), today)
        used_up = row is not None and row.told == BudgetUse.Told.USED_UP
        made.append(Spent(budget, row.used if row else 0, used_up, until))
    return made
