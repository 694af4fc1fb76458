"""The dry run: every row is parsed and held against the club, and nothing is written but the rows' own file."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.crypto import salted_hmac

from vafa.activities.queries.reading import members_with
from vafa.base import jobs, references
from vafa.base.errors import Refusal
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.files import errors, places, staging
from vafa.files.actions.taking import sheet_of
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.files.reading import fields, tables
from vafa.files.reading.parsing import Bought, Correction, Matching, Opening, Parser, Person, Problem
from vafa.files.staging import FOLDED, Row, Staging
from vafa.ledger.queries.states import units_of
from vafa.members.queries import by_values

JOB: Final = "go_on_with_import"
ROWS_AT_ONCE = 2000
EXAMPLES = 3
SHAPES: Final[dict[str, type[Any]]] = {
    fields.MEMBERS: Person, fields.RECEIPTS: Bought, fields.BALANCES: Opening, fields.ADJUSTMENTS: Correction,
}  # fmt: skip
_encode = msgspec.msgpack.encode
Told = Callable[[int], None]


def decode(found: Import, data: bytes) -> Any:
    return msgspec.msgpack.decode(data, type=SHAPES[found.kind])


def matching_of(found: Import) -> Matching:
    given = found.matching
    return Matching(found.kind, given["columns"], given.get("values", {}), given.get("choices", {}))


def go_on_later(found: Import, now: datetime) -> None:
    """The worker is to take its turn at whatever the import needs next."""
    jobs.enqueue([(found.club_id, JOB, {"import": str(found.id)}, f"import:{found.id}:{new_id()}", now)])


@transaction.atomic
def ask_to_check(*, club: Club, import_id: UUID, now: datetime, job: bool = True) -> Import:
    """The dry run is to start, or to start again under other choices; with `job` by the worker."""
    found = queries.get(club, import_id, lock=True)
    if found.started_at or found.state not in {"matching", "checked", "failed", "checking"}:
        raise errors.NotNow(state=found.state)
    found.state, found.place, found.trouble = "checking", 0, ""
    found.save(update_fields=["state", "place", "trouble"])
    if job:
        go_on_later(found, now)
    return found


def check(*, club: Club, import_id: UUID, now: datetime, told: Told | None = None) -> Import:
    """In: an import that is to be checked. Out: checked, with its summary, or failed with the reason. May run twice:
    each has rows of its own, which count when it ends and its choices still stand."""
    found = queries.get(club, import_id)
    if found.state != "checking":
        return found
    own = places.staged(club.id, import_id).with_name(f"{new_id().hex}.sqlite3")
    try:
        summary = _check(found, own, now, told or _keep_place(found))
    except Refusal as refusal:
        return _end(found, {"state": "failed", "trouble": refusal.code})
    except sqlite3.Error:
        return _end(found, {"state": "failed", "trouble": errors.NoRoom.code})
    else:
        return _end(found, {"state": "checked", "summary": summary, "place": 0, "rows": summary["rows"]}, own)
    finally:
        staging.remove(own)


@transaction.atomic
def _end(found: Import, outcome: dict[str, Any], rows: Path | None = None) -> Import:
    """The owner may have chosen otherwise or discarded the file meanwhile: then this dry run was of nothing."""
    held = Import.objects.select_for_update().filter(id=found.id, state="checking").first()
    if held is not None and (held.kind, held.matching) == (found.kind, found.matching):
        if rows is not None:
            staging.put_in_place(rows, places.staged(found.club_id, found.id))
        Import.objects.filter(id=held.id).update(**outcome)
    return queries.get(found.club, found.id)


def _keep_place(found: Import) -> Told:
    def told(row: int) -> None:
        Import.objects.filter(id=found.id).update(place=row)

    return told


def _check(found: Import, own: Path, now: datetime, told: Told) -> dict[str, Any]:
    club, matching = found.club, matching_of(found)
    day_first = matching.chosen("day_first") == "yes"
    parser = Parser(matching, queries.words_of(club, now, day_first=day_first))
    with staging.opened(own, afresh=True) as rows:
        count = 0
        parsed = _parsed(found, parser)
        while part := list(islice(parsed, ROWS_AT_ONCE)):
            rows.add(part)
            count += len(part)
            told(count)
        rows.index()
        checked = _Checked(found, matching, rows, now)
        checked.hold_against_itself()
        checked.hold_against_the_club()
        ready = rows.order()
        summary = checked.summary(count, ready)
        rows.settle()
        return summary


def _parsed(found: Import, parser: Parser) -> Iterator[Row]:
    path = places.original(found.club_id, found.id)
    if not path.exists():
        raise errors.FileChanged
    under_the_header = islice(tables.rows(path, sheet_of(found)), 1, None)
    for number, cells in under_the_header:
        yield _row(found, parser, number, cells)


def _row(found: Import, parser: Parser, number: int, cells: Sequence[str]) -> Row:
    try:
        key, parsed = parser.row(cells)
    except Problem as problem:
        return Row(number, "", "", "", b"", problem.code, problem.detail)
    at, ref = "", f"row:{number}"
    if found.kind == fields.RECEIPTS:
        at = parsed.at.isoformat()
        ref = parsed.number or f"{parsed.at:%Y%m%d%H%M}:{_whose(found, key)}:{parsed.amount_minor}"
    elif found.kind == fields.BALANCES:
        at = str(parsed.ends or "9999")
    return Row(number, key, at, ref, _encode(parsed))


def _whose(found: Import, key: str) -> str:
    """A phone or card for a reference: the books live on when a person is forgotten, so it tells nobody which."""
    return salted_hmac(f"vafa.files.{found.club_id}", key, algorithm="sha256").hexdigest()[:20]


@dataclass
class _Checked:
    """What the rows are found to be, one question after another."""

    found: Import
    matching: Matching
    rows: Staging
    now: datetime
    new: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    """Keys of people who will join, and of those who are members."""
    left: dict[tuple[UUID, str], int] = field(default_factory=dict)
    """Of members whom rows adjust: units that are active after the rows so far."""

    def hold_against_itself(self) -> None:
        if self.found.kind == fields.MEMBERS:
            self._settle_twice()
        elif self.found.kind == fields.RECEIPTS:
            if "number" in self.matching.columns:
                self.rows.mark([("number_shared", first, n) for n, first in self.rows.shared_numbers()])
            else:
                self.rows.number_nameless()

    def _settle_twice(self) -> None:
        choice, marks, changed = self.matching.chosen("twice"), list[tuple[str, str, int]](), []
        for group in self.rows.twice():
            first, last = group[0], group[-1]
            if choice == "leave_out":
                marks += [("twice", str(first.n), row.n) for row in group[1:]]
                continue
            marks += [(FOLDED, str(last.n), row.n) for row in group[:-1]]
            if choice == "add":
                total = sum(decode(self.found, row.data).units for row in group)
                person = decode(self.found, last.data)
                person.units = total
                changed.append((_encode(person), last.n))
        self.rows.mark(marks)
        self.rows.change(changed)

    def hold_against_the_club(self) -> None:
        judged = {
            fields.MEMBERS: self._members, fields.RECEIPTS: self._receipts, fields.BALANCES: self._balances,
            fields.ADJUSTMENTS: self._adjustments,
        }  # fmt: skip
        after = -1
        while part := self.rows.good(after):
            after = part[-1].n
            members = by_values(self.found.club, [row.key for row in part])
            self.rows.mark(list(judged[self.found.kind](part, members)))

    def _members(self, part: list[Row], members: dict[str, UUID]) -> Iterator[tuple[str, str, int]]:
        people = {row.n: decode(self.found, row.data) for row in part}
        second = by_values(self.found.club, [each.card for each in people.values() if each.phone and each.card])
        with_units = [members[row.key] for row in part if people[row.n].units and row.key in members]
        opened = self._opened(with_units)
        for row in part:
            person, member = people[row.n], members.get(row.key)
            if person.phone and person.card and second.get(person.card, member) != member:
                yield "card_taken", person.card, row.n
            elif member is None:
                self.new.add(row.key)
            elif self.matching.chosen("known") == "leave_out":
                yield "known", row.key, row.n
            elif person.units and member in opened and self.matching.chosen("balance_there") == "leave_out":
                yield "balance_there", str(person.units), row.n
            else:
                self.there.add(row.key)

    def _balances(self, part: list[Row], members: dict[str, UUID]) -> Iterator[tuple[str, str, int]]:
        opened = self._opened([members[row.key] for row in part if row.key in members])
        for row in part:
            member = members.get(row.key)
            if member is None:
                yield "unknown_member", row.key, row.n
            elif member in opened and self.matching.chosen("balance_there") == "leave_out":
                yield "balance_there", row.key, row.n
            else:
                self.there.add(row.key)

    def _adjustments(self, part: list[Row], members: dict[str, UUID]) -> Iterator[tuple[str, str, int]]:
        """What is taken off must be there, also after the rows above it."""
        again = self.matching.chosen("adjusted_before") == "leave_out" and queries.same_file_stands(self.found)
        for row in part:
            wanted: Correction = decode(self.found, row.data)
            if row.key not in members:
                yield "unknown_member", row.key, row.n
            elif again:
                yield "adjusted_before", "", row.n
            elif not self._is_there(members[row.key], wanted):
                yield "not_enough", str(-wanted.units), row.n
            else:
                self.there.add(row.key)

    def _is_there(self, member: UUID, wanted: Correction) -> bool:
        key = member, wanted.unit
        if key not in self.left:
            self.left[key] = units_of(member, [wanted.unit], self.now)[0].active
        if self.left[key] + wanted.units < 0:
            return False
        self.left[key] += wanted.units
        return True

    def _opened(self, members: list[UUID]) -> set[UUID]:
        """Those who have an opening balance from an import that stands."""
        sources = queries.live_sources(self.found.club, (fields.MEMBERS, fields.BALANCES), self.found.id)
        return members_with(members, sources) if members and sources else set()

    def _receipts(self, part: list[Row], members: dict[str, UUID]) -> Iterator[tuple[str, str, int]]:
        sources = queries.live_sources(self.found.club, (fields.RECEIPTS,), self.found.id)
        keys = [(source, row.ref) for source in sources for row in part]
        there = {reference for _, reference in references.look_up(self.found.club_id, keys)}
        for row in part:
            if row.ref in there:
                yield "already_in", row.ref, row.n
            elif row.key in members:
                self.there.add(row.key)
            elif self.matching.chosen("unknown") == "join":
                self.new.add(row.key)
            else:
                yield "unknown_member", row.key, row.n

    def summary(self, count: int, ready: int) -> dict[str, Any]:
        problems = [
            {"code": code, "rows": many, "some": self.rows.examples(code, EXAMPLES)}
            for code, many in self.rows.problems()
        ]
        told: dict[str, Any] = {
            "problems": problems,
            "rows": count,
            "ready": ready,
            "new": len(self.new),
            "updated": len(self.there),
        }
        told["left_out"] = sum(each["rows"] for each in problems)
        return told | self._sums()

    def _sums(self) -> dict[str, Any]:
        """Opening units and money of the rows that are ready, and the receipts and days they are of."""
        units, off = dict[str, int](), dict[str, int]()
        money, receipts, after, first, last = 0, set[str](), 0, "", ""
        default = queries.words_of(self.found.club, self.now).unit
        while part := self.rows.work(after, ROWS_AT_ONCE):
            after = part[-1].place
            for row in part:
                parsed = decode(self.found, row.data)
                if isinstance(parsed, Bought):
                    money += parsed.amount_minor - parsed.discount_minor
                    receipts.add(row.ref)
                    day = parsed.at.date().isoformat()
                    first, last = min(first or day, day), max(last, day)
                elif parsed.units:
                    unit, sums = getattr(parsed, "unit", default), units if parsed.units > 0 else off
                    sums[unit] = sums.get(unit, 0) + abs(parsed.units)
        return {"units": units, "off": off, "minor": money, "receipts": len(receipts), "first": first, "last": last}


def known_words(club: Club, now: datetime) -> dict[str, set[str]]:
    """By field that is matched by its values, the words the club knows."""
    words = queries.words_of(club, now)
    return {"tier": set(words.tiers), "branch": set(words.stores)}
