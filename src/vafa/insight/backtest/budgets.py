"""Budgets in a replay: one pass over the awards of all members, by time.

Each member is replayed without budgets; what stands under one is a candidate. The pass then gives and withholds in the
order of time, as the books would, and takes what was withheld out of the totals. What a withheld award would have left
to a cap or kept from a tier is not replayed again (docs/backtest.md).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from vafa.insight.backtest.candidates import Candidate
from vafa.insight.backtest.totals import Totals


def settle(totals: Totals, worth: dict[str, Fraction]) -> None:
    """In: the totals of all members, and what a unit is worth in minor units. What budgets withhold leaves them."""
    lost: dict[int, Counter[str]] = {}
    for each in _withheld(totals.candidates):
        if not each.counted:
            continue
        _take_out(totals, each)
        lost.setdefault(each.member, Counter())[each.unit] += each.units - each.taken_back
    members = totals.members
    for place, units in lost.items():
        less = sum((worth.get(unit, Fraction(0)) * count for unit, count in units.items()), Fraction(0))
        members.worth_minor[place] -= int(less)
        net = members.under_budgets[place]
        members.earning -= any(count > 0 for count in net.values())
        members.earning += any(count - units[unit] > 0 for unit, count in net.items())
    totals.candidates.clear()


def _withheld(candidates: list[Candidate]) -> Iterator[Candidate]:
    used: Counter[tuple[str, date]] = Counter()
    gone: set[int] = set()
    for _, is_back, place, which in sorted(_events(candidates)):
        each = candidates[place]
        if is_back:
            back = each.backs[which]
            for room in back.rooms if place not in gone else ():
                used[room.budget, room.period] -= back.units
            continue
        if all(used[room.budget, room.period] + each.units <= room.units for room in each.rooms):
            for room in each.rooms:
                used[room.budget, room.period] += each.units
        else:
            gone.add(place)
            yield each


def _events(candidates: list[Candidate]) -> Iterator[tuple[datetime, bool, int, int]]:
    for place, each in enumerate(candidates):
        yield each.at, False, place, 0
        for which, back in enumerate(each.backs):
            yield back.at, True, place, which


def _take_out(totals: Totals, each: Candidate) -> None:
    rule = totals.rules[each.rule, each.unit]
    rule.times -= 1
    rule.sales_minor -= each.net_minor
    if each.cost_minor is not None:
        rule.costed_minor -= each.net_minor
        rule.margin_minor -= each.net_minor - each.cost_minor
    for units in totals.of(each.unit, each.rule, each.store, each.segments):
        units.given -= each.units
        units.taken_back -= each.taken_back
        units.pending -= each.pending
        units.waiting -= each.waiting
    totals.withheld[each.unit] += each.units
