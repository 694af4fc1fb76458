"""What one slice of rows becomes in the books, by kind. Runs inside the transaction of its caller."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from vafa.activities.actions import opening
from vafa.activities.actions.adjusting import adjust
from vafa.activities.actions.recording import record
from vafa.activities.errors import NotEnoughUnits
from vafa.activities.shapes import Line, Purchase, Source
from vafa.base.errors import Refusal
from vafa.engine import tiers
from vafa.files.actions.checking import decode
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.files.reading import fields
from vafa.files.reading.parsing import Bought, Correction, Opening, Person
from vafa.files.staging import Staging, Work
from vafa.members.actions import importing
from vafa.members.actions.joining import Joining, Word, join
from vafa.members.queries import by_values, profiles
from vafa.partners.house import House
from vafa.tiers.actions import Brought, bring_along
from vafa.tiers.queries import ladder_on

SMS, MARKETING = "sms", "marketing"


@dataclass
class Slice:
    """Rows of an import to be booked, and what became of them. `version` judges
    receipts of days without rules; 0: all earn nothing."""

    found: Import
    house: House
    rows: Staging
    work: list[Work]
    version: int
    new: int = 0
    updated: int = 0
    receipts: int = 0
    units: dict[str, int] = field(default_factory=dict)
    late: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.house.now

    @property
    def staff_id(self) -> UUID | None:
        return self.found.taken_by_id

    @property
    def reason(self) -> str:
        return self.found.file_name

    def refuse(self, row: int, refusal: Refusal) -> None:
        """Something changed since the dry run: the row stays out, with the reason."""
        self.late.append((row, refusal.code, ", ".join(str(value) for value in refusal.data.values())))

    def count_units(self, unit: str, units: int) -> None:
        self.units[unit] = self.units.get(unit, 0) + units


def book(part: Slice) -> None:
    kinds: Mapping[str, Callable[[Slice], None]] = {
        fields.MEMBERS: _members, fields.RECEIPTS: _receipts, fields.BALANCES: _balances,
        fields.ADJUSTMENTS: _adjustments,
    }  # fmt: skip
    kinds[part.found.kind](part)


def _members(part: Slice) -> None:
    people: dict[str, Person] = {row.key: decode(part.found, row.data) for row in part.work}
    there = by_values(part.found.club, people)
    fresh = [row for row in part.work if row.key not in there]
    joined = dict(there)
    outcomes = join(
        club=part.found.club, people=[_joining(part, people[row.key]) for row in fresh], now=part.now, told=False
    )
    for row, outcome in zip(fresh, outcomes, strict=True):
        if isinstance(outcome, UUID):
            joined[row.key] = outcome
            part.new += 1
        else:
            part.refuse(row.n, outcome)
    _update(part, [row for row in part.work if row.key in there], people, there)
    _bring_tiers(part, {joined[key]: person.tier for key, person in people.items() if person.tier and key in joined})
    unit = queries.words_of(part.found.club, part.now).unit
    openings = [
        opening.Opening(row.ref, joined[row.key], unit, people[row.key].units, None, people[row.key].ends)
        for row in part.work
        if people[row.key].units and row.key in joined
    ]
    _open(part, openings)


def _joining(part: Slice, person: Person) -> Joining:
    return Joining(
        person.joined_at or part.now, part.found.source, cards=_shown(person), given_name=person.given_name,
        family_name=person.family_name, gender=person.gender, birthday=person.birthday, email=person.email,
        tags=person.tags, home_store=person.store, consents=_words(part, person),
    )  # fmt: skip


def _shown(person: Person) -> tuple[tuple[str, str], ...]:
    """Phone and card as the parser left them: as the books keep them."""
    both = (("phone", person.phone), ("card", person.card))
    return tuple(each for each in both if each[1])


def _words(part: Slice, person: Person) -> tuple[Word, ...]:
    """What the file says of consent, with the file as its proof."""
    if person.sms is None:
        return ()
    return (Word(SMS, MARKETING, person.sms, part.now, f"{part.found.source} {part.found.file_name}"[:200]),)


def _update(part: Slice, rows: list[Work], people: Mapping[str, Person], there: Mapping[str, UUID]) -> None:
    """What the file says replaces what was there; what it leaves empty stays."""
    wanted, place_of, words = {}, {}, list[tuple[UUID, Word]]()
    for row in rows:
        person, member = people[row.key], there[row.key]
        given = {name: getattr(person, name) for name in ("given_name", "family_name", "birthday", "gender", "email")}
        given |= {"home_store_id": person.store, "tags": list(person.tags)}
        wanted[member] = {name: value for name, value in given.items() if value}
        place_of[member] = row.place
        words += [(member, word) for word in _words(part, person)]
    changes = importing.change_many(club=part.found.club, wanted=wanted)
    part.rows.keep([(place_of[change.member], msgspec.msgpack.encode(change)) for change in changes])
    importing.first_words(club=part.found.club, words=words, staff_id=part.staff_id)
    part.updated += len(rows)


def _bring_tiers(part: Slice, wanted: Mapping[UUID, str]) -> None:
    club = part.found.club
    ladder = ladder_on(club, part.now)
    if ladder is None or not wanted:
        return
    brought = []
    for member, profile in profiles(wanted).items():
        review = tiers.next_review(ladder, part.now, profile.joined_at, club.reckoning, club.zone)
        until = tiers.next_review(ladder, review, profile.joined_at, club.reckoning, club.zone) if review else None
        brought.append(Brought(member, wanted[member], review, until))
    bring_along(club=club, brought=brought, reason=part.reason, staff_id=part.staff_id, now=part.now)


def _open(part: Slice, openings: list[opening.Opening]) -> None:
    opening.open_balances(
        house=part.house, source=part.found.source, openings=openings, reason=part.reason, staff_id=part.staff_id
    )
    for each in openings:
        part.count_units(each.unit, each.units)


def _balances(part: Slice) -> None:
    there = by_values(part.found.club, {row.key for row in part.work})
    openings = []
    for row in part.work:
        brought: Opening = decode(part.found, row.data)
        if row.key not in there:
            part.late.append((row.n, "unknown_member", row.key))
            continue
        openings.append(
            opening.Opening(row.ref, there[row.key], brought.unit, brought.units, brought.earned, brought.ends)
        )
    _open(part, openings)
    part.updated += len({each.member for each in openings})


def _adjustments(part: Slice) -> None:
    there = by_values(part.found.club, {row.key for row in part.work})
    changed: set[UUID] = set()
    for row in part.work:
        wanted: Correction = decode(part.found, row.data)
        if row.key not in there:
            part.late.append((row.n, "unknown_member", row.key))
            continue
        try:
            adjust(
                house=part.house, member_id=there[row.key], unit=wanted.unit, units=wanted.units, reason=wanted.reason,
                reference=row.ref, staff_id=part.staff_id, source=part.found.source,
            )  # fmt: skip
        except NotEnoughUnits:
            part.late.append((row.n, "not_enough", str(-wanted.units)))
            continue
        except Refusal as refusal:
            part.refuse(row.n, refusal)
            continue
        part.count_units(wanted.unit, wanted.units)
        changed.add(there[row.key])
    part.updated += len(changed)


def _receipts(part: Slice) -> None:
    by_receipt: dict[str, list[tuple[Work, Bought]]] = {}
    for row in part.work:
        by_receipt.setdefault(row.ref, []).append((row, decode(part.found, row.data)))
    there = by_values(part.found.club, {row.key for row in part.work})
    there |= _enrol(part, by_receipt.values(), there)
    known = [(rows, there[rows[0][0].key]) for rows in by_receipt.values() if rows[0][0].key in there]
    source = Source(
        name=part.found.source, history=True, staff_id=part.staff_id, settled_after=True, earns=part.version > 0,
        version=part.version,
    )  # fmt: skip
    outcomes = record(house=part.house, source=source, items=[_purchase(rows, member) for rows, member in known])
    for (rows, _), outcome in zip(known, outcomes, strict=True):
        if outcome.refusal is not None:
            for row, _ in rows:
                part.refuse(row.n, outcome.refusal)
            continue
        part.receipts += 1
        for award in outcome.awards:
            if not award.silenced:
                part.count_units(award.unit, award.units)
    first_seen: dict[UUID, datetime] = {}
    for rows, member in known:
        first_seen[member] = min(first_seen.get(member, rows[0][1].at), rows[0][1].at)
    importing.joined_earlier(club=part.found.club, first_seen=first_seen)


def _enrol(part: Slice, receipts: Iterable[list[tuple[Work, Bought]]], there: Mapping[str, UUID]) -> dict[str, UUID]:
    """Buyers whom nobody enrolled, where the owner chose so: members since their first receipt."""
    first: dict[str, tuple[Work, Bought]] = {}
    for rows in receipts:
        row, bought = rows[0]
        if row.key not in there and (row.key not in first or bought.at < first[row.key][1].at):
            first[row.key] = rows[0]
    chosen = part.found.matching.get("choices", {}).get("unknown") == "join"
    people = [_buyer(part, key, bought.at) for key, (_, bought) in first.items()] if chosen else []
    joined = {}
    outcomes = join(club=part.found.club, people=people, now=part.now, told=False)
    for key, outcome in zip(first, outcomes, strict=False):
        if isinstance(outcome, UUID):
            joined[key] = outcome
            part.new += 1
    for rows in receipts:
        if rows[0][0].key not in there and rows[0][0].key not in joined:
            part.late += [(row.n, "unknown_member", row.key) for row, _ in rows]
    return joined


def _buyer(part: Slice, key: str, at: datetime) -> Joining:
    return Joining(at, part.found.source, cards=(("phone" if key.startswith("+") else "card", key),))


def _purchase(rows: list[tuple[Work, Bought]], member: UUID) -> Purchase:
    first = rows[0][1]
    lines = tuple(
        Line(each.amount_minor, each.sku, each.product, each.category, quantity=each.quantity,
             discount_minor=each.discount_minor)
        for _, each in rows
    )  # fmt: skip
    return Purchase(rows[0][0].ref, lines, member=member, happened_at=first.at, store=first.store)
