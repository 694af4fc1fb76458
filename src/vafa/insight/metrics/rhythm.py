"""Each member's rhythm of visits, and the shop's: one pass over the history, shared by lifecycle, lapsed and member."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from vafa.engine.earning.words import message
from vafa.insight.history import DayRows, History
from vafa.insight.shapes import Definition

YEAR_DAYS = 365
DEFINITION = Definition(
    "rhythm",
    (
        message(
            "A visit day is a day with a purchase that was not returned whole; two purchases on one day are one visit."
        ),
        message(
            "The shop’s median gap is the middle one of all gaps in days between two visit days of the same member "
            "in the last {days} days.",
            days=YEAR_DAYS,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Break:
    """A long silence that ended: after `visits` visits from day `first` to `last` the member came on day `back`."""

    place: int
    first: int
    last: int
    back: int
    visits: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Visits before the day `at` (an ordinal). One place for each member; ordinals of the first and the last visit day,
    0 for who never came."""

    at: int
    first: Sequence[int]
    last: Sequence[int]
    visits: Sequence[int]

    def mean_gap(self, place: int) -> Fraction | None:
        """Days between a member's first and last visit by the gaps between, (last - first) / (visits - 1); None before
        the second visit."""
        visits = self.visits[place]
        return Fraction(self.last[place] - self.first[place], visits - 1) if visits > 1 else None

    def silent(self, place: int) -> int:
        """Days from the member's last visit to the instant: 1 for who came on the day before it."""
        return self.at - self.last[place]


@dataclass(frozen=True, slots=True)
class Rhythms:
    """At the start and at the end of a period, with the breaks longer than asked for and the shop's median gap."""

    start: Rhythm
    end: Rhythm
    breaks: Sequence[Break]
    median_gap: float | None


def rhythms(history: History, start: date, end: date, *, breaks_above: int) -> Rhythms:
    """In: a history, two instants (beginnings of local dates) and a length in days. Out: the rhythms at both, and the
    breaks longer than that. Refused: an end before the start."""
    if end < start:
        raise ValueError("a period does not end before it starts")
    walk = _Walk(len(history.ids), end.toordinal() - YEAR_DAYS, breaks_above)
    walk.over(history.between(None, start))
    at_start = walk.rhythm(start)
    walk.over(history.between(start, end))
    return Rhythms(at_start, walk.rhythm(end), walk.breaks, median_of_counts(walk.gaps))


class _Walk:
    """The one pass; its inner loop runs once for each purchase, so it is written for speed."""

    def __init__(self, size: int, year_from: int, breaks_above: int) -> None:
        self.first, self.last, self.visits = [0] * size, [0] * size, [0] * size
        self.gaps: Counter[int] = Counter()
        self.breaks: list[Break] = []
        self.year_from, self.breaks_above = year_from, breaks_above

    def rhythm(self, at: date) -> Rhythm:
        return Rhythm(at.toordinal(), tuple(self.first), tuple(self.last), tuple(self.visits))

    def over(self, days: Iterable[DayRows]) -> None:
        first, last, visits, longest = self.first, self.last, self.visits, self.breaks_above
        for each in days:
            day, gaps = each.day, []
            for place, count in zip(each.members, each.purchases, strict=True):
                before = last[place]
                if count < 1 or before == day:
                    continue
                if before:
                    gaps.append(day - before)
                    if day - before > longest:
                        self.breaks.append(Break(place, first[place], before, day, visits[place]))
                else:
                    first[place] = day
                last[place] = day
                visits[place] += 1
            if day >= self.year_from:
                self.gaps.update(gaps)


def median_of_counts(counts: Counter[int]) -> float | None:
    """In: how often each value occurs. Out: the middle value, the mean of the two middle ones of an even number."""
    total, below, lower = counts.total(), 0, None
    for value in sorted(counts):
        below += counts[value]
        if lower is None and 2 * below >= total:
            lower = value
            if 2 * below > total:
                return float(value)
        elif lower is not None:
            return (lower + value) / 2
    return None


def median_of_values(values: Sequence[float]) -> float | None:
    """In: values in any order. Out: their median; None of nothing."""
    return median(values) if values else None
