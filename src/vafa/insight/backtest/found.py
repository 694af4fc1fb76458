"""What a backtest found, as plain values that are kept and shown."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vafa.engine.earning.programme import Unit
from vafa.insight.backtest.scenario import Scenario
from vafa.insight.backtest.totals import Totals, Units, compare

BINS = 5
"""On either side of those for whom nothing changes."""
NAMED = 50
Plain = dict[str, Any]


def side(total: Totals, scenario: Scenario, spent_minor: int) -> Plain:
    """In: one scenario's totals, and what members spent in the span at what units are declared to be worth. Out: its
    figures; money in minor units. `liability_minor` is what would still be open had they spent the same."""
    worth = _worth(scenario.units)
    cost = total.cost_minor(scenario.units)
    return {
        "sales_minor": total.sales_minor, "costed_minor": total.costed_minor, "margin_minor": total.margin_minor,
        "receipts": total.receipts, "cost_minor": cost, "liability_minor": max(0, cost - spent_minor),
        "earning": total.members.earning, "members": len(total.members.tiers),
        "units": {
            code: {"given": each.given, "back": each.taken_back, "open": each.pending + each.waiting,
                   "withheld": total.withheld[code]}
            for code, each in total.units.items()
        },
        "tiers": dict(total.tiers),
        "rules": [
            {
                "rule": rule, "unit": unit, "times": each.times, "units": each.units.net,
                "worth_minor": _minor(worth, unit, each.units), "sales_minor": each.sales_minor,
                "costed_minor": each.costed_minor, "margin_minor": each.margin_minor,
            }
            for (rule, unit), each in sorted(total.rules.items())
        ],
        "stores": _by(total.stores, worth), "segments": _by(total.segments, worth),
    }  # fmt: skip


def compared(before: Totals, after: Totals) -> Plain:
    """In: the rules in force and the draft, of one run. Out: who gets more and who less, by how much, and who ends on
    another tier."""
    told = compare(before, after, NAMED)
    changes = [late - early for early, late in zip(before.members.worth_minor, after.members.worth_minor, strict=True)]
    return {
        "winners": told.winners, "losers": told.losers, "same": told.same, "bins": bins(changes),
        "gained": [[str(each.member), each.before_minor, each.after_minor] for each in told.gained_most],
        "lost": [[str(each.member), each.before_minor, each.after_minor] for each in told.lost_most],
        "moved": [[before, after, count] for (before, after), count in sorted(told.tiers.items())],
    }  # fmt: skip


def bins(changes: Sequence[int]) -> Plain:
    """In: each member's change in minor units. Out: how many in each of eleven steps from the largest loss to the
    largest gain, the middle one those without a change; `limit_minor` is where the outermost steps begin to hold all
    that is beyond. It is what nine of ten changes stay within, so that one member does not make all others one step."""
    sizes = sorted(abs(change) for change in changes if change)
    limit = sizes[min(len(sizes) - 1, len(sizes) * 9 // 10)] if sizes else 0
    counts: Counter[int] = Counter()
    for change in changes:
        step = min(BINS, -(-abs(change) * BINS // limit)) if change else 0
        counts[step if change > 0 else -step] += 1
    return {"limit_minor": limit, "counts": [counts[step] for step in range(-BINS, BINS + 1)]}


def _worth(units: Sequence[Unit]) -> dict[str, Fraction]:
    return {unit.code: Fraction(*unit.value_minor_per) for unit in units}


def _minor(worth: dict[str, Fraction], unit: str, units: Units) -> int:
    return int(worth.get(unit, Fraction(0)) * units.net)


def _by(found: dict[tuple[str, str], Units], worth: dict[str, Fraction]) -> dict[str, int]:
    """By store or segment, what its units are worth."""
    sums: dict[str, int] = {}
    for (name, unit), units in found.items():
        sums[name] = sums.get(name, 0) + _minor(worth, unit, units)
    return sums
