"""What staff should look at: three patterns that honest shopping hardly makes. They accuse nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from vafa.engine.earning.words import message
from vafa.insight.lake.reading import Lake
from vafa.insight.shapes import Definition, Span

Pattern = Literal["crowded_days", "two_places", "quick_returns"]
RECEIPTS: Final = 3
DAYS: Final = 5
MINUTES_APART: Final = 20
MINUTES_TO_RETURN: Final = 30
TIMES: Final = 3
DEFINITION = Definition(
    "unusual",
    (
        message("Crowded days: {receipts} receipts or more of one member with one cashier on a day, and as many as "
                "only one in a thousand of such days has here, on {days} days or more. A cashier may be using a card "
                "of their own for strangers.", receipts=RECEIPTS, days=DAYS),
        message("Two places: one card at two branches within {minutes} minutes, {times} times or more. The card may be "
                "lent.", minutes=MINUTES_APART, times=TIMES),
        message("Quick returns: purchases that were given back within {minutes} minutes, {times} times or more. Units "
                "may be sought, or a discount.", minutes=MINUTES_TO_RETURN, times=TIMES),
        message("Each may have an honest reason: ask before you judge."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sighting:
    """`cashier` is "" where it happens with several; `times` are days, pairs of receipts, or returns; `net_minor` is
    what the receipts came to."""

    pattern: Pattern
    member: UUID
    cashier: str
    times: int
    receipts: int
    net_minor: int
    first_day: date
    last_day: date


def unusual(lake: Lake, span: Span) -> tuple[Sighting, ...]:
    """In: a lake whose scope was chosen, and the days. Out: every sighting, the most frequent of each pattern first."""
    days = {"since": span.start, "until": span.end}
    found: list[Sighting] = []
    for pattern, bounds in (
        ("crowded_days", {"receipts": RECEIPTS, "times": DAYS}),
        ("two_places", {"minutes": MINUTES_APART, "times": TIMES}),
        ("quick_returns", {"minutes": MINUTES_TO_RETURN, "times": TIMES}),
    ):
        found += [Sighting(pattern, *row) for row in lake.ask(pattern, **days, **bounds)]  # type: ignore[arg-type]
    return tuple(found)
