"""Standing follows what was earned: reviews that are due come first, then rises at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from vafa.activities.actions.batch import Batch
from vafa.activities.queries import across
from vafa.engine import tiers
from vafa.members.queries import absorbed_by
from vafa.tiers.actions import Move
from vafa.tiers.queries import changes_of_those, standings

Window = tuple[datetime | None, datetime | None]


def measure(
    ladder: tiers.Ladder,
    members: Collection[UUID],
    window: Window,
    now: datetime,
    absorbed: dict[UUID, list[UUID]] | None = None,
) -> tuple[dict[UUID, int], dict[UUID, set[date]]]:
    """In: members and a window, and the memberships they absorbed where that is known. Out: what each earned in it in
    the ladder's measure, absorbed memberships with them, and for a ladder of visits the days."""
    absorbed = absorbed_by(members) if absorbed is None else absorbed
    whose = {other: member for member in members for other in absorbed.get(member, ())} | {
        each: each for each in members
    }
    totals: dict[UUID, int] = defaultdict(int)
    days: dict[UUID, set[date]] = defaultdict(set)
    if ladder.measure == "visits":
        for member, day in across.visit_days(whose, window):
            days[whose[member]].add(day)
        return {member: len(each) for member, each in days.items()}, days
    for member, value in across.earned(ladder, whose, window, now):
        totals[whose[member]] += value
    return totals, days


def read(batch: Batch, instants: Iterable[tuple[UUID, datetime]]) -> None:
    """In: who does something when. Out: standings read, those due for review reviewed, and what each earned in the
    windows of these instants."""
    ladder, wanted = batch.ladder, list(instants)
    if ladder is None or not wanted:
        return
    members = {member for member, _ in wanted}
    batch.standings = standings(members)
    batch.stood = set(batch.standings)
    for member in sorted(members - batch.stood):
        joined_at = batch.profiles[member].joined_at
        batch.standings[member] = tiers.Standing(ladder.tiers[0].id, joined_at, _next(batch, ladder, member, joined_at))
        batch.moves.append(Move(member, None, batch.standings[member], joined_at, "joined"))
    batch.tier_changes = changes_of_those(
        {member for member, instant in wanted if instant < batch.standings[member].since}
    )
    _review_due(batch, ladder, members)
    by_start: dict[datetime | None, tuple[datetime | None, set[UUID]]] = {}
    for member, instant in wanted:
        start, end = _window(batch, ladder, member, instant)
        latest, those = by_start.setdefault(start, (end, set()))
        those.add(member)
        by_start[start] = _later(latest, end), those
    for start, (end, those) in by_start.items():
        totals, days = measure(ladder, those, (start, end), batch.now, batch.absorbed)
        for member in those:
            batch.windows.setdefault(member, set()).add(start)
            batch.measured[member, start] = totals.get(member, 0)
            batch.days[member, start] = days.get(member, set())


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else None


def _window(batch: Batch, ladder: tiers.Ladder, member: UUID, instant: datetime) -> Window:
    club = batch.house.club
    return tiers.window_at(ladder, instant, batch.profiles[member].joined_at, club.reckoning, club.zone)


def _next(batch: Batch, ladder: tiers.Ladder, member: UUID, instant: datetime) -> datetime | None:
    club = batch.house.club
    return tiers.next_review(ladder, instant, batch.profiles[member].joined_at, club.reckoning, club.zone)


def _review_due(batch: Batch, ladder: tiers.Ladder, members: Iterable[UUID]) -> None:
    for member in sorted(members):
        while (due := batch.standings[member].review_at) is not None and due <= batch.now:
            last = _window(batch, ladder, member, tiers.looked_back_on(ladder, due))
            earned = measure(ladder, [member], last, batch.now, batch.absorbed)[0].get(member, 0)
            following = _next(batch, ladder, member, due)
            _move(batch, member, tiers.review(ladder, batch.standings[member], earned, due, following), due, "review")


def _move(batch: Batch, member: UUID, after: tiers.Standing, at: datetime, why: str) -> None:
    before = batch.standings[member]
    if after != before:
        if after.tier != before.tier:
            batch.tier_changes.setdefault(member, []).append((at, before.tier))
        batch.moves.append(Move(member, before, after, at, why))
        batch.standings[member] = after


def follow(batch: Batch, member: UUID, instant: datetime, day: date, change: dict[str, int]) -> None:
    """In: what an activity changed (spend, purchases, or units by code). Out: the standing it lifts to at once."""
    ladder = batch.ladder
    if ladder is None:
        return
    key = member, _window(batch, ladder, member, instant)[0]
    _count(batch, ladder, member, instant, day, change)
    if tiers.rises(ladder, batch.standings[member], batch.measured[key]):
        review_at = _next(batch, ladder, member, instant)
        after = tiers.rise(ladder, batch.standings[member], batch.measured[key], instant, review_at)
        _move(batch, member, after, instant, "earned")


def _count(
    batch: Batch, ladder: tiers.Ladder, member: UUID, instant: datetime, day: date, change: dict[str, int]
) -> None:
    """Adds to every window of the member that was read and holds the instant."""
    name = ladder.unit if ladder.measure == "units" else ladder.measure
    for start in batch.windows[member]:
        if start is not None and instant < start:
            continue
        key = member, start
        if ladder.measure == "visits":
            batch.days[key].add(day)
            batch.measured[key] = len(batch.days[key])
        else:
            batch.measured[key] += change.get(name, 0)


def follow_return(
    batch: Batch, member: UUID, counted_at: datetime, lost: dict[str, int], lost_days: set[date], *, at_once: bool
) -> None:
    """A return lowers the window of the original; within the return window standing is judged again at once."""
    ladder = batch.ladder
    if ladder is None:
        return
    name = ladder.unit if ladder.measure == "units" else ladder.measure
    for start in batch.windows[member]:
        if start is not None and counted_at < start:
            continue
        if ladder.measure == "visits":
            batch.days[member, start] -= lost_days
            batch.measured[member, start] = len(batch.days[member, start])
        else:
            batch.measured[member, start] -= lost.get(name, 0)
    start, end = _window(batch, ladder, member, batch.now)
    if at_once and (start is None or start <= counted_at) and (end is None or counted_at < end):
        after = tiers.lowered_by_return(ladder, batch.standings[member], batch.measured[member, start], batch.now)
        _move(batch, member, after, batch.now, "return")
