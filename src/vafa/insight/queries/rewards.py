"""How rewards are used, and what they cost."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from vafa.base.models import Club
from vafa.engine.earning.words import message
from vafa.insight.shapes import Definition
from vafa.rewards import kinds
from vafa.rewards.models import Redemption, Reward

RULES = Definition(
    "rules",
    (
        message("What rules gave for what happened in these days, at the declared worth, before returns took units "
                "back; what was given by hand or brought in is not of a rule."),
        message("Sales are net sales of the purchases a rule spoke for, each counted once for a rule."),
    ),
)  # fmt: skip
REWARDS = Definition(
    "rewards",
    (
        message("Worth to members is what a reward sells for, cost to you what you entered for it; the journal has the "
                "declared worth of the units that were spent."),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RewardUse:
    """Of those taken in the span: how many stand and how many were given back; units, worth and cost of those that
    stand, money in minor units. `cost_minor` is None where a cost is not known."""

    name_fa: str
    name_en: str
    unit: str
    taken: int
    given_back: int
    members: int
    units: int
    worth_minor: int
    cost_minor: int | None


def used(club: Club, start: datetime, end: datetime) -> tuple[RewardUse, ...]:
    """In: a club and a half-open span of time. Out: each reward that was taken in it, the most taken first."""
    stands = ~Q(state__in=(kinds.GIVEN_BACK, kinds.LAPSED))
    rows = (
        Redemption.objects.filter(club_id=club.id, taken_at__gte=start, taken_at__lt=end)
        .values_list("reward_id", "unit")
        .annotate(
            taken=Count("id", filter=stands), back=Count("id", filter=~stands),
            members=Count("member_id", distinct=True), units_sum=Sum("units", filter=stands),
            worth=Sum("worth_minor", filter=stands), cost=Sum("cost_minor", filter=stands),
            unknown=Count("id", filter=stands & Q(cost_minor=None)),
        )
    )  # fmt: skip
    names = {id: (fa, en) for id, fa, en in Reward.objects.filter(club=club).values_list("id", "name_fa", "name_en")}
    found = [
        RewardUse(*names.get(reward, ("", "")), unit, taken, back, members, units or 0, worth or 0,
                  None if unknown else cost or 0)
        for reward, unit, taken, back, members, units, worth, cost, unknown in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-each.taken, each.name_en)))
