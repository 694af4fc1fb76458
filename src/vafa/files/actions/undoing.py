"""Putting an import back, for a day: what it booked gets its reverse, what it changed its former value."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction

from vafa.activities.actions import following, opening
from vafa.activities.actions.adjusting import adjust
from vafa.activities.actions.recording import record
from vafa.activities.queries.reading import active_elsewhere, opened_by
from vafa.activities.shapes import Return, Source
from vafa.base import outbox
from vafa.base.models import Club, Staff
from vafa.files import errors, places, staging
from vafa.files.actions.checking import go_on_later
from vafa.files.actions.running import ROWS_AT_ONCE, begin
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.files.reading import fields
from vafa.files.staging import Staging, Work
from vafa.members.actions import importing
from vafa.members.actions.importing import Change
from vafa.members.queries import absorbed_by, by_values, enrolled_by
from vafa.partners.house import House, house_of

UNDONE_WITHIN: Final = timedelta(days=1)


@transaction.atomic
def start_undo(*, club: Club, import_id: UUID, staff: Staff | None, now: datetime, job: bool = True) -> Import:
    """In: an import that is done, or has been stopped on its way. Out: being undone. Refused: after a day."""
    found = queries.get(club, import_id, lock=True)
    if found.state not in {"running", "paused", "settling", "done"}:
        raise errors.NotNow(state=found.state)
    if found.finished_at and now > found.finished_at + UNDONE_WITHIN:
        raise errors.UndoOver
    other = queries.at_work(club)
    if other is not None and other.id != found.id:
        raise errors.AnotherRuns(**{"import": str(other.id)})
    found.state, found.place, found.finished_at, found.undone_by = "undoing", 0, None, staff
    found.counts |= {"back": {"receipts": 0, "units": 0, "spent": 0, "left": 0, "stayed": 0, "restored": 0}}
    begin(found, "state", "place", "finished_at", "undone_by", "counts")
    if job:
        go_on_later(found, now)
    return found


def go_on_undoing(*, club: Club, import_id: UUID, now: datetime) -> bool:
    """Undoes the next slice. Out: is there more to do?"""
    found = queries.get(club, import_id)
    if found.state != "undoing":
        return False
    with staging.opened(places.staged(club.id, import_id)) as rows, transaction.atomic():
        held = Import.objects.select_for_update().get(id=import_id)
        if held.state != "undoing":
            return False
        held.club = club
        work = rows.work(held.place, ROWS_AT_ONCE)
        if not work:
            held.state, held.finished_at = "undone", now
            held.save(update_fields=["state", "finished_at"])
            outbox.announce(club.id, [("import_undone", {"import": held.id, "kind": held.kind})], now)
            return False
        held.counts["back"] = _sum(held.counts["back"], _undo(held, house_of(club, now), rows, work))
        held.place = work[-1].place
        held.save(update_fields=["place", "counts"])
    return True


def _sum(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(name, 0) + more.get(name, 0) for name in {**counts, **more}}


def _undo(held: Import, house: House, rows: Staging, work: list[Work]) -> dict[str, int]:
    done: dict[str, int] = {}
    refs = list(dict.fromkeys(row.ref for row in work))
    if held.kind == fields.RECEIPTS:
        done |= _give_back(held, house, refs)
    elif held.kind == fields.ADJUSTMENTS:
        done |= _reverse(held, house, refs)
    else:
        back, spent = opening.close_balances(
            house=house, source=held.source, wanted=refs, reason=held.file_name, staff_id=held.undone_by_id
        )
        done |= {"units": back, "spent": spent}
    if held.kind == fields.MEMBERS:
        done["restored"] = _restore(rows, work, held.club)
    return done | _withdraw(held, house, work)


def _give_back(held: Import, house: House, refs: list[str]) -> dict[str, int]:
    """A receipt is undone by its whole return, as at a till."""
    source = Source(name=held.source, history=True, staff_id=held.undone_by_id, settled_after=True)
    outcomes = record(house=house, source=source, items=[Return(f"undo:{ref}", ref) for ref in refs])
    returned = [outcome.member for outcome in outcomes if outcome.refusal is None and outcome.member]
    following.stand_after_import(club=held.club, those=set(returned), now=house.now)
    return {"receipts": len(returned)}


def _reverse(held: Import, house: House, refs: list[str]) -> dict[str, int]:
    """What is left of added units goes out; what was taken off comes in again, with an end as of today."""
    booked = opened_by(house.club.id, held.source, refs)
    added = [ref for ref, (_, _, _, units) in booked.items() if units > 0]
    back, spent = opening.close_balances(
        house=house, source=held.source, wanted=added, reason=held.file_name, staff_id=held.undone_by_id
    )
    again = 0
    for ref, (member, _, unit, units) in booked.items():
        if units < 0:
            adjust(
                house=house, member_id=member, unit=unit, units=-units, reason=held.file_name, reference=f"undo:{ref}",
                staff_id=held.undone_by_id, source=held.source,
            )  # fmt: skip
            again -= units
    return {"units": back, "spent": spent, "again": again}


def _restore(rows: Staging, work: list[Work], club: Club) -> int:
    """What an update replaced comes back, where nobody has changed it since."""
    kept = rows.kept(work[0].place, work[-1].place).values()
    return importing.change_back(club=club, changes=[msgspec.msgpack.decode(each, type=Change) for each in kept])


def _withdraw(held: Import, house: House, work: list[Work]) -> dict[str, int]:
    """Whom the import enrolled leaves again, unless they have done something here meanwhile."""
    members = set(by_values(held.club, {row.key for row in work}).values())
    own = enrolled_by(held.club, members, held.source)
    # whoever another membership was merged into carries what that one did
    busy = active_elsewhere(own, held.source) | set(absorbed_by(own))
    left = importing.withdraw(club=held.club, members=own - busy, now=house.now)
    return {"left": left, "stayed": len(busy)}
