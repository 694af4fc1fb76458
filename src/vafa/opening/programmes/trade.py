"""Buyers for a business: no points to collect, but standing that is counted in a year and carries free delivery."""

from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.engine.tiers import Ladder, Tier
from vafa.opening.places import Trade
from vafa.opening.programmes.ready import Ready

CODE = "trade"
STATUS = "status"


def buyers(trade: Trade) -> Ready:
    """Status points have no value in money: they are counted and never spent."""
    unit = Unit(STATUS, Name("امتیاز رده", "status points"), "status")
    rules = (Rule("base", Name("خرید", "purchases"), UnitsPerMoney(STATUS, 1, trade.step), priority=10),)
    return Ready(CODE, Programme(1, (unit,), rules), first_reward=None, adjust_limit=1000, own_ladder=_ladder(trade))


def _ladder(trade: Trade) -> Ladder:
    """Two tiers by what was spent in a year of the calendar; the higher one is who gets free delivery."""
    return Ladder(
        (
            Tier("buyer", Name("خریدار", "Buyer"), 0),
            Tier("partner", Name("همکار", "Trade partner"), 6 * trade.yaar, keep=4 * trade.yaar),
        ),
        window="calendar_year",
        fall="one_step",
        grace_days=60,
    )
