"""Awards become lots: one movement for each, under the terms of its rule and unit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from vafa.activities.actions.batch import Batch
from vafa.activities.shapes import Awarded
from vafa.activities.stored import awarded
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine.earning.evaluate import Award, Judge
from vafa.engine.earning.programme import Rule, WaitDays, WaitStep
from vafa.engine.expiry import Expiry, end_and_slide
from vafa.engine.lots import owing, posting
from vafa.engine.lots.reinstating import reinstate
from vafa.engine.lots.shapes import Account, Cause, Kind, Terms

_encode = msgspec.json.encode


def terms_of(club: Club, judge: Judge, rule: Rule, unit: str, cause: Cause) -> Terms:
    """When the award's lot becomes active and ends. Expiry counts from activation."""
    expiry = rule.expiry or judge.units[unit].expiry
    returnable = cause.happened_at + timedelta(days=club.return_window_days)
    if isinstance(rule.waits, WaitStep):
        deadline = cause.happened_at + timedelta(days=rule.waits.deadline_days)
        return Terms(None, waits_until=deadline, sliding_days=sliding_days(expiry), returnable_until=returnable)
    active_from = cause.happened_at
    if isinstance(rule.waits, WaitDays):
        active_from += timedelta(days=rule.waits.days)
    ends, slides = end_and_slide(expiry, club.reckoning, club.zone, active_from)
    return Terms(active_from, expires_at=ends, sliding_days=slides, returnable_until=returnable)


def sliding_days(expiry: Expiry) -> int | None:
    return getattr(expiry, "days", None)


def give(
    batch: Batch, judge: Judge, member: UUID, awards: Iterable[Award], cause: Cause, *, counts: bool
) -> tuple[Awarded, ...]:
    """In: what the activity earned. Out: the awards as kept, their movements and lots in the books."""
    kept, counted = [], set[str]()
    for award in awards:
        rule = judge.rules[award.rule]
        terms = terms_of(batch.house.club, judge, rule, award.unit, cause)
        given = awarded(award, new_id(), pending=terms.active_from is None or terms.active_from > batch.now)
        account = batch.books[member, award.unit]
        clock = int(counts and award.unit not in counted)
        if clock:
            _bring_back(batch, account, award.unit, cause, judge)
        counted.add(award.unit)
        digest = sha256(_encode(given)).digest()
        posting.credit(
            account, cause, Kind.ACCRUAL, award.units, terms, award=given.id, award_digest=digest, counts=clock
        )
        if account.balance < award.units:
            owing.pay(account, batch.now, batch.now)
        kept.append(given)
    if counts:
        for unit in judge.slides - counted:
            account = batch.books[member, unit]
            if account.seq:
                _bring_back(batch, account, unit, cause, judge)
                posting.count(account, cause)
    return tuple(kept)


def _bring_back(batch: Batch, account: Account, unit: str, cause: Cause, judge: Judge) -> None:
    """A late activity may have kept sliding units alive; only whole accounts know what ended."""
    if unit in judge.slides and account.old_draws and cause.happened_at < batch.now:
        reinstate(account, cause.happened_at, counted_instants(account), cause)


def counted_instants(account: Account) -> list[datetime]:
    return [movement.happened_at for movement in account.movements if movement.counts > 0] + account.counted
