"""The catalogue: rewards and benefits are written as drafts, listed, taken off. What was taken keeps the terms it was
taken under."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from vafa.base import counters
from vafa.base.models import Club
from vafa.engine.checkout.effects import Taking
from vafa.engine.earning.conditions import Condition
from vafa.engine.earning.plain import NotPlain, from_plain
from vafa.rewards import errors
from vafa.rewards.actions import shelf
from vafa.rewards.kinds import EFFECTS, HANDED, KINDS, PERIODS
from vafa.rewards.models import Batch, Benefit, Reward
from vafa.rewards.queries import benefits, catalogue
from vafa.rewards.shapes import BenefitGiven, RewardGiven, TermsGiven

_TERMS = (
    "name_fa", "name_en", "text_fa", "text_en", "segment", "starts_at", "ends_at", "limit_count", "limit_period"
)  # fmt: skip
_REWARD = (
    "kind", "unit", "units", "effect", "condition", "value_minor", "cost_minor", "worth_minor", "handed", "keep_days",
    "comes_back",
)  # fmt: skip


def terms_of(given: TermsGiven) -> dict[str, Any]:
    """The columns that all terms have. Refused: no name, an end before the start, an unknown period."""
    if not given.name_fa.strip() and not given.name_en.strip():
        raise errors.NotAReward(why="name")
    if given.starts_at and given.ends_at and given.ends_at <= given.starts_at:
        raise errors.NotAReward(why="ends_at")
    if given.limit_period not in PERIODS:
        raise errors.NotAReward(why="limit_period")
    named = {"name_fa": given.name_fa or given.name_en, "name_en": given.name_en or given.name_fa}
    lists = {"tiers": list(given.tiers), "stores": list(given.stores)}
    return {name: getattr(given, name) for name in _TERMS} | named | lists


def check_effect(effect: Mapping[str, Any] | None, condition: Mapping[str, Any] | None, *, kind: str = "") -> None:
    """Refused: data that is no effect, of another kind than wanted, or no condition; `why` names the place."""
    try:
        if effect is not None:
            from_plain(Taking, effect, "effect")
        from_plain(Condition | None, condition, "condition")
    except NotPlain as wrong:
        raise errors.NotAReward(why=str(wrong)) from None
    if kind and (effect or {}).get("type") != kind:
        raise errors.NotAReward(why="effect")
    _check_amounts(effect or {})


def _check_amounts(effect: Mapping[str, Any]) -> None:
    """An effect that gives nothing, or more than there is, is a slip of the pen."""
    least = {
        "percent_off": ("basis_points", 1, 10_000),
        "amount_off": ("minor", 1, 2**53),
        "cheapest_free": ("of", 1, 100),
    }
    name, low, high = least.get(str(effect.get("type")), ("", 0, 0))
    if name and not low <= effect[name] <= high:
        raise errors.NotAReward(why=f"effect.{name}")


@transaction.atomic
def write_reward(*, club: Club, given: RewardGiven, units: frozenset[str], now: datetime) -> Reward:
    """In: a reward as staff describe it, and the units that the club counts. Out: a draft that nobody sees yet."""
    reward = Reward(
        club=club, made_at=now, stock=counters.make(club, given.stock), budget=counters.make(club, given.budget_minor)
    )
    return _written(reward, given, units)


@transaction.atomic
def change_reward(*, club: Club, reward_id: UUID, given: RewardGiven, units: frozenset[str]) -> Reward:
    """Refused, besides what a new one would be: stock or budget below what is taken already."""
    reward = catalogue.get(club, reward_id)
    for counter, most in ((reward.stock_id, given.stock), (reward.budget_id, given.budget_minor)):
        if not counters.set_most(counter, most):
            raise errors.CounterTaken
    return _written(reward, given, units)


def _written(reward: Reward, given: RewardGiven, units: frozenset[str]) -> Reward:
    if given.kind not in KINDS:
        raise errors.NotAReward(why="kind")
    if given.unit not in units:
        raise errors.NotAReward(why="unit")
    if given.handed not in HANDED:
        raise errors.NotAReward(why="handed")
    check_effect(given.effect, given.condition, kind=EFFECTS.get(given.kind, ""))
    if given.effect and given.kind not in EFFECTS:
        raise errors.NotAReward(why="effect")
    if KINDS[given.kind].becomes in {"wallet", "gift_card"} and not given.value_minor:
        raise errors.NotAReward(why="value_minor")
    columns = terms_of(given) | {name: getattr(given, name) for name in _REWARD} | _pool(reward, given)
    columns |= {"prices": dict(given.prices), "icon": given.icon or KINDS[given.kind].icon}
    for name, value in columns.items():
        setattr(reward, name, value)
    if reward._state.adding:
        reward.save(force_insert=True)
    else:
        reward.save(update_fields=list(columns))
    return reward


def _pool(reward: Reward, given: RewardGiven) -> dict[str, UUID]:
    """A partner's codes come from a batch of theirs; the other kinds keep codes of their own."""
    if given.kind != "pool_code":
        return {}
    pools = Batch.objects.filter(club_id=reward.club_id, origin="pool")
    if given.pool_id is None or not pools.filter(id=given.pool_id).exists():
        raise errors.NotAReward(why="pool_id")
    return {"pool_id": given.pool_id}


@transaction.atomic
def list_reward(*, club: Club, reward_id: UUID) -> Reward:
    """Members see it from now on, within its dates."""
    return _stated(catalogue.get(club, reward_id), "listed")


@transaction.atomic
def take_off_reward(*, club: Club, reward_id: UUID) -> Reward:
    """Nobody takes it any more; who has taken it gets it."""
    return _stated(catalogue.get(club, reward_id), "off")


def _stated(reward: Reward, state: str) -> Reward:
    reward.state = state
    reward.save(update_fields=["state"])
    return reward


@transaction.atomic
def write_benefit(*, club: Club, given: BenefitGiven, now: datetime) -> Benefit:
    if given.kind not in dict(Benefit._meta.get_field("kind").choices or ()):
        raise errors.NotAReward(why="kind")
    check_effect(given.effect, None)
    shelf.renew(club)
    return Benefit.objects.create(
        club=club, made_at=now, capacity=counters.make(club, given.capacity), kind=given.kind,
        icon=given.icon or "gift", effect=given.effect, claimed=given.claimed, state="listed", **terms_of(given),
    )  # fmt: skip


@transaction.atomic
def take_off_benefit(*, club: Club, benefit_id: UUID) -> Benefit:
    """It holds no more, from the next basket on."""
    found = benefits.get(club, benefit_id)
    shelf.renew(club)
    found.state = "off"
    found.save(update_fields=["state"])
    return found
