"""What loyal members who fell silent have in common: after what a visit was more often followed by silence than others.

Each visit of a loyal member either was followed by another within the days of silence or was not; each had the same
time for it. A cashier, a product, an hour or a fortnight at a branch after which more fell silent than after the
branch's other visits stands out; the interval is of the ratio of two shares, and of so many comparisons only those are
shown that stand the control of false discoveries (Benjamini and Hochberg, JRSS B 57 (1995)) at one in twenty. Reasons
are learnt by asking; this says whom to ask.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import erfc, log, sqrt
from typing import Final, Literal

from vafa.engine.earning.words import message
from vafa.insight.lake.reading import Lake
from vafa.insight.predicting.intervals import NORMAL_95, not_by_chance, ratio
from vafa.insight.shapes import Definition, LapsedSettings

By = Literal["cashier", "product", "fortnight", "hour"]
KINDS: Final[tuple[By, ...]] = ("cashier", "product", "fortnight", "hour")
LOOKED_BACK: Final = 180
FEWEST: Final = 8
FALSE: Final = 0.05
DEFINITION = Definition(
    "silence",
    (
        message("Loyal members with short gaps: their visits of the {days} days before the last silence that counts.",
                days=LOOKED_BACK),
        message("For each cashier, product, hour and fortnight of a branch: the share of visits after which they were "
                "silent for longer than that, against the branch’s other visits."),
        message("Of so many comparisons one in twenty of those shown may be chance (Benjamini and Hochberg)."),
        message("It says whom to ask and about what; the reason itself is in no receipt."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Common:
    """`left_after` members fell silent after one of `visits` visits with it, `times` as many as of the others, with the
    95 % interval; `more` is how many more than by the share of the others. `store` is an id as text."""

    by: By
    store: str
    key: str
    left_after: int
    visits: int
    times: float
    low: float
    high: float
    more: float
    first_day: date
    last_day: date


def silence(lake: Lake, at: date, gap_days_most: float, settings: LapsedSettings) -> tuple[Common, ...]:
    """In: a lake whose scope was chosen, the day after the last that counts, the longest mean gap in days and the
    thresholds of the lapsed loyal. Out: what stands out, by how many more left than expected."""
    until = at - timedelta(days=settings.silent_days_above)
    since = until - timedelta(days=LOOKED_BACK)
    lake.ask(
        "loyal", at=at, since=since, until=until, visits_above=settings.visits_above, gap_most=gap_days_most,
        silent=settings.silent_days_above,
    )  # fmt: skip
    whole = {store: (left, visits) for store, _, left, visits, _, _ in lake.ask("silent_by", by="", since=since)}
    tried: list[tuple[float, Common]] = []
    for by in KINDS:
        for store, key, left, visits, first, last in lake.ask("silent_by", by=by, since=since):
            all_left, all_visits = whole[store]
            found = ratio(left, visits, all_left - left, all_visits - visits)
            if key and found and left >= FEWEST:
                more = left - visits * (all_left - left) / (all_visits - visits)
                tried.append((_chance(found), Common(by, store, key, left, visits, *found, more, first, last)))
    stand = not_by_chance([chance for chance, _ in tried], FALSE)
    found_ones = [each for (_, each), stands in zip(tried, stand, strict=True) if stands]
    return tuple(sorted(found_ones, key=lambda each: (-each.more, each.store, each.key)))


def _chance(found: tuple[float, float, float]) -> float:
    """Of so large a ratio or a larger one where there is none: one-sided, by the normal of its logarithm."""
    times, low, _ = found
    spread = (log(times) - log(low)) / NORMAL_95
    return erfc(log(times) / spread / sqrt(2)) / 2 if spread > 0 else float(times <= 1)
