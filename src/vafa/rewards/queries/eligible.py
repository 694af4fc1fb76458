"""May this member have it, here and now? One answer for rewards, offers, vouchers and benefits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from vafa.base.models import Club
from vafa.engine.calendar.periods import Period, local_date, start_of
from vafa.rewards.models import Batch, Benefit, Reward, Terms, Use
from vafa.segments.queries import segments_of
from vafa.tiers.queries import ladder_on, standings, step_of


@dataclass(frozen=True, slots=True)
class Person:
    """A member as terms see one, at an instant and a store (its code, empty where there is none)."""

    club: Club
    member: UUID
    now: datetime
    tier: str = ""
    segments: frozenset[str] = frozenset()
    store: str = ""

    @property
    def day(self) -> date:
        return local_date(self.now, self.club.zone)


def person_of(club: Club, member: UUID, now: datetime, store: str = "") -> Person:
    """The member as they stand, who may have been judged by no tier yet."""
    return people_of(club, [(member, store)], now)[0]


def people_of(club: Club, members: Sequence[tuple[UUID, str]], now: datetime) -> list[Person]:
    """In: members, each at a store. Out: as of `person_of`, in their order."""
    ids = {member for member, _ in members}
    ladder, standing, segments = ladder_on(club, now), standings(ids), segments_of(ids)
    return [
        Person(club, member, now, step_of(ladder, standing.get(member)), segments.get(member, frozenset()), store)
        for member, store in members
    ]


def barred(terms: Terms, person: Person) -> str:
    """Out: why this person may not have it, as a code; empty if they may. Limits and stock are asked apart."""
    if terms.starts_at and person.now < terms.starts_at:
        return "not_yet"
    if terms.ends_at and person.now >= terms.ends_at:
        return "ended"
    if terms.tiers and person.tier not in terms.tiers:
        return "not_for_this_tier"
    if terms.segment and terms.segment not in person.segments:
        return "not_for_this_group"
    if terms.stores and person.store not in terms.stores:
        return "not_at_this_store"
    return ""


def period_start(terms: Terms, person: Person) -> date | None:
    """The first day of the period that the limit counts in; None for a lifetime."""
    if terms.limit_period == "lifetime":
        return None
    return start_of(person.club.reckoning, Period(terms.limit_period), person.day)


def standing_uses(now: datetime) -> Q:
    """Uses that count: made, or reserved by a hold that has not ended."""
    return Q(state="used") | Q(state="reserved", ends_at__gt=now)


def used_up(terms: Collection[Terms], person: Person) -> set[UUID]:
    """Out: those of the terms whose limit per member this person has reached."""
    had = taken(terms, person)
    return {each.id for each in terms if each.limit_count is not None and had.get(each.id, 0) >= each.limit_count}


def taken(terms: Collection[Terms], person: Person) -> dict[UUID, int]:
    """Out: by id, how often this person had those with a limit in their period."""
    return {what: count for (_, what), count in taken_by([person], terms).items()}


def taken_by(people: Sequence[Person], terms: Collection[Terms]) -> dict[tuple[UUID, UUID], int]:
    """In: people of one club and instant. Out: by member and id, how often they had those with a limit in their period;
    one read for each period."""
    had: dict[tuple[UUID, UUID], int] = {}
    starts = {each.id: period_start(each, people[0]) for each in terms if each.limit_count is not None}
    for start in set(starts.values()):
        had |= _counts(people, [id for id, begins in starts.items() if begins == start], start)
    return had


def _counts(people: Sequence[Person], what: Iterable[UUID], start: date | None) -> dict[tuple[UUID, UUID], int]:
    members = {person.member for person in people}
    rows = Use.objects.filter(standing_uses(people[0].now), member_id__in=members, what__in=list(what))
    if start is not None:
        rows = rows.filter(day__gte=start)
    found = rows.order_by().values("member_id", "what").annotate(n=Count("id"))
    return {(member, used): count for member, used, count in found.values_list("member_id", "what", "n")}


def made_for(club: Club, segment: str) -> list[Terms]:
    """Out: the rewards, benefits and vouchers that are for a segment and were not taken off or stopped."""
    found: list[Terms] = []
    for kind in (Reward, Benefit):
        found += kind.objects.filter(club=club, segment=segment).exclude(state="off")
    return [*found, *Batch.objects.filter(club=club, segment=segment, ended_at=None)]
