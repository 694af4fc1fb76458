"""Law 10: the rules that were in force, replayed in booking order with the stored facts, award exactly what was booked.

Whatever differs is told, one finding for each activity, in words for whoever mends it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from vafa.activities import stored
from vafa.activities.shapes import Awarded
from vafa.earning.queries import UNJUDGED, Judges
from vafa.engine.earning.evaluate import Award, Judge
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.returns import take_backs
from vafa.insight.backtest.rows import MemberRows, Row

_awards = msgspec.json.Decoder(tuple[Awarded, ...])


@dataclass(frozen=True, slots=True)
class Difference:
    """An activity that the replay would not have booked as it stands: units by (rule, unit), of a return by award."""

    member: UUID
    activity: UUID
    kind: str
    booked: dict[str, int]
    replayed: dict[str, int]


@dataclass(slots=True)
class Original:
    """A purchase with what its returns have left of it so far."""

    row: Row
    judge: Judge
    facts: Facts
    awards: list[Award]
    ids: list[UUID]
    taken: list[int]


def differences(judges: Judges, zone: ZoneInfo, member: MemberRows) -> Iterator[Difference]:
    """In: a club's judges and time zone, and a member's rows with their awards, in booking order. Out: whatever the
    stored facts do not give again."""
    originals: dict[UUID, Original] = {}
    for row in member.rows:
        if row.kind == "return" and row.original in originals:
            yield from _of_return(member.id, row, originals[row.original])
        elif row.version != UNJUDGED and row.facts is not None and row.kind not in {"return", "adjustment"}:
            original = _judged(judges, zone, row)
            originals[row.id] = original
            yield from _of_activity(member.id, original)


def _judged(judges: Judges, zone: ZoneInfo, row: Row) -> Original:
    local = row.happened_at.astimezone(zone)
    when = stored.When(row.happened_at, row.day, row.day.weekday(), local.hour)
    body, known = msgspec.json.decode(row.body), msgspec.json.decode(row.facts or "{}")
    facts = stored.facts_from_plain(row.kind, when, row.store, row.channel, body, known)
    kept = [award for award in _awards.decode(row.awards) if award.units]
    awards, ids = [stored.to_award(award) for award in kept], [award.id for award in kept]
    return Original(row, judges.numbered(row.version), facts, awards, ids, [0] * len(kept))


def _of_activity(member: UUID, original: Original) -> Iterator[Difference]:
    evaluation = original.judge.evaluate(original.facts)
    silenced = [stored.to_award(award) for award in _awards.decode(original.row.awards) if not award.units]
    if list(evaluation.awards) != original.awards or list(evaluation.silenced) != silenced:
        yield Difference(
            member, original.row.id, original.row.kind, _told(original.awards), _told(evaluation.awards)
        )  # fmt: skip


def _of_return(member: UUID, row: Row, original: Original) -> Iterator[Difference]:
    body = msgspec.json.decode(row.body)
    asked, _ = take_backs(original.judge, stored.left_of(original.facts, body), original.awards, original.taken)
    replayed = {str(original.ids[ask.place]): ask.units for ask in asked}
    booked = {each["award"]: each["units"] for each in body["taken_back"]}
    for ask in asked:
        original.taken[ask.place] += ask.units
    if replayed != booked or original.taken != body["taken"]:
        yield Difference(member, row.id, row.kind, booked, replayed)


def _told(awards: Any) -> dict[str, int]:
    told: dict[str, int] = {}
    for award in awards:
        name = f"{award.rule} {award.unit}"
        told[name] = told.get(name, 0) + award.units
    return told
