"""The loyal customers who sulk: often here, at short gaps, and now long unseen."""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from vafa.engine.earning.words import message
from vafa.insight.history import History
from vafa.insight.metrics.rhythm import YEAR_DAYS, Rhythm, median_of_values
from vafa.insight.shapes import Definition, LapsedLoyal, LapsedMember, LapsedSettings

DEFAULTS = LapsedSettings()
GAPS = 2


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
    history: History, rhythm: Rhythm, median_gap: float | None, settings: LapsedSettings = DEFAULTS,
    gone: Collection[UUID] = (),
) -> LapsedLoyal:  # fmt: skip
    """In: a history, the rhythm at an instant, the shop's median gap in days, and who has left the club. Out: how many
    remain after each step of the definition, and the members, highest yearly spend (minor units) first. Without gaps
    nobody is left."""
    most = _longest_gap(settings, median_gap)
    came = [place for place, visits in enumerate(rhythm.visits) if visits and history.ids[place] not in gone]
    silent = [place for place in came if rhythm.silent(place) > settings.silent_days_above]
    often = [place for place in silent if rhythm.visits[place] > settings.visits_above]
    gaps = {place: gap for place in often if (gap := rhythm.mean_gap(place)) is not None}
    left = {place: gap for place, gap in gaps.items() if most is not None and gap <= most}
    members = members_of(history, rhythm, list(left))
    return LapsedLoyal(
        len(silent), len(often), tuple(members), None if most is None else float(most), usual_gap(list(left.values())),
        settings, definition(settings, most),
    )  # fmt: skip


def members_of(history: History, rhythm: Rhythm, places: Sequence[int]) -> list[LapsedMember]:
    """In: a history, a rhythm and places of members who came. Out: each with their last day, visits and yearly spend,
    the highest first."""
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


def usual_gap(gaps: Sequence[Fraction]) -> float | None:
    """In: members' mean gaps in days. Out: their median; None of nothing."""
    return median_of_values([float(gap) for gap in gaps])
