"""Caps and budgets: how much each has counted in its period, for one member or for all of the club.

A cap's row is guarded by its member's lock. A budget's own row is locked, after the members, by whoever books under
it: one lock for a batch, and nothing beyond the budget is ever given (decision 0016).
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from vafa.activities.actions.batch import Batch, BudgetCount, BudgetKey, CapKey
from vafa.activities.models import BudgetUse, CapUse
from vafa.base import reads, sql
from vafa.engine.earning.evaluate import Award, Evaluation, Judge
from vafa.engine.earning.programme import Budget, Cap

Key = CapKey | BudgetKey
_EVENTS: Final = {BudgetUse.Told.NEAR: "budget_nearly_used_up", BudgetUse.Told.USED_UP: "budget_used_up"}


def keys(batch: Batch, judge: Judge, member: UUID, kind: str, day: date) -> set[Key]:
    """Where the limits of an activity count; a cap per receipt counts nowhere."""
    found = (_key(batch, member, cap, day) for cap in judge.caps_of(kind))
    return {key for key in found if key}


def _key(batch: Batch, member: UUID, cap: Cap, day: date) -> Key | None:
    start = cap.counts_from(batch.house.club.reckoning, day)
    if start is None:
        return None
    return (cap.id, start) if isinstance(cap, Budget) else (member, cap.id, start)


def read(batch: Batch, wanted: Collection[Key], *, lock: bool) -> None:
    """With `lock` budgets wait for whoever else books under them, and whoever comes later waits for this batch."""
    caps, budgets = [key for key in wanted if len(key) == 3], [key for key in wanted if len(key) == 2]
    if caps:
        where: dict[str, Any] = {
            "member_id__in": batch.with_absorbed({key[0] for key in caps}), "cap__in": {key[1] for key in caps},
            "period__in": {key[2] for key in caps},
        }  # fmt: skip
        for member, cap, period, used in reads.select(CapUse, ("member_id", "cap", "period", "used"), where):
            batch.cap_use[member, cap, period] = used
    if budgets:
        _read_budgets(batch, budgets, lock)


def _read_budgets(batch: Batch, wanted: Iterable[BudgetKey], lock: bool) -> None:
    club, those = batch.house.club.id, sorted(wanted)
    if lock:
        fresh = [(club, *key, 0, BudgetUse.Told.NOTHING) for key in those]
        sql.insert(BudgetUse, ("club_id", "budget", "period", "used", "told"), fresh, ignore=True)
    where = {
        "club_id": club, "budget__in": {budget for budget, _ in those}, "period__in": {period for _, period in those},
    }  # fmt: skip
    columns = ("budget", "period", "used", "told")
    for budget, period, used, told in reads.select(BudgetUse, columns, where, order=("budget", "period"), lock=lock):
        batch.budgets[budget, period] = BudgetCount(used, told)


def used(batch: Batch, judge: Judge, member: UUID, kind: str, day: date) -> dict[str, int]:
    """By cap and budget of the activity, what it has counted so far in the period of the day."""
    counted = {}
    for cap in judge.caps_of(kind):
        key = _key(batch, member, cap, day)
        if key and (units := batch.budget_used(key) if len(key) == 2 else batch.cap_used(key)):
            counted[cap.id] = units
    return counted


def count(batch: Batch, judge: Judge, member: UUID, day: date, evaluation: Evaluation) -> None:
    for cap_id, units in evaluation.used.items():
        change(batch, member, judge.caps_by_id[cap_id], day, units)
    for award in evaluation.silenced:
        if award.silenced == "budget":
            _say_used_up(batch, judge, award, day)


def give_room(batch: Batch, judge: Judge, member: UUID, day: date, freed: dict[str, int], today: date) -> None:
    """What a return takes back; a budget whose period is over is not filled again."""
    for cap_id, units in freed.items():
        cap = judge.caps_by_id[cap_id]
        over = isinstance(cap, Budget) and _key(batch, member, cap, day) != _key(batch, member, cap, today)
        if not over:
            change(batch, member, cap, day, -units)


def change(batch: Batch, member: UUID, cap: Cap, day: date, units: int) -> None:
    key = _key(batch, member, cap, day)
    if key is None:
        return
    if len(key) == 3:
        batch.cap_use[key] = max(0, batch.cap_use.get(key, 0) + units)
        batch.caps_changed.add(key)
        return
    assert isinstance(cap, Budget)
    row = batch.budgets.setdefault(key, BudgetCount())
    row.used, row.changed = max(0, row.used + units), True
    if row.used * 100 >= cap.units * cap.alarm_percent:
        _tell(batch, key, cap, BudgetUse.Told.NEAR)


def _say_used_up(batch: Batch, judge: Judge, award: Award, day: date) -> None:
    cap = judge.caps_by_id[award.trims[-1].cap]
    start = cap.counts_from(batch.house.club.reckoning, day)
    assert isinstance(cap, Budget) and start
    _tell(batch, (cap.id, start), cap, BudgetUse.Told.USED_UP)


def _tell(batch: Batch, key: BudgetKey, budget: Budget, what: BudgetUse.Told) -> None:
    """Once in a period; a history that is brought in tells nobody."""
    row = batch.budgets.setdefault(key, BudgetCount())
    if row.told >= what:
        return
    row.told, row.changed = what, True
    if not batch.source.settled_after:
        data = {"budget": budget.id, "period": key[1].isoformat(), "used": row.used, "units": budget.units}
        batch.events.append((_EVENTS[what], data))


def write(batch: Batch) -> None:
    club = batch.house.club.id
    uses = [(*key, club, batch.cap_use[key]) for key in batch.caps_changed]
    sql.upsert(CapUse, ("member_id", "cap", "period"), ("club_id", "used"), uses)
    spent = [(club, *key, row.used, row.told) for key, row in batch.budgets.items() if row.changed]
    sql.upsert(BudgetUse, ("club_id", "budget", "period"), ("used", "told"), spent)
