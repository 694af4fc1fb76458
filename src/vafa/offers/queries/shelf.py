"""What every basket of a club meets by itself, kept by each process for as long as nothing of it changes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec import json

from vafa.base.models import Club, Counter
from vafa.engine.checkout.effects import Taking
from vafa.engine.checkout.offers import Offer as Priced
from vafa.engine.checkout.offers import Stacking
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.plain import from_plain
from vafa.engine.earning.words import Name
from vafa.offers.models import Offer
from vafa.rewards.models import Batch, Benefit, Reward, Shelf

CLUBS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """An offer or benefit as stored, and as the engine reads it before anybody was looked at; `budget` counts its
    money, of which there may be only so much (`limited`)."""

    kind: str
    terms: Offer | Benefit
    offer: Priced
    budget: UUID | None = None
    limited: bool = False
    assigned_only: bool = False


def on_shelf(club: Club) -> tuple[Standing, ...]:
    """Out: the listed offers and then the benefits that a basket feels, each in the order of their ids."""
    edition = Shelf.objects.filter(club=club).values_list("edition", flat=True)
    return _kept(club.id, next(iter(edition), None))


def left_of(counters: list[UUID]) -> dict[UUID, int | None]:
    """By counter, how much of it is left now."""
    return {row.id: row.left for row in Counter.objects.filter(id__in=counters)} if counters else {}


@lru_cache(maxsize=CLUBS_KEPT)
def _kept(club: UUID, _edition: UUID | None) -> tuple[Standing, ...]:
    """Rows are read after the edition: they may be newer than it, and then are read again under the next; never
    older."""
    offers = Offer.objects.filter(club_id=club, state="listed").select_related("budget").order_by("id")
    felt = Benefit.objects.filter(club_id=club, state="listed", effect__isnull=False, claimed=False).order_by("id")
    return (*map(_of_offer, offers), *map(_of_benefit, felt))


def _of_offer(row: Offer) -> Standing:
    offer = priced(
        f"offer:{row.id}", row, row.effect, row.condition, "", row.stacking, row.priority, row.group, row.group_limit
    )
    return Standing("offer", row, offer, row.budget_id, row.budget.most is not None, row.assigned_only)


def _of_benefit(row: Benefit) -> Standing:
    """A standing right stands beside everything else."""
    return Standing("benefit", row, priced(f"benefit:{row.id}", row, row.effect, None, "", "always", 1))


def priced(
    id: str, terms: Offer | Batch | Reward | Benefit, effect: Any, condition: Any, why: str, stacking: str,
    priority: int, group: str = "", group_limit: int = 1, most: int | None = None,
) -> Priced:  # fmt: skip
    """In: terms as stored, and what bars them or is left. Out: the offer that the engine judges."""
    stacks: Stacking = from_plain(Stacking, stacking)
    return Priced(
        id, Name(terms.name_fa, terms.name_en), _read(Taking, json.encode(effect)),
        _read(Condition | None, json.encode(condition)), stacks, priority, group, group_limit, most, why,
    )  # fmt: skip


@lru_cache(4096)
def _read(kind: Any, written: bytes) -> Any:
    """A quote meets the same vouchers as the one before it; what is read from them never changes."""
    return from_plain(kind, json.decode(written))
