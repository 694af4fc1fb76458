"""Standing: the ladder of tiers, judged by what was earned in a window and never by what is left to spend."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from vafa.engine.calendar.periods import Calendar, Period, add, first_instant, local_date, period_of
from vafa.engine.earning.words import Name


@dataclass(frozen=True, slots=True)
class Tier:
    """`reach` is needed to rise to it, `keep` to stay (the same unless lower); money in minor units, visits and
    purchases as counts, units as units. A tier that `never_falls` is kept for good."""

    id: str
    name: Name
    reach: int
    keep: int | None = None
    never_falls: bool = False

    @property
    def needed_to_stay(self) -> int:
        return self.reach if self.keep is None else self.keep


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers from the lowest, whose reach is 0. `window` is a year of the club's calendar, so many rolling days, the
    member's own year since joining, or a lifetime."""

    tiers: tuple[Tier, ...]
    measure: Literal["spend", "visits", "purchases", "units"] = "spend"
    unit: str = ""
    window: Literal["calendar_year", "rolling_days", "membership_year", "lifetime"] = "calendar_year"
    days: int = 365
    rise: Literal["at_once", "at_review"] = "at_once"
    fall: Literal["never", "one_step", "to_reached"] = "to_reached"
    grace_days: int = 0

    def place(self, tier: str) -> int:
        return next((place for place, each in enumerate(self.tiers) if each.id == tier), 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's tier since an instant, and the instant of the next review (None in a lifetime window). A floor set by
    staff holds until its end."""

    tier: str
    since: datetime
    review_at: datetime | None
    floor: str = ""
    floor_until: datetime | None = None


def window_at(
    ladder: Ladder, at: datetime, joined_at: datetime, calendar: Calendar, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """In: an instant and when the member joined. Out: the half-open window that holds it; (None, None) is a lifetime,
    and a rolling window ends at the instant itself."""
    if ladder.window == "lifetime":
        return None, None
    if ladder.window == "rolling_days":
        start = local_date(at, zone) - timedelta(days=ladder.days - 1)
        return first_instant(start, zone), at + timedelta(microseconds=1)
    if ladder.window == "calendar_year":
        return period_of(calendar, Period.YEAR, at, zone)
    return _membership_year(at, joined_at, calendar, zone)


def _membership_year(
    at: datetime, joined_at: datetime, calendar: Calendar, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    anchor, day = local_date(joined_at, zone), local_date(at, zone)
    years = calendar.fields(day)[0] - calendar.fields(anchor)[0]
    if add(calendar, anchor, years, Period.YEAR) > day:
        years -= 1
    start, end = (add(calendar, anchor, count, Period.YEAR) for count in (years, years + 1))
    return first_instant(start, zone), first_instant(end, zone)


def next_review(
    ladder: Ladder, at: datetime, joined_at: datetime, calendar: Calendar, zone: ZoneInfo
) -> datetime | None:
    """In: an instant. Out: when the standing is judged next: the end of its window and the grace after it; for rolling
    days one window on; None in a lifetime window."""
    if ladder.window == "lifetime":
        return None
    if ladder.window == "rolling_days":
        return at + timedelta(days=ladder.days + ladder.grace_days)
    end = window_at(ladder, at, joined_at, calendar, zone)[1]
    assert end is not None
    return end + timedelta(days=ladder.grace_days)


def looked_back_on(ladder: Ladder, due: datetime) -> datetime:
    """In: the instant of a review. Out: an instant in the window it looks back on, the last before the grace."""
    return due - timedelta(days=ladder.grace_days) - timedelta(microseconds=1)


def reached(ladder: Ladder, measured: int) -> int:
    """In: what was earned in the window. Out: the place of the highest tier it reaches."""
    return max(place for place, tier in enumerate(ladder.tiers) if measured >= tier.reach)


def rises(ladder: Ladder, standing: Standing, measured: int) -> bool:
    """In: a standing and what was earned in the window. Out: does the ladder lift it at once?"""
    return ladder.rise == "at_once" and reached(ladder, measured) > ladder.place(standing.tier)


def rise(ladder: Ladder, standing: Standing, measured: int, at: datetime, review_at: datetime | None) -> Standing:
    """In: a standing and what was earned in the window of the instant. Out: the higher tier where the ladder lifts at
    once, with its review; else the same standing."""
    if not rises(ladder, standing, measured):
        return standing
    return replace(standing, tier=ladder.tiers[reached(ladder, measured)].id, since=at, review_at=review_at)


def review(ladder: Ladder, standing: Standing, measured: int, at: datetime, next_review: datetime | None) -> Standing:
    """In: a standing due for review and what was earned in the window that ended. Out: the standing from `at`, lifted
    to what was reached, kept where enough was earned to stay, else lowered as the ladder says, never under a floor."""
    now, got = ladder.place(standing.tier), reached(ladder, measured)
    if got > now:
        place = got
    elif measured >= ladder.tiers[now].needed_to_stay or ladder.tiers[now].never_falls or ladder.fall == "never":
        place = now
    else:
        place = max(got, now - 1) if ladder.fall == "one_step" else got
        place = max([place, *[low for low in range(now) if ladder.tiers[low].never_falls]])
    if standing.floor and (standing.floor_until is None or standing.floor_until > at):
        place = max(place, ladder.place(standing.floor))
    since = standing.since if place == now else at
    return replace(standing, tier=ladder.tiers[place].id, since=since, review_at=next_review)


def lowered_by_return(ladder: Ladder, standing: Standing, measured: int, at: datetime) -> Standing:
    """In: what is left in the window after a return within the return window. Out: the standing judged again at once
    and without grace."""
    now, got = ladder.place(standing.tier), reached(ladder, measured)
    if got >= now or ladder.tiers[now].never_falls or measured >= ladder.tiers[now].needed_to_stay:
        return standing
    place = max([got, *[low for low in range(now) if ladder.tiers[low].never_falls]])
    if standing.floor and (standing.floor_until is None or standing.floor_until > at):
        place = max(place, ladder.place(standing.floor))
    return standing if place >= now else replace(standing, tier=ladder.tiers[place].id, since=at)


@dataclass(frozen=True, slots=True)
class Missing:
    """To the next tier (None at the top) and to stay in this one, in the ladder's measure."""

    next_tier: Tier | None
    to_next: int
    to_stay: int


def missing(ladder: Ladder, standing: Standing, measured: int) -> Missing:
    """In: a standing and what was earned in its window. Out: what is missing to rise and to stay."""
    place = ladder.place(standing.tier)
    following = ladder.tiers[place + 1] if place + 1 < len(ladder.tiers) else None
    to_next = max(0, following.reach - measured) if following else 0
    return Missing(following, to_next, max(0, ladder.tiers[place].needed_to_stay - measured))
