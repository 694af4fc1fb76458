"""Vouchers: made by the thousand under one set of terms, or a partner's codes brought in; given out, stopped."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from vafa.base import counters, sql
from vafa.base.models import Club
from vafa.engine import codes
from vafa.rewards import errors
from vafa.rewards.actions.catalogue import check_effect, terms_of
from vafa.rewards.models import Batch, Reward, Voucher
from vafa.rewards.queries.codes import normal
from vafa.rewards.shapes import BatchGiven

MOST: Final = 1_000_000
AT_ONCE: Final = 10_000
SHORTEST: Final = 4
_COLUMNS = ("club_id", "code", "batch_id", "taken")


@transaction.atomic
def open_batch(*, club: Club, given: BatchGiven, origin: str, now: datetime) -> Batch:
    """In: the terms. Out: a batch without codes yet."""
    check_effect(given.effect, given.condition)
    if given.stacking not in {"common", "exclusive", "always"}:
        raise errors.NotAReward(why="stacking")
    if origin == "made" and given.effect is None:
        raise errors.NotAReward(why="effect")
    return Batch.objects.create(
        club=club, made_at=now, origin=origin, budget=counters.make(club, given.budget_minor), effect=given.effect,
        condition=given.condition, stacking=given.stacking, priority=given.priority, uses=given.uses,
        comes_back=given.comes_back, **terms_of(given),
    )  # fmt: skip


def make_codes(*, club: Club, batch: Batch, count: int) -> int:
    """In: how many. Out: how many were made, in parts that are kept one by one: a kill leaves whole codes. Sixty random
    bits each, so that a part meets a code that is there about never; then it makes another."""
    if not 1 <= count <= MOST - batch.count:
        raise errors.BatchTooLarge(most=MOST)
    made = 0
    while made < count:
        made += _keep(club, batch, new_codes(min(AT_ONCE, count - made)))
    return made


def new_codes(count: int) -> list[str]:
    """Out: so many codes, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[codes.code_of(secrets.randbits(60))] = None
    return list(found)


@transaction.atomic
def _keep(club: Club, batch: Batch, made: Sequence[str]) -> int:
    before = Voucher.objects.filter(batch_id=batch.id).count() if len(made) < AT_ONCE else None
    sql.insert(Voucher, _COLUMNS, [(club.id, code, batch.id, 0) for code in made], ignore=True)
    kept = len(made)
    if before is not None:
        kept = Voucher.objects.filter(batch_id=batch.id).count() - before
    Batch.objects.filter(club=club, id=batch.id).update(count=F("count") + kept)
    return kept


@dataclass(slots=True)
class Brought:
    """What came of a file of codes: how many are in, and each line that stays out with its number and why."""

    taken: int = 0
    left_out: list[tuple[int, str, str]] = field(default_factory=list)


def bring_pool(*, club: Club, batch: Batch, lines: Iterable[str]) -> Brought:
    """In: a partner's codes, one a line. Out: what came of them: `twice` in the file, `known` already, `too_short`,
    `not_a_code` for what no keyboard of a till has. Empty lines do not count."""
    told, seen = Brought(), set[str]()
    numbered = enumerate(lines, 1)
    while part := list(islice(numbered, AT_ONCE)):
        ready = dict(_readable(part, seen, told))
        known = set(Voucher.objects.filter(club_id=club.id, code__in=list(ready)).values_list("code", flat=True))
        told.left_out += [(number, text, "known") for code, (number, text) in ready.items() if code in known]
        fresh = [code for code in ready if code not in known]
        with transaction.atomic():
            sql.insert(Voucher, _COLUMNS, [(club.id, code, batch.id, 0) for code in fresh])
            Batch.objects.filter(club=club, id=batch.id).update(count=F("count") + len(fresh))
        told.taken += len(fresh)
    told.left_out.sort()
    return told


def _readable(part: list[tuple[int, str]], seen: set[str], told: Brought) -> Iterator[tuple[str, tuple[int, str]]]:
    for number, line in part:
        text = line.strip().strip("\ufeff").strip()
        if not text:
            continue
        code = normal(text)
        why = "too_short" if len(code) < SHORTEST else "" if code.isascii() and len(text) <= 60 else "not_a_code"
        if not why and code in seen:
            why = "twice"
        if why:
            told.left_out.append((number, text[:60], why))
            continue
        seen.add(code)
        yield code, (number, text[:60])


@transaction.atomic
def stop_batch(*, club: Club, batch_id: UUID, now: datetime) -> Batch:
    """No code of it works any more; what was used stays used. Stopping again changes nothing."""
    rows = Batch.objects.filter(club=club, id=batch_id)
    rows.filter(ended_at=None).update(ended_at=now)
    if (batch := rows.first()) is None:
        raise errors.UnknownBatch(batch=str(batch_id))
    return batch


def assign(*, club: Club, batch_id: UUID, member: UUID, now: datetime, ends_at: datetime | None) -> str:
    """In a transaction: a code of the batch that is nobody's becomes this member's. Refused: none is left."""
    free = Voucher.objects.filter(club_id=club.id, batch_id=batch_id, given_at=None, ended_at=None, taken=0)
    for code in free.order_by("code").values_list("code", flat=True)[:20]:
        row = free.filter(code=code)
        if row.update(member_id=member, given_at=now, ends_at=ends_at):
            return code
    raise errors.PoolEmpty


def issue(*, club: Club, batch: Batch, member: UUID, now: datetime, ends_at: datetime | None) -> str:
    """In a transaction: a new code of the batch that is this member's alone."""
    (code,) = new_codes(1)
    Voucher.objects.create(
        club_id=club.id, code=code, batch_id=batch.id, member_id=member, given_at=now, ends_at=ends_at
    )
    Batch.objects.filter(id=batch.id).update(count=F("count") + 1)
    return code


def of_reward(*, club: Club, reward: Reward, now: datetime) -> Batch:
    """In a transaction: the batch that the reward's own codes go into, under its terms as they are now. A change of the
    terms opens another batch, so that codes that are out keep theirs."""
    terms = {"effect": reward.effect, "condition": reward.condition, "comes_back": reward.comes_back}
    found = Batch.objects.filter(club=club, id=reward.pool_id, ended_at=None).first() if reward.pool_id else None
    if found is not None and all(getattr(found, name) == value for name, value in terms.items()):
        return found
    batch = Batch.objects.create(
        club=club, made_at=now, origin="reward", budget=counters.make(club, None), name_fa=reward.name_fa,
        name_en=reward.name_en, stores=reward.stores, priority=50, **terms,
    )  # fmt: skip
    reward.pool_id = batch.id
    reward.save(update_fields=["pool_id"])
    return batch


def digest(lines: Iterable[str]) -> str:
    """What a file of codes is known by, so that the same one is not brought in twice."""
    return sha256("\n".join(lines).encode()).hexdigest()
