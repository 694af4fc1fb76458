"""Facts of an activity from what the batch has read, and the awards they earn."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from vafa.activities.actions.batch import Batch, CapKey, Count
from vafa.activities.models import CapUse, Tally
from vafa.activities.personal import personal
from vafa.activities.shapes import Purchase
from vafa.activities.stored import When, counted_lines
from vafa.base import reads
from vafa.earning.queries import UNJUDGED
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.evaluate import Evaluation, Judge
from vafa.engine.earning.facts import Facts, Line
from vafa.engine.earning.programme import Cap
from vafa.members.queries import absorbed_by
from vafa.partners.queries import Place


def read_tallies(batch: Batch, members: Collection[UUID]) -> None:
    """A member's tally is the sum over the memberships merged into it, so that a merge and its undo need no step."""
    batch.absorbed = absorbed_by(members)
    columns, those = ("member_id", "purchases", "first_at", "last_at"), _with_absorbed(batch, members)
    for member, purchases, first_at, last_at in reads.select(Tally, columns, {"member_id__in": those}):
        batch.tallies[member] = Count(purchases, first_at, last_at)


def _with_absorbed(batch: Batch, members: Collection[UUID]) -> list[UUID]:
    return [*members, *(other for member in members for other in batch.absorbed.get(member, ()))]


def read_cap_use(batch: Batch, wanted: set[CapKey]) -> None:
    if not wanted:
        return
    those = _with_absorbed(batch, {key[0] for key in wanted})
    caps, periods = {key[1] for key in wanted}, {key[2] for key in wanted}
    where = {"member_id__in": those, "cap__in": caps, "period__in": periods}
    for member, cap, period, used in reads.select(CapUse, ("member_id", "cap", "period", "used"), where):
        batch.cap_use[member, cap, period] = used


def cap_key(batch: Batch, member: UUID, cap: Cap, day: date) -> CapKey | None:
    """Where the cap counts; a cap per receipt counts nowhere."""
    start = cap.counts_from(batch.house.club.reckoning, day)
    return (member, cap.id, start) if start else None


def when(batch: Batch, instant: datetime) -> When:
    local = instant.astimezone(batch.house.club.zone)
    return When(instant, local.date(), local.weekday(), local.hour)


def facts(
    batch: Batch, judge: Judge, member: UUID, kind: str, at: When, *, store: str = "", channel: str = "",
    means: tuple[str, ...] = (), lines: tuple[Line, ...] = (), tax: int = 0, delivery: int = 0, granted: int = 0,
) -> Facts:  # fmt: skip
    profile = batch.profiles[member]
    purchases, last_at = batch.counted(member)
    own = personal(
        judge.reads, batch.house.club.reckoning, batch.house.club.zone, at.instant, at.day, born=profile.birthday,
        joined_at=profile.joined_at, last_at=last_at,
    )  # fmt: skip
    return Facts(
        kind,
        at.instant,
        at.day,
        at.weekday,
        at.hour,
        store,
        channel,
        means,
        lines,
        tax,
        delivery,
        granted,
        tier_on(batch, member, at.instant),
        batch.segments.get(member, frozenset()),
        frozenset(profile.tags),
        purchases,
        own.age,
        own.birthday_days,
        own.days_since_joining,
        own.days_since_last_visit,
        used(batch, judge, member, kind, at.day),
    )


def facts_of_purchase(batch: Batch, judge: Judge, member: UUID, at: When, item: Purchase, place: Place | None) -> Facts:
    return facts(
        batch, judge, member, "purchase", at, store=place.code if place else "", channel=item.channel,
        means=tuple([each.means for each in item.payments]), lines=counted_lines(item.lines), tax=item.tax_minor,
        delivery=item.delivery_minor, granted=sum([each.amount_minor for each in item.payments if each.granted]),
    )  # fmt: skip


def used(batch: Batch, judge: Judge, member: UUID, kind: str, day: date) -> dict[str, int]:
    counted = {}
    for cap in judge.caps_of(kind):
        key = cap_key(batch, member, cap, day)
        if key and (units := batch.cap_used(key)):
            counted[cap.id] = units
    return counted


def tier_on(batch: Batch, member: UUID, instant: datetime) -> str:
    """The tier of the day the activity happened: for a late one, what stood then."""
    standing = batch.standings.get(member)
    if standing is None:
        return ""
    tier = standing.tier
    for changed_at, before in reversed(batch.tier_changes.get(member, [])):
        if changed_at <= instant:
            break
        tier = before
    return tier


def judge_on(batch: Batch, instant: datetime) -> Judge:
    """The judge of the day. For days on which nothing could be earned a source may name another version; one that
    earns nothing needs any."""
    if not batch.source.earns:
        return batch.judges.numbered(UNJUDGED)
    if not batch.source.version:
        return batch.judges.on(instant)
    of_the_day = batch.judges.found(instant)
    if of_the_day is None or not of_the_day.programme.rules:
        return batch.judges.numbered(batch.source.version)
    return of_the_day


def count_caps(batch: Batch, judge: Judge, member: UUID, day: date, evaluation: Evaluation) -> None:
    for cap_id, units in evaluation.used.items():
        change_cap(batch, member, judge.caps_by_id[cap_id], day, units)


def change_cap(batch: Batch, member: UUID, cap: Cap, day: date, units: int) -> None:
    if key := cap_key(batch, member, cap, day):
        batch.cap_use[key] = max(0, batch.cap_use.get(key, 0) + units)
        batch.caps_changed.add(key)


def local_day(batch: Batch, instant: datetime) -> date:
    return local_date(instant, batch.house.club.zone)
