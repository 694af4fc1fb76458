"""Every offer that a basket of one member may meet, as the engine reads it, with what it is in the books."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from msgspec import json

from vafa.engine.checkout.effects import Taking
from vafa.engine.checkout.offers import Offer as Priced
from vafa.engine.checkout.offers import Stacking
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.plain import from_plain
from vafa.engine.earning.words import Name
from vafa.offers.models import Assignment, Offer
from vafa.rewards.kinds import KINDS
from vafa.rewards.models import Batch, Benefit, Reward, Terms
from vafa.rewards.queries import codes
from vafa.rewards.queries.catalogue import price_for
from vafa.rewards.queries.eligible import Person, barred, used_up


@dataclass(frozen=True, slots=True)
class Candidate:
    """`offer` for the engine; `terms` as stored; `code` of a voucher; what it costs in units; what it draws on:
    `budget` counts money, `stock` pieces."""

    offer: Priced
    kind: str
    terms: Terms
    code: str = ""
    unit: str = ""
    units: int = 0
    budget: UUID | None = None
    stock: UUID | None = None
    comes_back: bool = True


def candidates(person: Person, typed: tuple[str, ...], rewards: tuple[UUID, ...]) -> list[Candidate]:
    """In: a member at an instant and a place, voucher codes as typed, rewards to use at once. Out: what the basket may
    meet, barred ones with their reason. A code that is none says `code_refused` and nothing more."""
    found = [*_standing(person), *_benefits(person), *_vouchers(person, typed), *_rewards(person, rewards)]
    full = used_up([each.terms for each in found], person)
    return [_with_bar(each, "limit_reached") if each.terms.id in full else each for each in found]


def _with_bar(each: Candidate, code: str) -> Candidate:
    return each if each.offer.barred else replace(each, offer=replace(each.offer, barred=code))


def _standing(person: Person) -> list[Candidate]:
    rows = Offer.objects.filter(club=person.club, state="listed").select_related("budget")
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=person.now)).order_by("id")
    given = _assigned(person) if any(row.assigned_only for row in rows) else set[UUID]()
    found = []
    for row in rows:
        if row.assigned_only and row.id not in given:
            continue
        offer = _priced(
            f"offer:{row.id}", row, row.effect, row.condition, barred(row, person), row.stacking, row.priority,
            row.group, row.group_limit, row.budget.left,
        )  # fmt: skip
        found.append(Candidate(offer, "offer", row, budget=row.budget_id))
    return found


def _assigned(person: Person) -> set[UUID]:
    rows = Assignment.objects.filter(Q(ends_at=None) | Q(ends_at__gt=person.now), member_id=person.member)
    return set(rows.values_list("offer_id", flat=True))


def _benefits(person: Person) -> list[Candidate]:
    """Standing rights that a basket feels stand beside everything else."""
    rows = Benefit.objects.filter(club=person.club, state="listed", effect__isnull=False, claimed=False)
    return [
        Candidate(_priced(f"benefit:{row.id}", row, row.effect, None, "", "always", 1), "benefit", row)
        for row in rows.order_by("id")
        if not barred(row, person)
    ]


def _vouchers(person: Person, typed: tuple[str, ...]) -> list[Candidate]:
    found = []
    for text in dict.fromkeys(codes.normal(each) for each in typed):
        known = codes.usable(person.club, text, person.member, person.now)
        if known is None:
            continue
        batch = known.batch
        offer = _priced(
            f"voucher:{text}", batch, batch.effect, batch.condition, barred(batch, person), batch.stacking,
            batch.priority, most=batch.budget.left,
        )  # fmt: skip
        found.append(Candidate(offer, "voucher", batch, text, budget=batch.budget_id, comes_back=batch.comes_back))
    return found


def _rewards(person: Person, wanted: tuple[UUID, ...]) -> list[Candidate]:
    if not wanted:
        return []
    rows = Reward.objects.filter(club=person.club, id__in=wanted).select_related("budget", "stock")
    found = []
    for row in rows:
        why = barred(row, person) if row.state == "listed" and KINDS[row.kind].cheapens else "not_now"
        if not why and row.stock.left == 0:
            why = "sold_out"
        offer = _priced(f"reward:{row.id}", row, row.effect, row.condition, why, "common", 50, most=row.budget.left)
        found.append(
            Candidate(
                offer, "reward", row, "", row.unit, price_for(row, person.tier), row.budget_id, row.stock_id,
                row.comes_back,
            )
        )  # fmt: skip
    return found


def _priced(
    id: str, terms: Offer | Batch | Reward | Benefit, effect: Any, condition: Any, why: str, stacking: str,
    priority: int, group: str = "", group_limit: int = 1, most: int | None = None,
) -> Priced:  # fmt: skip
    stacks: Stacking = from_plain(Stacking, stacking)
    return Priced(
        id, Name(terms.name_fa, terms.name_en), _read(Taking, json.encode(effect)),
        _read(Condition | None, json.encode(condition)), stacks, priority, group, group_limit, most, why,
    )  # fmt: skip


@lru_cache(4096)
def _read(kind: Any, written: bytes) -> Any:
    """A quote meets the same offers as the one before it; what is read from them never changes."""
    return from_plain(kind, json.decode(written))
