"""The run: slices of the checked rows go into the books, each whole with the note of how far it came, so that a stop
anywhere costs nothing: what is booked is noted, what is not is taken up again."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from vafa.activities.actions import following
from vafa.base import outbox
from vafa.base.actions import approvals
from vafa.base.models import Club, Role, Staff
from vafa.earning import queries as earning
from vafa.files import errors, places, staging
from vafa.files.actions.booking import Slice, book
from vafa.files.actions.checking import go_on_later
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.files.reading import fields
from vafa.members.queries import by_values
from vafa.partners.house import House, house_of

ROWS_AT_ONCE: Final = 500
"""In one transaction; a till waits no longer than for this."""
SETTLED_AT_ONCE: Final = 1000
APPROVED_FROM: Final = 100
"""Opening units above so many times the club's limit for one adjustment need a second person, where there is one."""
APPROVAL: Final = "opening_balances"


def needs_second_person(found: Import, staff: Staff | None = None) -> bool:
    """Do the opening balances or adjustments of this import exceed what one person may decide, `staff` or else who gave
    the file? Adjustments are held against the limit of one, with all rows together. Alone in a club, the owner may, and
    at the terminal whoever runs the server."""
    most = found.club.adjust_limit * (1 if found.kind == fields.ADJUSTMENTS else APPROVED_FROM)
    return max(moved(found).values(), default=0) > most and _others(found.club, staff or found.taken_by).exists()


def moved(found: Import) -> dict[str, int]:
    """By unit, what a checked import adds and takes off together."""
    added, off = found.summary.get("units", {}), found.summary.get("off", {})
    return {unit: added.get(unit, 0) + off.get(unit, 0) for unit in {**added, **off}}


def _others(club: Club, staff: Staff | None) -> Any:
    posts = Staff.objects.filter(club=club, ended_at=None, role__in=[Role.OWNER, Role.MANAGER])
    return posts.exclude(user_id=staff.user_id) if staff else posts.none()


@transaction.atomic
def start(*, club: Club, import_id: UUID, now: datetime, staff: Staff | None = None, job: bool = True) -> Import:
    """In: a checked import, and who starts it if that is not who gave the file: how it was matched since is theirs, so
    they cannot be its second person. Out: running; or waiting for the second person, who is asked. Refused: nothing to
    import, another import at work, not checked. With `job` the worker goes on with it."""
    found = queries.get(club, import_id, lock=True)
    if found.state not in {"checked", "waiting"}:
        raise errors.NotNow(state=found.state)
    if not found.summary.get("ready"):
        raise errors.NothingToImport
    other = queries.at_work(club)
    if other is not None and other.id != found.id:
        raise errors.AnotherRuns(**{"import": str(other.id)})
    approved = found.approval is not None and found.approval.outcome == "approved"
    asker = staff or found.taken_by
    if not approved and asker and needs_second_person(found, asker):
        return _ask(found, asker, now)
    found.state, found.started_at, found.place = "running", now, 0
    found.counts = {"new": 0, "updated": 0, "receipts": 0, "units": {}, "late": 0}
    begin(found, "state", "started_at", "place", "counts")
    if job:
        go_on_later(found, now)
    return found


def _ask(found: Import, staff: Staff, now: datetime) -> Import:
    if found.approval is None:
        found.approval = approvals.ask(
            club=found.club, verb=APPROVAL, subject=f"import:{found.id}", reason=found.file_name,
            data={"import": str(found.id), "units": moved(found), "kind": found.kind}, reference=str(found.id),
            asked_by=staff, now=now,
        )  # fmt: skip
    if found.approval.outcome == "refused":
        raise errors.ApprovalNeeded
    found.state = "waiting"
    begin(found, "state", "approval")
    return found


def begin(found: Import, *changed: str) -> None:
    """In: an import that is the one at work from here on. Refused: another became it between our look and our write."""
    try:
        with transaction.atomic():
            found.save(update_fields=changed)
    except IntegrityError:
        raise errors.AnotherRuns from None


@transaction.atomic
def pause(*, club: Club, import_id: UUID) -> Import:
    return _turn(club, import_id, "running", "paused")


@transaction.atomic
def resume(*, club: Club, import_id: UUID, now: datetime) -> Import:
    found = _turn(club, import_id, "paused", "running")
    go_on_later(found, now)
    return found


def _turn(club: Club, import_id: UUID, before: str, after: str) -> Import:
    if not Import.objects.filter(club=club, id=import_id, state=before).update(state=after):
        raise errors.NotNow(state=queries.get(club, import_id).state)
    return queries.get(club, import_id)


def go_on(*, club: Club, import_id: UUID, now: datetime) -> bool:
    """Does the next slice. Out: is there more to do? May run twice: two that meet take turns and do nothing twice."""
    found = queries.get(club, import_id)
    if found.state == "running":
        _slice(found, house_of(club, now))
    elif found.state == "settling":
        _settle(found, now)
    else:
        return False
    return Import.objects.filter(id=import_id, state__in=["running", "settling"]).exists()


def _slice(found: Import, house: House) -> None:
    with staging.opened(places.staged(found.club_id, found.id)) as rows, transaction.atomic():
        # the row is the lock: whoever holds it knows how far the import has come
        held = Import.objects.select_for_update().get(id=found.id)
        if held.state != "running":
            return
        work = rows.work(held.place, ROWS_AT_ONCE)
        if not work:
            held.state, held.place = "settling", 0
            held.save(update_fields=["state", "place"])
            return
        held.club = found.club
        done = Slice(held, house, rows, work, _version(found, house))
        book(done)
        held.place = work[-1].place
        held.counts = _added(held.counts, done)
        held.save(update_fields=["place", "counts"])
        rows.came_late(done.late)


def _version(found: Import, house: House) -> int:
    """The version that judges receipts of days without rules, 0 if all are to earn nothing."""
    if found.matching.get("choices", {}).get("earn") != "yes":
        return earning.UNJUDGED
    return earning.Judges(found.club).latest(house.now)


def _added(counts: dict[str, Any], done: Slice) -> dict[str, Any]:
    units = dict(counts["units"])
    for unit, amount in done.units.items():
        units[unit] = units.get(unit, 0) + amount
    return {
        "new": counts["new"] + done.new, "updated": counts["updated"] + done.updated, "units": units,
        "receipts": counts["receipts"] + done.receipts, "late": counts["late"] + len(done.late),
    }  # fmt: skip


def _settle(found: Import, now: datetime) -> None:
    """Receipts move tiers, once for each member at the end."""
    with staging.opened(places.staged(found.club_id, found.id)) as rows:
        work = rows.work(found.place, SETTLED_AT_ONCE) if found.kind == fields.RECEIPTS else []
        if work:
            members = by_values(found.club, {row.key for row in work})
            following.stand_after_import(club=found.club, those=set(members.values()), now=now)
            # whoever puts it back meanwhile begins with the first row
            here = Import.objects.filter(id=found.id, state="settling", place=found.place)
            here.update(place=work[-1].place)
            return
    finish(found, now)


@transaction.atomic
def finish(found: Import, now: datetime) -> None:
    if Import.objects.filter(id=found.id, state="settling").update(state="done", finished_at=now):
        outbox.announce(found.club_id, [("import_done", {"import": found.id, "kind": found.kind})], now)
