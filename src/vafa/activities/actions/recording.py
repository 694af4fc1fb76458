"""record: the one way in. Everything is a batch; each item books whole or not at all.

seen before? → who? → lock → facts → evaluate → post → stand → announce, in one database transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from vafa.activities import stored
from vafa.activities.actions import (
    awarding,
    checking,
    judging,
    limits,
    parking,
    returning,
    spending,
    standing,
    writing,
)
from vafa.activities.actions.batch import Batch
from vafa.activities.queries import reading
from vafa.activities.shapes import Awarded, Happening, Item, Outcome, Purchase, Return, Source
from vafa.base import references
from vafa.base.errors import ReferenceConflict, Refusal
from vafa.base.ids import new_id
from vafa.earning.queries import UNJUDGED, Judges
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.facts import Facts
from vafa.engine.lots.shapes import Cause
from vafa.ledger.actions.posting import open_books
from vafa.members import queries as members
from vafa.members.errors import MemberLeft, UnknownCard, UnknownMember
from vafa.partners.house import House
from vafa.partners.queries import Place
from vafa.segments.queries import segments_of
from vafa.tiers.queries import ladder_on

ITEMS_AT_ONCE = 256
"""In one transaction: others wait for the write lock meanwhile."""
HISTORY_AT_ONCE = 2000
"""For imports that staff run: fewer, longer transactions."""


class MergedMeanwhile(Exception):
    """A member was merged into another after the cards were read and before the lock was held."""


def record(*, house: House, source: Source, items: Sequence[Item]) -> list[Outcome]:
    """In: items of one club from one source, in booking order. Out: an outcome for each, in the same order; refused
    ones changed nothing, the others are booked. Many are booked in parts, each in a transaction of its own."""
    outcomes: list[Outcome] = []
    at_once = HISTORY_AT_ONCE if source.history else ITEMS_AT_ONCE
    for start in range(0, len(items), at_once):
        part = items[start : start + at_once]
        try:
            outcomes += _record(house, source, part)
        except (IntegrityError, MergedMeanwhile):
            # another process booked one of these references, or merged one of these members, between our look and our
            # lock: look again
            outcomes += _record(house, source, part)
    return outcomes


@transaction.atomic
def _record(house: House, source: Source, items: Sequence[Item]) -> list[Outcome]:
    ladder = None if source.settled_after else ladder_on(house.club, house.now)
    batch = Batch(house, source, Judges(house.club), ladder, items)
    hashes = [references.content_hash(item) for item in items]
    spending.read(batch, items)
    owners = _owners(batch, items)
    _open(batch, items, owners)
    known = references.look_up(house.club.id, [(source.name, item.reference) for item in items])
    _read_facts(batch, items, owners)
    parked = parking.look_up(batch, items)
    for place, item in enumerate(items):
        try:
            batch.outcomes[place] = _one(batch, item, hashes[place], owners.get(place), known)
        except Refusal as refusal:
            batch.outcomes[place] = Outcome(reference=item.reference, status="refused", refusal=refusal)
        else:
            _take_up_parked(batch, item, parked, known)
    writing.write(batch)
    return [batch.outcomes[place] for place in range(len(items))]


def _owners(batch: Batch, items: Sequence[Item]) -> dict[int, UUID | Refusal]:
    """By place in the batch: the member an item is about, or why there is none."""
    club = batch.house.club
    shown = members.by_cards(club, [item.card for item in items if not isinstance(item, Return) and item.card])
    named = {item.member for item in items if not isinstance(item, Return) and item.member}
    there = members.of_club(club, named) if named else {}
    owners: dict[int, UUID | Refusal] = {}
    for place, item in enumerate(items):
        if isinstance(item, Return):
            continue
        if isinstance(item, Purchase) and item.checkout:
            owners[place] = spending.owner(batch, item.checkout)
        elif item.card:
            owners[place] = shown.get(item.card) or UnknownCard(card=item.card)
        else:
            owners[place] = there.get(item.member) or UnknownMember(member=str(item.member or ""))  # type: ignore[arg-type]
    receipts = [(batch.source.name, item.receipt) for item in items if isinstance(item, Return)]
    booked = references.look_up(club.id, receipts)
    for place, item in enumerate(items):
        if isinstance(item, Return) and (original := booked.get((batch.source.name, item.receipt))):
            assert original.member_id is not None
            owners[place] = members.surviving(original.member_id)
    return owners


def _open(batch: Batch, items: Sequence[Item], owners: dict[int, UUID | Refusal]) -> None:
    """Locks come first, in member id order, before anything they guard is read."""
    returned = {item.receipt for item in items if isinstance(item, Return)}
    whole = {
        owner
        for place, owner in owners.items()
        if isinstance(owner, UUID) and (items[place].reference in returned or _needs_whole(batch, items[place]))
    }
    those = sorted({owner for owner in owners.values() if isinstance(owner, UUID)})
    holders, units = spending.accounts(batch, items)
    batch.books = open_books(
        batch.house.club.id, those, sorted({*batch.judges.units(), *units}), batch.now, whole=whole | holders,
        holders=holders,
    )  # fmt: skip


def _needs_whole(batch: Batch, item: Item) -> bool:
    if isinstance(item, Return) or (isinstance(item, Purchase) and item.checkout):
        return True
    return item.happened_at is not None and item.happened_at < batch.now and batch.judges.slide()


def _read_facts(batch: Batch, items: Sequence[Item], owners: dict[int, UUID | Refusal]) -> None:
    those = {owner for owner in owners.values() if isinstance(owner, UUID)}
    receipts = [(batch.source.name, item.receipt) for item in items if isinstance(item, Return)]
    batch.booked = reading.booked(batch.house, receipts)
    batch.profiles = members.profiles(those)
    if any(profile.merged_into for profile in batch.profiles.values()):
        raise MergedMeanwhile
    batch.segments = segments_of(those)
    judging.read_tallies(batch, those)
    instants, counted = list[tuple[UUID, datetime]](), set[limits.Key]()
    for place, owner in owners.items():
        if not isinstance(owner, UUID):
            continue
        item = items[place]
        original = batch.booked.get((batch.source.name, item.receipt)) if isinstance(item, Return) else None
        at = original.counts_at if original else item.happened_at or batch.now
        instants += [(owner, at), (owner, batch.now)]
        kind = original.kind if original else _kind(item)
        if judge := _judge_for(batch, item, original, at):
            counted |= limits.keys(batch, judge, owner, kind, judging.local_day(batch, at))
    limits.read(batch, counted, lock=True)
    standing.read(batch, instants)


def _kind(item: Item) -> str:
    return item.kind if isinstance(item, Happening) else "purchase"


def _judge_for(batch: Batch, item: Item, original: stored.Booked | None, at: datetime) -> Judge | None:
    """Who will judge it: of a return, whoever judged the purchase; of a hold that is captured, the judge of its
    instant. None where nobody can, or nothing is earned."""
    if not batch.source.earns:
        return None
    if original:
        return batch.judges.numbered(original.version)
    checkout = batch.checkouts.get(item.checkout) if isinstance(item, Purchase) and item.checkout else None
    try:
        return judging.judge_on(batch, checkout.placed_at if checkout else at)
    except Refusal:
        return None


def _one(
    batch: Batch,
    item: Item,
    content: bytes,
    owner: UUID | Refusal | None,
    known: dict[tuple[str, str], references.Known],
) -> Outcome:
    checking.check_reference(item.reference)
    key = batch.source.name, item.reference
    if seen := known.get(key):
        return _again(batch, item, content, seen)
    if isinstance(owner, Refusal):
        raise owner
    if isinstance(item, Return):
        outcome = returning.book(batch, item, content)
    elif isinstance(item, Purchase):
        assert owner is not None
        outcome = _purchase(batch, item, content, owner)
    else:
        assert owner is not None
        outcome = _happening(batch, item, content, owner)
    if outcome.activity is not None:
        known[key] = references.Known(content, outcome.member, outcome.activity)
    return outcome


def _again(batch: Batch, item: Item, content: bytes, seen: references.Known) -> Outcome:
    """Same reference and content: the first outcome. Other content: refused, the difference named."""
    place = next((place for place, each in batch.outcomes.items() if each.activity == seen.outcome_id), None)
    if seen.content_sha256 != content:
        first = batch.items[place] if place is not None else None
        differs = reading.item_differences(first, item) if first else reading.differences(batch.house, item, seen)
        raise ReferenceConflict(reference=item.reference, differs=differs)
    if place is not None:
        return msgspec.structs.replace(batch.outcomes[place], status="replayed")
    assert seen.member_id is not None
    return reading.first_outcome(item.reference, seen.member_id, seen.outcome_id)


class Arrival(NamedTuple):
    """Where and when an activity happened, checked, and the judge of that day."""

    place: Place | None
    at: stored.When
    judge: Judge

    @property
    def store(self) -> str:
        return self.place.code if self.place else ""


def _arrived(batch: Batch, item: Purchase | Happening, member: UUID, terminal: str) -> Arrival:
    profile = batch.profiles[member]
    place = checking.store_of(batch.house, batch.source, item.store)
    happened_at = item.happened_at or batch.now
    checking.check_time(batch.house, batch.source, happened_at, terminal)
    checking.check_member(batch.source, profile, happened_at)
    if profile.left_at:
        raise MemberLeft(member=str(member))
    at = judging.when(batch, happened_at)
    return Arrival(place, at, judging.judge_on(batch, at.instant))


def _earned(
    batch: Batch, arrival: Arrival, member: UUID, facts: Facts, reference: str
) -> tuple[tuple[Awarded, ...], tuple[Awarded, ...]]:
    """Out: the awards given, booked as lots, and those silenced, kept for their reasons."""
    if not batch.source.earns:
        return (), ()
    place, at, judge = arrival
    evaluation = judge.evaluate(facts)
    cause = Cause(
        at.instant, batch.now, place.partner if place else batch.house.operator, place.id if place else None,
        batch.source.name, reference,
    )  # fmt: skip
    given = awarding.give(batch, judge, member, evaluation.awards, cause, counts=True)
    limits.count(batch, judge, member, at.day, evaluation)
    return given, tuple([stored.awarded(award, new_id(), pending=False) for award in evaluation.silenced])


def _purchase(batch: Batch, item: Purchase, content: bytes, member: UUID) -> Outcome:
    checkout = batch.checkouts.get(item.checkout) if item.checkout else None
    if checkout:
        item = spending.receipt_of(batch, checkout, item)
    checking.check_purchase(batch.house.club, item)
    arrival = _arrived(batch, item, member, item.terminal)
    if checkout:
        arrival = arrival._replace(judge=judging.judge_on(batch, checkout.placed_at))
    place, at, judge = arrival
    facts = judging.facts_of_purchase(batch, judge, member, at, item, place)
    spent = spending.capture(batch, checkout, at.instant, item.reference) if checkout else {}
    given, silenced = _earned(batch, arrival, member, facts, item.reference)
    net = sum([line.amount_minor - line.discount_minor for line in item.lines])
    booked = stored.Booked(
        new_id(), member, "purchase", at.instant, at.instant, at.day, place, item.terminal, item.channel,
        judge.programme.version if batch.source.earns else UNJUDGED, net,
        sum([line.discount_minor for line in item.lines]), _cost(item),
        net + item.tax_minor + item.delivery_minor, stored.body_of(item) | spent, stored.facts_to_plain(facts),
        given + silenced,
    )  # fmt: skip
    _count_purchase(batch, member, at.instant)
    change = {"spend": net, "purchases": 1} | _active_units(given)
    standing.follow(batch, member, at.instant, at.day, change)
    return _keep(batch, booked, item.reference, content, purchases=1)


def _cost(item: Purchase) -> int | None:
    """Known only where every line's cost is."""
    costs = [line.cost_minor for line in item.lines if line.cost_minor is not None]
    return sum(costs) if len(costs) == len(item.lines) else None


def _active_units(awards: Iterable[Awarded]) -> dict[str, int]:
    units: dict[str, int] = {}
    for award in awards:
        if not award.pending:
            units[award.unit] = units.get(award.unit, 0) + award.units
    return units


def _count_purchase(batch: Batch, member: UUID, at: datetime) -> None:
    count = batch.tally(member)
    count.purchases += 1
    count.first_at = min(count.first_at or at, at)
    count.last_at = max(count.last_at or at, at)
    count.changed = True


def _happening(batch: Batch, item: Happening, content: bytes, member: UUID) -> Outcome:
    checking.check_happening(item)
    arrival = _arrived(batch, item, member, "")
    place, at, judge = arrival
    facts = judging.facts(batch, judge, member, item.kind, at, store=arrival.store, channel=item.channel)
    given, silenced = _earned(batch, arrival, member, facts, item.reference)
    booked = stored.Booked(
        new_id(), member, item.kind, at.instant, at.instant, at.day, place, "", item.channel, judge.programme.version,
        0, 0, None, 0, {}, stored.facts_to_plain(facts), given + silenced,
    )  # fmt: skip
    standing.follow(batch, member, at.instant, at.day, _active_units(given))
    return _keep(batch, booked, item.reference, content, purchases=0)


def _keep(batch: Batch, booked: stored.Booked, reference: str, content: bytes, *, purchases: int) -> Outcome:
    booked.facts["stood"] = tier = batch.tier(booked.member)
    writing.add(batch, booked, reference, content, purchases=purchases)
    batch.booked[batch.source.name, reference] = booked
    return Outcome(
        reference=reference, status="booked", activity=booked.id, member=booked.member, version=booked.version,
        awards=booked.awards, tier=tier,
    )  # fmt: skip


def _take_up_parked(
    batch: Batch, item: Item, parked: dict[str, list[parking.Waiting]], known: dict[tuple[str, str], references.Known]
) -> None:
    """Returns that came before this receipt are booked right after it."""
    for waiting in parked.pop(item.reference, []):
        key = batch.source.name, waiting.item.reference
        try:
            outcome = returning.book(batch, waiting.item, waiting.content)
        except Refusal as refusal:
            parking.refuse(batch, waiting, refusal)
        else:
            assert outcome.activity is not None
            known[key] = references.Known(waiting.content, outcome.member, outcome.activity)
            parking.end(batch, waiting)
