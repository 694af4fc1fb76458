"""Every offer that a basket of one member may meet, as the engine reads it, with what it is in the books."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from vafa.engine.checkout.offers import Offer as Priced
from vafa.offers.models import Assignment
from vafa.offers.queries.shelf import Standing, left_of, on_shelf, priced
from vafa.rewards.kinds import KINDS
from vafa.rewards.models import Reward, Terms
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
    found = [*_standing(person), *_vouchers(person, typed), *_rewards(person, rewards)]
    full = used_up([each.terms for each in found], person)
    return [_with_bar(each, "limit_reached") if each.terms.id in full else each for each in found]


def _with_bar(each: Candidate, code: str) -> Candidate:
    return each if each.offer.barred else replace(each, offer=replace(each.offer, barred=code))


def _standing(person: Person) -> list[Candidate]:
    found = on_shelf(person.club)
    given = _assigned(person) if any(each.assigned_only for each in found) else set[UUID]()
    mine = [each for each in found if not each.assigned_only or each.terms.id in given]
    left = left_of([each.budget for each in mine if each.limited and each.budget])
    return [_candidate(each, why, left) for each in mine if not _is_unsaid(each, why := barred(each.terms, person))]


def _is_unsaid(each: Standing, why: str) -> bool:
    """Who does not have a benefit never asked for it, and an offer that has ended is none."""
    return why == "ended" or bool(why and each.kind == "benefit")


def _candidate(each: Standing, why: str, left: dict[UUID, int | None]) -> Candidate:
    most = left[each.budget] if each.limited and each.budget else None
    offer = replace(each.offer, barred=why, most_minor=most) if why or most is not None else each.offer
    return Candidate(offer, each.kind, each.terms, budget=each.budget)


def _assigned(person: Person) -> set[UUID]:
    rows = Assignment.objects.filter(Q(ends_at=None) | Q(ends_at__gt=person.now), member_id=person.member)
    return set(rows.values_list("offer_id", flat=True))


def _vouchers(person: Person, typed: tuple[str, ...]) -> list[Candidate]:
    found = []
    for text in dict.fromkeys(codes.normal(each) for each in typed):
        known = codes.usable(person.club, text, person.member, person.now)
        if known is None:
            continue
        batch = known.batch
        offer = priced(
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
        offer = priced(f"reward:{row.id}", row, row.effect, row.condition, why, "common", 50, most=row.budget.left)
        found.append(
            Candidate(
                offer, "reward", row, "", row.unit, price_for(row, person.tier), row.budget_id, row.stock_id,
                row.comes_back,
            )
        )  # fmt: skip
    return found
