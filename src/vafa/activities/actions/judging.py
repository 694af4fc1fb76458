"""Facts of an activity from what the batch has read, and the awards they earn."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from vafa.activities.actions import limits
from vafa.activities.actions.batch import Batch, Count
from vafa.activities.models import Tally
from vafa.activities.personal import personal
from vafa.activities.shapes import Purchase
from vafa.activities.stored import When, counted_lines
from vafa.base import reads
from vafa.earning.queries import UNJUDGED
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.facts import Facts, Line
from vafa.members.queries import absorbed_by
from vafa.partners.queries import Place


def read_tallies(batch: Batch, members: Collection[UUID]) -> None:
    """A member's tally is the sum over the memberships merged into it, so that a merge and its undo need no step."""
    batch.absorbed = absorbed_by(members)
    columns, those = ("member_id", "purchases", "first_at", "last_at"), batch.with_absorbed(members)
    for member, purchases, first_at, last_at in reads.select(Tally, columns, {"member_id__in": those}):
        batch.tallies[member] = Count(purchases, first_at, last_at)


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
        limits.used(batch, judge, member, kind, at.day),
    )


def facts_of_purchase(batch: Batch, judge: Judge, member: UUID, at: When, item: Purchase, place: Place | None) -> Facts:
    return facts(
        batch, judge, member, "purchase", at, store=place.code if place else "", channel=item.channel,
        means=tuple([each.means for each in item.payments]), lines=counted_lines(item.lines), tax=item.tax_minor,
        delivery=item.delivery_minor, granted=sum([each.amount_minor for each in item.payments if each.granted]),
    )  # fmt: skip


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


def local_day(batch: Batch, instant: datetime) -> date:
    return local_date(instant, batch.house.club.zone)
