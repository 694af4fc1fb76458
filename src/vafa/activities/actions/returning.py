"""Returns: the whole activity is judged again on what is left, and what it no longer earns is taken back."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum

from vafa.activities import errors, stored
from vafa.activities.actions import checking, judging, limits, parking, spending, standing, writing
from vafa.activities.actions.batch import Batch
from vafa.activities.models import Activity
from vafa.activities.shapes import Awarded, Outcome, Return, TakenBack, Tender
from vafa.activities.stored import Booked, Plain
from vafa.base.ids import new_id
from vafa.engine.amounts import tenders_due_back
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.facts import Facts, Line, payable_minor
from vafa.engine.earning.returns import cost_of, take_backs, without_amount, without_lines
from vafa.engine.lots import owing, posting
from vafa.engine.lots.shapes import Account, Cause
from vafa.engine.lots.states import is_active
from vafa.engine.lots.taking_back import take_back
from vafa.ledger.queries.history import counting_movements
from vafa.members.queries import surviving


def book(batch: Batch, item: Return, content: bytes) -> Outcome:
    original = batch.booked.get((batch.source.name, item.receipt))
    happened_at = item.happened_at or batch.now
    if original is None or original.kind != "purchase":
        if happened_at > batch.now + checking.CLOCK_SKEW:
            raise errors.FromTheFuture(happened_at=happened_at.isoformat(), now=batch.now.isoformat())
        if happened_at < batch.now - parking.WAIT:
            raise errors.ReceiptUnknown(receipt=item.receipt)
        return parking.park(batch, item, content)
    checking.check_time(batch.house, batch.source, happened_at, original.terminal)
    if happened_at < original.happened_at - checking.CLOCK_SKEW:
        raise errors.ReturnBeforePurchase(happened_at=happened_at.isoformat())
    judge = batch.judges.numbered(original.version)
    booked = _facts(batch, original)
    before = _left(original, booked)
    if not before.lines:
        raise errors.ReturnOfNothing(receipt=item.receipt)
    return _book(batch, item, content, original, judge, booked, before, _after(item, before, booked))


def _facts(batch: Batch, original: Booked) -> Facts:
    at = replace(judging.when(batch, original.happened_at), day=original.day)
    store = original.place.code if original.place else ""
    return stored.facts_from_plain(original.kind, at, store, original.channel, original.body, original.facts)


def _left(original: Booked, booked: Facts) -> Facts:
    """What earlier returns left of the purchase."""
    if original.left is None:
        return booked
    return stored.left_of(booked, original.left)


def _after(item: Return, before: Facts, booked: Facts) -> Facts:
    there = {line.number: line.quantity for line in before.lines}
    try:
        if item.amount_minor is not None:
            return without_amount(before, item.amount_minor, booked)
        wanted = {each.line: there.get(each.line, 0) if each.quantity is None else each.quantity for each in item.lines}
        if any(quantity == 0 and there.get(line) for line, quantity in wanted.items()):
            raise ValueError("a return of nothing")
        return without_lines(before, wanted or there, booked)
    except ValueError as error:
        left = [{"line": line.number, "quantity": line.quantity, "net_minor": line.net_minor} for line in before.lines]
        raise errors.ReturnTooLarge(receipt=item.receipt, why=str(error), left=left) from None


def _book(
    batch: Batch,
    item: Return,
    content: bytes,
    original: Booked,
    judge: Judge,
    booked: Facts,
    before: Facts,
    after: Facts,
) -> Outcome:
    happened_at = item.happened_at or batch.now
    member = surviving(original.member)
    cause = Cause(
        happened_at, batch.now, original.place.partner if original.place else batch.house.operator,
        original.place.id if original.place else None, batch.source.name, item.reference,
    )  # fmt: skip
    awards = [award for award in original.awards if award.units]
    taken = list((original.left or {}).get("taken", [0] * len(awards)))
    active: dict[str, int] = {}
    whole = not after.lines
    shares = spending.give_back(batch, original, cause, _shares(original, booked, before, after), whole=whole)
    backs = _take_back(batch, judge, member, original, awards, taken, after, cause, active)
    if whole:
        _uncount(batch, judge, member, original, cause)
    tenders = tuple(each for each in shares if each.amount_minor or each.units)
    back = _activity(original, happened_at, booked, before, after, backs, taken, tenders)
    if given := spending.given_so_far(original, shares):
        back.body["given"] = given
    original.left = back.body
    if whole:
        count = batch.tally(original.member)
        count.purchases, count.changed = max(0, count.purchases - 1), True
    lost = {"spend": -back.net_minor, "purchases": int(whole)} | active
    in_window = happened_at <= original.happened_at + timedelta(days=batch.house.club.return_window_days)
    days = {original.day} if whole and _only_purchase_of_its_day(batch, original) else set()
    standing.follow_return(batch, member, original.counts_at, lost, days, at_once=in_window)
    back.facts["stood"] = tier = batch.tier(member)
    writing.add(batch, back, item.reference, content, purchases=-1 if whole else 0, original=original)
    return Outcome(
        reference=item.reference, status="booked", activity=back.id, member=original.member, version=original.version,
        taken_back=backs, tenders=tenders, tier=tier,
    )  # fmt: skip


def _only_purchase_of_its_day(batch: Batch, original: Booked) -> bool:
    """Is nothing left of that day's visit once this purchase is back?"""
    if batch.ladder is None or batch.ladder.measure != "visits":
        return False
    rows = Activity.objects.filter(member_id=original.member, day=original.day)
    return (rows.aggregate(total=Sum("purchases"))["total"] or 0) <= 1


def _waits(account: Account, award: UUID, now: datetime) -> bool:
    lots = owing.lots_of_award(account, award)
    return any(lot.remaining for lot in lots) and not any(is_active(lot, now) for lot in lots)


def _take_back(
    batch: Batch, judge: Judge, member: UUID, original: Booked, awards: list[Awarded], taken: list[int], after: Facts,
    cause: Cause, active: dict[str, int],
) -> tuple[TakenBack, ...]:  # fmt: skip
    """Asks back what is no longer earned, frees the caps of the period it came from; `taken` moves on, and `active`
    hears what had qualified: pending units never did."""
    asked, freed = take_backs(judge, after, [stored.to_award(award) for award in awards], taken)
    shortfall = "waive" if batch.house.club.shortfall == "waive" else "owe"
    backs = []
    for ask in asked:
        award = awards[ask.place]
        account = batch.books[member, award.unit]
        if not _waits(account, award.id, batch.now):
            active[award.unit] = active.get(award.unit, 0) + ask.units
        got = take_back(account, cause, award.id, ask.units, shortfall=shortfall)  # type: ignore[arg-type]
        owing.pay(account, batch.now, batch.now)
        taken[ask.place] += ask.units
        parts = (got.collected, got.ended, got.claimed, got.owed, got.waived)
        backs.append(TakenBack(award.id, award.unit, ask.units, *parts))
    limits.give_room(batch, judge, original.member, original.day, freed, judging.local_day(batch, batch.now))
    return tuple(backs)


def _uncount(batch: Batch, judge: Judge, member: UUID, original: Booked, cause: Cause) -> None:
    """A fully returned activity no longer keeps sliding units alive; none ends before the grace after the return."""
    for unit in judge.slides:
        account = batch.books[member, unit]
        counted = counting_movements(account)
        own = [each for each in counted if (each.source, each.reference) == _key(batch, original)]
        for movement in own:
            others = [each.happened_at for each in counted if each.id != movement.id]
            keep_until = cause.happened_at + timedelta(days=batch.house.club.return_grace_days)
            posting.uncount(account, cause, movement.id, max(others, default=None), keep_until)


def _key(batch: Batch, original: Booked) -> tuple[str, str]:
    return next(key for key, booked in batch.booked.items() if booked is original)


def _shares(original: Booked, booked: Facts, before: Facts, after: Facts) -> tuple[Tender, ...]:
    """What each way of paying gives back, in their order, so that each step equals the returned lines."""
    payments = stored.payments_of(original.body)
    whole = payable_minor(booked)
    if not payments or not whole:
        return ()
    amounts = [payment.amount_minor for payment in payments]
    earlier = tenders_due_back(amounts, whole - payable_minor(before))
    now = tenders_due_back(amounts, whole - payable_minor(after))
    steps = zip(payments, earlier, now, strict=True)
    return tuple(Tender(payment.means, later - sooner) for payment, sooner, later in steps)


def _activity(
    original: Booked, happened_at: datetime, booked: Facts, before: Facts, after: Facts, backs: tuple[TakenBack, ...],
    taken: list[int], tenders: tuple[Tender, ...],
) -> Booked:  # fmt: skip
    """The return as an activity: money negative, counted where the purchase was. Its body says what is left."""
    body: Plain = {
        "left": [(line.number, line.quantity, line.amount_minor, line.discount_minor) for line in after.lines],
        "tax_minor": after.tax_minor,
        "delivery_minor": after.delivery_minor,
        "granted_minor": after.granted_minor,
        "taken": taken,
        "taken_back": backs,
        "tenders": tenders,
    }
    return Booked(
        new_id(),
        original.member,
        "return",
        happened_at,
        original.counts_at,
        original.day,
        original.place,
        original.terminal,
        original.channel,
        original.version,
        _net(after) - _net(before),
        _discount(after) - _discount(before),
        _cost(booked, after, before),
        payable_minor(after) - payable_minor(before),
        body,
        {},
        (),
    )


def _net(facts: Facts) -> int:
    return sum(line.net_minor for line in facts.lines)


def _discount(facts: Facts) -> int:
    return sum(line.discount_minor for line in facts.lines)


def _cost(booked: Facts, after: Facts, before: Facts) -> int | None:
    """Goods that came back cost nothing, by quantity; a return by amount leaves the goods where they are."""
    first = {line.number: line for line in booked.lines}

    def cost(lines: tuple[Line, ...]) -> int | None:
        found = [cost_of(first[line.number], line.quantity) for line in lines]
        return None if None in found else sum(each or 0 for each in found)

    then, now = cost(before.lines), cost(after.lines)
    return None if then is None or now is None else now - then
