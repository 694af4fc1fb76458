"""The loyal customers who sulk: often here, at short gaps, and now long unseen."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.metrics.rhythm import YEAR_DAYS, Rhythm, median_of_values
from vafa.insight.predicting.beta_geometric import BetaGeometric
from vafa.insight.predicting.buying import Buying
from vafa.insight.predicting.outlook import GONE_BELOW
from vafa.insight.shapes import Definition, LapsedLoyal, LapsedMember, LapsedSettings

DEFAULTS = LapsedSettings()
GAPS = 2
PERSONAL = Definition(
    "lapsed_by_rhythm",
    (
        message("They came on more than {visits} days.", visits=DEFAULTS.visits_above),
        message("By their own rhythm they would rather be gone than still a customer: the chance that they will ever "
                "come again is under a half (BG/NBD)."),
        message("Whoever came daily is silent too long after days, whoever came monthly after months."),
        message("Yearly spend is their net sales in the {days} days up to the last visit.", days=YEAR_DAYS),
    ),
)  # fmt: skip


def definition(settings: LapsedSettings, gap_days_most: Fraction | None) -> Definition:
    """In: the thresholds, and the longest mean gap they came to. Out: who is meant, with them."""
    gap = message(
        "Their mean gap was at most {days} days: days from the first to the last visit by the gaps between.",
        days=("factor", *(gap_days_most or Fraction(0)).as_integer_ratio()),
    )
    if settings.gap_days_most is None:
        gap = message(
            "Their mean gap was at most {days} days, twice the shop’s median gap: days from the first to the last "
            "visit by the gaps between.",
            days=("factor", *(gap_days_most or Fraction(0)).as_integer_ratio()),
        )
    return Definition(
        "lapsed_loyal",
        (
            message("Members who have been silent for more than {days} days.", days=settings.silent_days_above),
            message("They came on more than {visits} days.", visits=settings.visits_above),
            gap,
            message("Yearly spend is their net sales in the {days} days up to the last visit.", days=YEAR_DAYS),
        ),
    )


def lapsed_loyal(
    history: History, rhythm: Rhythm, median_gap: float | None, settings: LapsedSettings = DEFAULTS
) -> LapsedLoyal:
    """In: a history, the rhythm at an instant, and the shop's median gap in days. Out: how many remain after each step
    of the definition, and the members, highest yearly spend (minor units) first. Without gaps nobody is left."""
    most = _longest_gap(settings, median_gap)
    came = [place for place, visits in enumerate(rhythm.visits) if visits]
    silent = [place for place in came if rhythm.silent(place) > settings.silent_days_above]
    often = [place for place in silent if rhythm.visits[place] > settings.visits_above]
    gaps = {place: gap for place in often if (gap := rhythm.mean_gap(place)) is not None}
    left = {place: gap for place, gap in gaps.items() if most is not None and gap <= most}
    members = _members(history, rhythm, list(left))
    return LapsedLoyal(
        len(silent), len(often), tuple(members), None if most is None else float(most), _usual(list(left.values())),
        settings, definition(settings, most),
    )  # fmt: skip


def by_rhythm(
    history: History, rhythm: Rhythm, model: BetaGeometric, settings: LapsedSettings = DEFAULTS
) -> LapsedLoyal:
    """In: a history, the rhythm at an instant, and the model of the club's visits. Out: who came often and, by their
    own rhythm, would rather be gone than still a customer, whatever the days of their silence."""
    often = [place for place, visits in enumerate(rhythm.visits) if visits > settings.visits_above]
    again = np.array([rhythm.visits[place] - 1 for place in often], dtype=np.float64)
    last = np.array([rhythm.last[place] - rhythm.first[place] for place in often], dtype=np.float64)
    watched = np.array([rhythm.at - rhythm.first[place] for place in often], dtype=np.float64)
    alive = model.alive(Buying(again, last, watched, np.ones_like(again))) if often else np.array([])
    gone = [place for place, chance in zip(often, alive, strict=True) if chance < GONE_BELOW]
    members = _members(history, rhythm, gone)
    gaps = [each.mean_gap_days for each in members]
    return LapsedLoyal(len(often), len(often), tuple(members), None, _usual(gaps), settings, PERSONAL)


def _members(history: History, rhythm: Rhythm, places: Sequence[int]) -> list[LapsedMember]:
    """Highest yearly spend first."""
    spent = spend_before(history, {place: rhythm.last[place] for place in places}, rhythm.at)
    members = [
        LapsedMember(
            history.ids[place], date.fromordinal(rhythm.last[place]), rhythm.visits[place],
            rhythm.mean_gap(place) or Fraction(0), spent[place],
        )
        for place in places
    ]  # fmt: skip
    return sorted(members, key=lambda each: (-each.yearly_minor, each.member.int))


def spend_before(history: History, last: dict[int, int], at: int) -> dict[int, int]:
    """In: members by place with the ordinal of their last visit, and an instant. Out: net sales of each in the 365 days
    up to and with that day."""
    spent = dict.fromkeys(last, 0)
    start = max(1, min(last.values(), default=at) - YEAR_DAYS + 1)
    for each in history.between(date.fromordinal(start), date.fromordinal(at)):
        day = each.day
        for place, net in zip(each.members, each.net, strict=True):
            if place in spent and last[place] - YEAR_DAYS < day <= last[place]:
                spent[place] += net
    return spent


def _longest_gap(settings: LapsedSettings, median_gap: float | None) -> Fraction | None:
    if settings.gap_days_most is not None:
        return Fraction(settings.gap_days_most)
    return None if median_gap is None else GAPS * Fraction(median_gap)


def _usual(gaps: Sequence[Fraction]) -> float | None:
    """The median of the members' mean gaps."""
    return median_of_values([float(gap) for gap in gaps])
