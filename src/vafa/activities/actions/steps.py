"""A step an award waits for (paid, delivered): told, its units start; its own time decides if it came in time."""

from datetime import datetime

from django.db import transaction

from vafa.activities import errors
from vafa.activities.actions.checking import check_time
from vafa.activities.queries import reading
from vafa.activities.shapes import Awarded, Source
from vafa.base import outbox
from vafa.earning.queries import Judges
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.programme import WaitStep
from vafa.engine.expiry import end_and_slide
from vafa.engine.lots import owing, posting
from vafa.engine.lots.reinstating import stand_again
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot, System
from vafa.ledger.actions.posting import open_books, post
from vafa.members import queries as members
from vafa.partners.house import House


@transaction.atomic
def tell_step(*, house: House, source: Source, receipt: str, step: str, happened_at: datetime | None = None) -> int:
    """In: the receipt's reference, the step and when it came. Out: the units that started; telling it again starts
    none. Units cancelled meanwhile are reinstated if the step had come in time. Refused: no award waits for it."""
    original = reading.booked(house, [(source.name, receipt)]).get((source.name, receipt))
    if original is None or original.kind == "adjustment":
        raise errors.ReceiptUnknown(receipt=receipt)
    judge = Judges(house.club).numbered(original.version)
    awards = [award for award in original.awards if award.units and _waits_for(judge, award, step)]
    if not awards:
        raise errors.NothingWaits(receipt=receipt, step=step)
    at = min(happened_at or house.now, house.now)
    check_time(house, source, at, original.terminal)
    member = members.surviving(original.member)
    books = open_books(house.club.id, [member], sorted({award.unit for award in awards}), house.now, whole=[member])
    started = 0
    for award in awards:
        account = books[member, award.unit]
        started += _start(
            house, judge, account, award, Cause(at, house.now, house.operator, None, source.name, receipt)
        )
        owing.pay(account, house.now, house.now)
    post(house.club.id, books)
    if started:
        told = {"member": member, "activity": original.id, "step": step, "units": started}
        outbox.announce(house.club.id, [("step_told", told)], house.now)
    return started


def _waits_for(judge: Judge, award: Awarded, step: str) -> bool:
    waits = judge.rules[award.rule].waits
    return isinstance(waits, WaitStep) and waits.step == step


def _start(house: House, judge: Judge, account: Account, award: Awarded, cause: Cause) -> int:
    """The lot starts at the later of step and telling; expiry counts from there."""
    rule = judge.rules[award.rule]
    expiry = rule.expiry or judge.units[award.unit].expiry
    start = max(cause.happened_at, cause.booked_at)
    ends, _ = end_and_slide(expiry, house.club.reckoning, house.club.zone, start)
    lots = [lot for lot in account.lots.values() if lot.award == award.id and lot.terms.active_from is None]
    started = 0
    for lot in lots:
        if lot.remaining == 0:
            lot = _uncancelled(account, lot, cause) or lot
        if lot.remaining:
            posting.activate(account, cause, lot, start, ends)
            started += lot.remaining
    return started


def _uncancelled(account: Account, lot: Lot, cause: Cause) -> Lot | None:
    """The child of a lot that was cancelled although its step had come by the deadline."""
    deadline = lot.terms.waits_until
    if deadline is None or cause.happened_at > deadline:
        return None
    for draw in account.old_draws:
        units = draw.units - draw.covered
        if draw.lot == lot.id and draw.kind is Kind.CANCELLATION and units > 0:
            return stand_again(
                account, cause, lot, draw.movement, units, lot.terms, draw.happened_at, system=System.CANCELLED
            )
    return None
