"""The catalogue: what there is, what it costs this member, and what they may take now."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from vafa.base.models import Club
from vafa.rewards.errors import UnknownReward
from vafa.rewards.models import Reward
from vafa.rewards.queries.eligible import Person, barred, used_up


@dataclass(frozen=True, slots=True)
class Offered:
    """A reward before one member: its price in units for their tier, and why they may not take it, empty if they may
    (whether their units suffice is not asked here)."""

    reward: Reward
    units: int
    why_not: str


def price_for(reward: Reward, tier: str) -> int:
    return int(reward.prices.get(tier, reward.units))


def get(club: Club, reward_id: UUID) -> Reward:
    """Only ever one of this club."""
    found = with_ids(club, [reward_id])
    if reward_id not in found:
        raise UnknownReward(reward=str(reward_id))
    return found[reward_id]


def with_ids(club: Club, rewards: Collection[UUID]) -> dict[UUID, Reward]:
    """Those of them that are this club's."""
    rows = Reward.objects.filter(club=club, id__in=set(rewards)).select_related("stock", "budget")
    return {row.id: row for row in rows}


def all_of(club: Club) -> list[Reward]:
    """A configuration table, read whole: listed first, then drafts, then what was taken off."""
    rows = Reward.objects.filter(club=club).select_related("stock", "budget").order_by("units", "id")
    return sorted(rows, key=lambda row: ("listed", "draft", "off").index(row.state))


def offered(person: Person) -> list[Offered]:
    """The catalogue as this member sees it, cheapest first; what is not for their tier or group is left out."""
    rows = [row for row in all_of(person.club) if row.state == "listed"]
    full = used_up(rows, person)
    found = [Offered(row, price_for(row, person.tier), why_not(row, person, full)) for row in rows]
    hidden = {"not_for_this_tier", "not_for_this_group", "ended"}
    return sorted((each for each in found if each.why_not not in hidden), key=lambda each: each.units)


def why_not(reward: Reward, person: Person, full: set[UUID]) -> str:
    if reward.stock.left == 0 or (reward.budget.left is not None and reward.budget.left < (reward.cost_minor or 0)):
        return barred(reward, person) or "sold_out"
    return barred(reward, person) or ("limit_reached" if reward.id in full else "")
