"""What a ready programme costs and gives, found by asking the engine, on a typical basket."""

from dataclasses import dataclass
from datetime import UTC, datetime

from vafa.engine.earning.evaluate import Award, Judge
from vafa.engine.earning.facts import Facts, Line
from vafa.engine.tiers import Ladder
from vafa.opening.places import Trade
from vafa.opening.programmes.ready import Ready, ladder

PURCHASES = 1000
VISITS_MOST = 100
_ANY_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Money in minor units. The figures over the first purchases are those of members in the lowest tier, without
    their welcome gift, which is counted apart; `share_at_top` is the share of sales in the highest tier."""

    purchases: int
    basket_minor: int
    sales_minor: int
    units: int
    worth_minor: int
    share: float
    share_at_top: float
    reward_visit: int | None
    reward_units: int | None
    reward_minor: int
    example_minor: int
    example: tuple[Award, ...]
    example_units: int
    example_worth_minor: int


def forecast(ready: Ready, trade: Trade) -> Forecast:
    """In: a ready programme and the currency's typical figures. Out: what the engine makes of them."""
    judge, tiers = Judge(ready.programme), ladder(trade)
    lowest, highest = tiers.tiers[0].id, tiers.tiers[-1].id
    a_purchase = _units(judge, trade.basket, 1, lowest)
    at_top = _units(judge, trade.basket, 1, highest)
    example = judge.evaluate(_facts(trade.example, 0, lowest)).awards
    total = sum(award.units for award in example)
    visit = _reward_visit(ready, judge, trade, tiers)
    # Cash back has no price list: what the first purchase gave is the first reward.
    cost = _units(judge, trade.basket, 0, lowest) if ready.unit.kind == "money" else ready.first_reward
    return Forecast(
        purchases=PURCHASES,
        basket_minor=trade.basket,
        sales_minor=PURCHASES * trade.basket,
        units=PURCHASES * a_purchase,
        worth_minor=_worth(ready, PURCHASES * a_purchase),
        share=_worth(ready, PURCHASES * a_purchase) / (PURCHASES * trade.basket),
        share_at_top=_worth(ready, PURCHASES * at_top) / (PURCHASES * trade.basket),
        reward_visit=visit,
        reward_units=cost,
        reward_minor=_worth(ready, cost or 0),
        example_minor=trade.example,
        example=example,
        example_units=total,
        example_worth_minor=_worth(ready, total),
    )


def _reward_visit(ready: Ready, judge: Judge, trade: Trade, tiers: Ladder) -> int | None:
    """The visit that begins with enough units for the first reward; None if it is not in sight."""
    if ready.first_reward is None:
        return None
    balance = 0
    for before in range(VISITS_MOST):
        if balance >= ready.first_reward:
            return before + 1
        balance += _units(judge, trade.basket, before, tiers.tiers[0].id)
    return None


def _units(judge: Judge, amount_minor: int, purchases_before: int, tier: str) -> int:
    return sum(award.units for award in judge.evaluate(_facts(amount_minor, purchases_before, tier)).awards)


def _facts(amount_minor: int, purchases_before: int, tier: str) -> Facts:
    line = Line(1, amount_minor=amount_minor)
    return Facts("purchase", _ANY_DAY, _ANY_DAY.date(), lines=(line,), purchases_before=purchases_before, tier=tier)


def _worth(ready: Ready, units: int) -> int:
    minor, per = ready.unit.value_minor_per
    return units * minor // per
