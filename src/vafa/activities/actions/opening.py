"""Opening balances: the lots that members bring along from the books a shop kept before, and their taking back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from vafa.activities import errors
from vafa.activities.actions.adjusting import Kept, keep
from vafa.activities.actions.checking import check_reference
from vafa.activities.queries.reading import opened_by
from vafa.base import references
from vafa.base.errors import ReferenceConflict
from vafa.base.ids import new_id
from vafa.earning.queries import Judges
from vafa.engine.calendar.periods import first_instant
from vafa.engine.earning.evaluate import Judge
from vafa.engine.expiry import end_and_slide
from vafa.engine.lots import owing, posting
from vafa.engine.lots.shapes import Cause, Kind, Terms
from vafa.engine.lots.states import unheld
from vafa.ledger.actions.posting import open_books, post
from vafa.members.queries import of_club
from vafa.partners.house import House


@dataclass(frozen=True, slots=True)
class Opening:
    """Units above zero that a member brings: earned on a day (now if not known) and ending with the last moment of
    another (as the programme says, counted from now, if not known)."""

    reference: str
    member: UUID
    unit: str
    units: int
    earned: date | None = None
    ends: date | None = None


@transaction.atomic
def open_balances(
    *, house: House, source: str, openings: Sequence[Opening], reason: str, staff_id: UUID | None
) -> list[UUID]:
    """In: lots to open, and the reason in the staff's words. Out: the activity of each, the first time and every time
    after. Refused whole: a unit the club does not count, units of zero or less, a reference of other content."""
    judge = Judges(house.club).on(house.now)
    codes = {unit.code for unit in judge.programme.units}
    for each in openings:
        check_reference(each.reference)
        if each.unit not in codes:
            raise errors.UnknownUnit(unit=each.unit)
        if each.units <= 0:
            raise errors.AdjustmentOfNothing
    members = sorted({each.member for each in openings})
    books = open_books(house.club.id, members, sorted(codes), house.now)
    known = references.look_up(house.club.id, [(source, each.reference) for each in openings])
    kept, activities = [], list[UUID]()
    for each in openings:
        content = references.content_hash([str(each.member), each.unit, each.units, each.earned, each.ends])
        if seen := known.get((source, each.reference)):
            if seen.content_sha256 != content:
                raise ReferenceConflict(reference=each.reference, differs=["content"])
            activities.append(seen.outcome_id)
            continue
        activity = new_id()
        cause = Cause(house.now, house.now, house.operator, None, source, each.reference)
        account, digest = books[each.member, each.unit], sha256(reason.encode()).digest()
        terms = _terms(house, judge, each)
        posting.credit(account, cause, Kind.ADJUSTMENT, each.units, terms, award=activity, award_digest=digest)
        if account.balance < each.units:
            owing.pay(account, house.now, house.now)
        kept.append(Kept(each.reference, content, each.member, activity, each.unit, each.units))
        activities.append(activity)
    post(house.club.id, books)
    keep(house, source, kept, reason, staff_id, told=False)
    return activities


def _terms(house: House, judge: Judge, opening: Opening) -> Terms:
    zone = house.club.zone
    since = datetime.combine(opening.earned, time(12), zone).astimezone(UTC) if opening.earned else house.now
    if opening.ends:
        return Terms(min(since, house.now), expires_at=first_instant(opening.ends + timedelta(days=1), zone))
    expiry = judge.units[opening.unit].expiry
    ends, slides = end_and_slide(expiry, house.club.reckoning, zone, house.now)
    return Terms(min(since, house.now), expires_at=ends, sliding_days=slides)


@transaction.atomic
def close_balances(
    *, house: House, source: str, wanted: Sequence[str], reason: str, staff_id: UUID | None
) -> tuple[int, int]:
    """In: references of opened balances. Out: units taken back, and units that were spent, are held or have ended and
    stay as they are. What remains of each lot goes out under the reference `undo:…`, from the membership it has come to
    by merging; a second time does nothing."""
    opened = opened_by(house.club.id, source, wanted)
    units = sorted({unit for _, _, unit, _ in opened.values()})
    now_of = of_club(house.club, {member for member, *_ in opened.values()})
    members = sorted(set(now_of.values()))
    books = open_books(house.club.id, members, units, house.now, whole=members)
    known = references.look_up(house.club.id, [(source, f"undo:{reference}") for reference in opened])
    kept, back, spent = [], 0, 0
    for reference, (opened_for, activity, unit, amount) in opened.items():
        key, member = f"undo:{reference}", now_of[opened_for]
        if (source, key) in known:
            continue
        account = books[member, unit]
        own = [lot for lot in account.lots.values() if lot.award == activity]
        parts = [(lot.id, free) for lot in own if (free := unheld(account, lot)) > 0]
        left = sum(free for _, free in parts)
        spent += amount - left
        if left:
            cause = Cause(house.now, house.now, house.operator, None, source, key)
            reverse = new_id()
            posting.debit(account, cause, Kind.ADJUSTMENT, parts, award=reverse)
            kept.append(Kept(key, references.content_hash([key]), member, reverse, unit, -left))
            back += left
    post(house.club.id, books)
    keep(house, source, kept, reason, staff_id, told=False)
    return back, spent
