"""Adjustments by staff, with a reason; above the club's limit another person approves."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from vafa.activities import errors
from vafa.activities.actions.checking import check_reference
from vafa.activities.models import Activity
from vafa.base import outbox, references, sql
from vafa.base.errors import ReferenceConflict
from vafa.base.ids import new_id
from vafa.earning.queries import UNJUDGED, Judges
from vafa.engine.calendar.periods import local_date
from vafa.engine.expiry import end_and_slide
from vafa.engine.lots import owing, posting
from vafa.engine.lots.holding import parts_to_draw
from vafa.engine.lots.shapes import Account, Cause, Kind, Terms
from vafa.engine.lots.states import standing
from vafa.ledger.actions.posting import open_books, post
from vafa.members import queries as members
from vafa.partners.house import House

SOURCE = "console"
ADJUSTMENT = "adjustment"


class Kept(NamedTuple):
    """An adjustment that was posted: its reference, what the reference stands for, and its signed units."""

    reference: str
    content: bytes
    member: UUID
    activity: UUID
    unit: str
    units: int


@transaction.atomic
def adjust(
    *, house: House, member_id: UUID, unit: str, units: int, reason: str, reference: str, staff_id: UUID | None = None,
    source: str = SOURCE,
) -> UUID:  # fmt: skip
    """In: signed units, the reason in the staff's words, and a reference that makes a retry safe. Out: the activity.
    Refused: nothing to adjust, a unit the club does not count, more than is active."""
    club, now = house.club, house.now
    check_reference(reference)
    member = members.get(club, members.surviving(member_id)).id
    judge = Judges(club).on(now)
    if unit not in {each.code for each in judge.programme.units}:
        raise errors.UnknownUnit(unit=unit)
    if units == 0:
        raise errors.AdjustmentOfNothing
    books = open_books(club.id, [member], [unit], now, whole=[member])
    content = references.content_hash([str(member), unit, units, reason])
    if seen := references.look_up(club.id, [(source, reference)]).get((source, reference)):
        if seen.content_sha256 != content:
            raise ReferenceConflict(reference=reference, differs=["content"])
        return seen.outcome_id
    account, activity = books[member, unit], new_id()
    cause = Cause(now, now, house.operator, None, source, reference)
    if units > 0:
        expiry = judge.units[unit].expiry
        ends, slides = end_and_slide(expiry, club.reckoning, club.zone, now)
        terms = Terms(now, expires_at=ends, sliding_days=slides)
        digest = sha256(reason.encode()).digest()
        posting.credit(account, cause, Kind.ADJUSTMENT, units, terms, award=activity, award_digest=digest)
        owing.pay(account, now, now)
    else:
        _draw(account, cause, -units, activity, now)
    post(club.id, books)
    keep(house, source, [Kept(reference, content, member, activity, unit, units)], reason, staff_id, told=True)
    return activity


def _draw(account: Account, cause: Cause, units: int, activity: UUID, now: datetime) -> None:
    active = standing(account, now).active
    if units > active:
        raise errors.NotEnoughUnits(asked=units, active=active)
    posting.debit(account, cause, Kind.ADJUSTMENT, parts_to_draw(account, units, now), award=activity)


def keep(house: House, source: str, kept: Sequence[Kept], reason: str, staff_id: UUID | None, *, told: bool) -> None:
    """The activities of adjustments that are in the books, with their references and, if told, their events."""
    now, club = house.now, house.club
    columns = (
        "member_id", "id", "club_id", "kind", "source", "reference", "happened_at", "booked_at", "counts_at", "day",
        "body", "awards", "terminal", "channel", "version", "net_minor", "discount_minor", "payable_minor", "purchases",
    )  # fmt: skip
    today = local_date(now, club.zone)
    rows = [
        (
            each.member, each.activity, club.id, ADJUSTMENT, source, each.reference, now, now, now, today,
            {"unit": each.unit, "units": each.units, "reason": reason, "staff": staff_id}, (), "", "", UNJUDGED, 0, 0,
            0, 0,
        )
        for each in kept
    ]  # fmt: skip
    sql.insert(Activity, columns, rows)
    booked = [(source, each.reference, each.content, each.member, each.activity) for each in kept]
    references.book(club.id, booked, now)
    if told:
        events = [
            {"member": each.member, "activity": each.activity, "unit": each.unit, "units": each.units} for each in kept
        ]
        outbox.announce(club.id, [("units_adjusted", event) for event in events], now)
