"""A member says that a debit was not theirs; the club decides, once, and says why."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from vafa.base import outbox
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.checkout import errors
from vafa.checkout.actions import giving, recalling, taking_back, undoing
from vafa.checkout.models import Dispute
from vafa.checkout.queries import disputes
from vafa.checkout.queries.reading import settings_of
from vafa.engine.lots.shapes import Cause, Kind
from vafa.ledger.actions.posting import open_books, post
from vafa.ledger.models import Account, Movement
from vafa.members.queries import surviving
from vafa.partners.house import House
from vafa.rewards import kinds
from vafa.rewards.actions import redemptions
from vafa.rewards.models import Redemption


@transaction.atomic
def dispute(*, club: Club, member: UUID, movement_id: UUID, text: str, now: datetime) -> Dispute:
    """In: a debit of the member's and what they say about it. Out: the case; saying it again changes nothing. Refused:
    no units were spent by that movement, or longer ago than the club hears about."""
    spent = Movement.objects.filter(member_id=member, id=movement_id, club_id=club.id, units__lt=0).first()
    if spent is None or not disputes.can_be_disputed(spent):
        raise errors.UnknownDebit(movement=str(movement_id))
    if now > spent.booked_at + timedelta(days=settings_of(club).dispute_days):
        raise errors.DisputeTooLate(days=settings_of(club).dispute_days)
    unit = Account.objects.values_list("unit", flat=True).get(member_id=member, id=spent.account_id)
    case, fresh = Dispute.objects.get_or_create(
        member_id=member, movement_id=movement_id,
        defaults={
            "id": new_id(), "club_id": club.id, "unit": unit, "units": -spent.units, "text": text,
            "opened_at": now,
        },
    )  # fmt: skip
    if fresh:
        told = {"member": member, "dispute": case.id, "movement": movement_id, "units": case.units}
        outbox.announce(club.id, [("debit_disputed", told)], now)
    return case


@transaction.atomic
def decide(
    *, house: House, source: str, dispute_id: UUID, right: bool, answer: str, staff_id: UUID | None = None
) -> Dispute:
    """In: an open case, whether the member is right, and what they read about it. Out: it, decided. If they are right,
    what has not come back of the units does, a reward that nobody has yet is on its shelf again, and of money that it
    had become goes what is left. Refused: somebody has decided it meanwhile."""
    case = disputes.get(house.club, dispute_id)
    if right:
        _give_back(house, source, case, answer, staff_id)
    _settle(case, "given_back" if right else "refused", answer, house.now, staff_id)
    told = {"member": surviving(case.member_id), "dispute": case.id, "right": right}
    outbox.announce(house.club.id, [("dispute_decided", told)], house.now)
    return case


def _give_back(house: House, source: str, case: Dispute, answer: str, staff: UUID | None) -> None:
    spent = Movement.objects.get(member_id=case.member_id, id=case.movement_id)
    if spent.kind == Kind.TRANSFER:
        recalling.recall(house.club, spent, case.unit, _cause(house, source, case))
        return
    rows = Redemption.objects.filter(member_id=case.member_id, movement_id=case.movement_id)
    if waits := rows.filter(state__in=redemptions.OPEN).first():
        undoing.give_back_redemption(
            house=house, source=source, redemption_id=waits.id, reason=answer, staff_id=staff
        )  # fmt: skip
        return
    _back_from_had(house, source, case, rows.filter(state=kinds.DONE).first())


def _back_from_had(house: House, source: str, case: Dispute, had: Redemption | None) -> None:
    club, now = house.club, house.now
    money = taking_back.money_of(club, had, now) if had else None
    owners = {case.member_id, surviving(case.member_id)}
    holders = [money.card] if money and money.card else []
    units = sorted({case.unit, *([money.unit] if money else [])})
    books = open_books(club.id, sorted(owners), units, now, whole=[*owners, *holders], holders=holders)
    cause = _cause(house, source, case)
    if left := giving.left_of(books, case.member_id, case.unit, case.movement_id):
        giving.units_back(club, books, case.member_id, case.unit, cause, case.movement_id, left)
    if money:
        taking_back.take_back(club, books, money, cause)
    post(club.id, books)


def _cause(house: House, source: str, case: Dispute) -> Cause:
    return Cause(house.now, house.now, house.operator, None, source, f"dispute:{case.id}")


def _settle(case: Dispute, state: str, answer: str, now: datetime, staff: UUID | None) -> None:
    rows = Dispute.objects.filter(member_id=case.member_id, id=case.id, state="open")
    if not rows.update(state=state, answer=answer, decided_at=now, staff_id=staff):
        case.refresh_from_db(fields=["state"])
        raise errors.DisputeDecided(dispute=str(case.id), state=case.state)
    case.state, case.answer, case.decided_at, case.staff_id = state, answer, now, staff
