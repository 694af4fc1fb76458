"""How much of the sales few members bring."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.metrics.lifecycle import by_stage
from vafa.insight.shapes import Concentration, Definition, Mode, Spender, Stage
from vafa.insight.totals import Totals

POINTS = 101
TOP = 5
DEFINITION = Definition(
    "concentration",
    (
        message("Buyers of the period are ranked by net sales, highest first; the curve shows what share of net sales "
                "the first of them bring."),
        message("The top fifth is one buyer in five, rounded up."),
        message("The Gini coefficient is 0 when all buy for the same amount, and near 1 when one buys everything."),
        message("The share of a stage is the result of the period from the members who stand in it at the end."),
    ),
)  # fmt: skip


def concentration(
    history: History, now: Totals, before: Totals, stages: Sequence[Stage | None], mode: Mode
) -> Concentration:
    """In: a history, the totals of a period and of the one before, the members' stages at its end, and whether the
    result is the margin. Out: the curve, shares and the top fifth; None where nothing was sold."""
    ranked = _ranked(history, now)
    nets = [each.net_minor for each in ranked]
    results = [net - cost for net, cost in zip(now.net, now.cost, strict=True)] if mode == "margin" else now.net
    nets_before = sorted((before.net[place] for place in before.buyers), reverse=True)
    return Concentration(
        curve(nets), top_share(nets), top_share(nets_before), gini(nets), _shares(stages, results), mode, len(ranked),
        tuple(ranked[: fifth(len(ranked))]), DEFINITION,
    )  # fmt: skip


def curve(nets: Sequence[int]) -> tuple[tuple[float, float], ...]:
    """In: net sales of each buyer, highest first, minor units. Out: 101 points (share of buyers, share of sales), on a
    straight line between two buyers; none when nothing was sold."""
    total = sum(nets)
    if total <= 0:
        return ()
    sums = [0, *accumulate(nets)]
    return tuple((step / 100, _sales_at(sums, len(nets) * step) / (100 * total)) for step in range(POINTS))


def _sales_at(sums: Sequence[int], hundredths: int) -> int:
    """A hundred times the sales of so many hundredths of a buyer."""
    whole, rest = divmod(hundredths, 100)
    return 100 * sums[whole] + (rest * (sums[whole + 1] - sums[whole]) if rest else 0)


def top_share(nets: Sequence[int]) -> float | None:
    """In: net sales of each buyer, highest first. Out: what share the top fifth brings."""
    total = sum(nets)
    return sum(nets[: fifth(len(nets))]) / total if total > 0 else None


def fifth(count: int) -> int:
    """In: how many there are. Out: a fifth of them, rounded up, as NTILE(5) does with the first fifth."""
    return -(-count // TOP)


def gini(nets: Sequence[int]) -> float | None:
    """In: net sales of each buyer, highest first. Out: the Gini coefficient, 0 to 1 - 1/n for amounts not negative.

    Source: G = 2 · Σ i·x_i / (n · Σ x_i) - (n + 1) / n with x ascending, i from 1 (Sen 1973)."""
    total, count = sum(nets), len(nets)
    if total <= 0:
        return None
    weighted = sum(place * net for place, net in enumerate(reversed(nets), start=1))
    return (2 * weighted - (count + 1) * total) / (count * total)


def percentile(values: Sequence[int], value: int) -> float | None:
    """In: amounts in ascending order, and one. Out: the share of them that is less; None of nothing."""
    return bisect_right(values, value - 1) / len(values) if values else None


def _ranked(history: History, of: Totals) -> list[Spender]:
    """Highest first; ties by id, so that pages do not shift."""
    ids = history.ids
    places = sorted(of.buyers, key=lambda place: (-of.net[place], ids[place].int))
    return [Spender(ids[place], of.net[place], of.purchases[place]) for place in places]


def _shares(stages: Sequence[Stage | None], results: Sequence[int]) -> dict[Stage, float]:
    """Of the whole: they sum to 1. A stage that lost money has a negative share; nothing when the whole did."""
    found = by_stage(stages, results)
    total = sum(found.values())
    return {stage: value / total for stage, value in found.items()} if total > 0 else {}
