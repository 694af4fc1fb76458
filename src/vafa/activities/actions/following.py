"""Standing after the fact: merges, their undo, and reviews that are due."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from vafa.activities.actions import standing
from vafa.activities.actions.batch import Batch
from vafa.activities.shapes import Source
from vafa.base.models import Club
from vafa.earning.queries import Judges
from vafa.engine import tiers
from vafa.ledger.actions.posting import open_books
from vafa.members import queries as members
from vafa.members.queries import Profile
from vafa.partners.house import house_of
from vafa.tiers.actions import Move, stand
from vafa.tiers.queries import due_for_review, ladder_on, standings

MEMBERS_AT_ONCE = 200


@transaction.atomic
def follow_merge(*, club: Club, absorbed: UUID, surviving: UUID, now: datetime) -> None:
    """The higher of the two tiers stands."""
    ladder = ladder_on(club, now)
    both = standings([absorbed, surviving])
    if ladder is None or absorbed not in both:
        return
    mine, theirs = both.get(surviving), both[absorbed]
    if mine is None or ladder.place(theirs.tier) > ladder.place(mine.tier):
        stand(club=club, moves=[Move(surviving, mine, theirs, now, "merge")], booked_at=now)


@transaction.atomic
def follow_undo(*, club: Club, surviving: UUID, now: datetime) -> None:
    """What the surviving membership earned by itself decides again."""
    batch = _batch(club, now)
    ladder = batch.ladder
    if ladder is None:
        return
    _read(batch, [surviving])
    before = batch.standings[surviving]
    measured = next(value for (member, _), value in batch.measured.items() if member == surviving)
    place = max(tiers.reached(ladder, measured), ladder.place(before.floor) if before.floor else 0)
    if place < ladder.place(before.tier):
        after = tiers.Standing(ladder.tiers[place].id, now, before.review_at, before.floor, before.floor_until)
        batch.moves.append(Move(surviving, before, after, now, "undo_merge"))
    stand(club=club, moves=batch.moves, booked_at=now)


def review_due(*, club: Club, now: datetime) -> int:
    """In: the present. Out: how many standings were reviewed. An activity reviews its own member first, so nothing
    depends on this having run."""
    reviewed = 0
    while due := due_for_review(club, now, MEMBERS_AT_ONCE):
        with transaction.atomic():
            batch = _batch(club, now)
            if batch.ladder is None:
                return reviewed
            _read(batch, due)
            stand(club=club, moves=batch.moves, booked_at=now)
        reviewed += len(due)
    return reviewed


@transaction.atomic
def stand_after_import(*, club: Club, those: Collection[UUID], now: datetime) -> int:
    """In: members whose past was imported. Out: how many rose. Each stands where what was earned in this window or in
    the one before it lifts to, from now on: a past that nobody saw coming takes no tier away."""
    ladder = ladder_on(club, now)
    if ladder is None or not those:
        return 0
    batch = _batch(club, now)
    profiles = batch.profiles = members.profiles(those)
    there = standings(those)
    earned = _best_window(batch, ladder, profiles)
    moves = []
    for member, profile in profiles.items():
        following = tiers.next_review(ladder, now, profile.joined_at, club.reckoning, club.zone)
        place = tiers.reached(ladder, earned.get(member, 0))
        before = there.get(member)
        if before is None:
            first = tiers.Standing(ladder.tiers[0].id, profile.joined_at, following)
            moves.append(Move(member, None, first, profile.joined_at, "joined"))
            before = first
        if place > ladder.place(before.tier):
            after = replace(before, tier=ladder.tiers[place].id, since=now, review_at=following)
            moves.append(Move(member, before, after, now, "import"))
    stand(club=club, moves=moves, booked_at=now)
    return sum(1 for move in moves if move.why == "import")


def _best_window(batch: Batch, ladder: tiers.Ladder, profiles: Mapping[UUID, Profile]) -> dict[UUID, int]:
    """By member the more of what was earned in the present window and in the one before it."""
    club, now = batch.house.club, batch.now
    by_window: dict[standing.Window, set[UUID]] = defaultdict(set)
    for member, profile in profiles.items():
        window = tiers.window_at(ladder, now, profile.joined_at, club.reckoning, club.zone)
        by_window[window].add(member)
        if window[0] is not None:
            earlier = window[0] - timedelta(microseconds=1)
            by_window[tiers.window_at(ladder, earlier, profile.joined_at, club.reckoning, club.zone)].add(member)
    best: dict[UUID, int] = {}
    for window, those in by_window.items():
        for member, value in standing.measure(ladder, those, window, now)[0].items():
            best[member] = max(value, best.get(member, 0))
    return best


def _batch(club: Club, now: datetime) -> Batch:
    return Batch(house_of(club, now), Source(name="worker"), Judges(club), ladder_on(club, now))


def _read(batch: Batch, those: list[UUID]) -> None:
    batch.books = open_books(batch.house.club.id, those, batch.judges.units(), batch.now)
    batch.profiles = members.profiles(those)
    standing.read(batch, [(member, batch.now) for member in those])
