"""Layers: few, large purchases, so that standing counts more than points; each tier multiplies, the highest most."""

from vafa.engine.earning.conditions import InTier, NearBirthday, NthPurchase
from vafa.engine.earning.effects import FixedUnits, Multiplier, UnitsPerMoney
from vafa.engine.earning.programme import Programme, Rule
from vafa.engine.earning.words import Name
from vafa.opening.places import Trade
from vafa.opening.programmes import points
from vafa.opening.programmes.ready import BIRTHDAY, DIRIN, WELCOME, Ready

CODE = "tiers"
YAAR = Name("یار", "Yaar")


def layers(trade: Trade) -> Ready:
    unit = points.unit(trade)
    rules = (
        Rule("base", Name("پایه", "base"), UnitsPerMoney(unit.code, 1, trade.step), priority=10),
        Rule("yaar", YAAR, Multiplier(unit.code, 5, 4, rules=("base",)), when=InTier(("yaar",)), priority=20),
        Rule("dirin", DIRIN, Multiplier(unit.code, 2, rules=("base",)), when=InTier(("dirin",)), priority=20),
        Rule("birthday", BIRTHDAY, FixedUnits(unit.code, trade.welcome), when=NearBirthday(7, 7), priority=30),
        Rule("welcome", WELCOME, FixedUnits(unit.code, trade.welcome), when=NthPurchase(1), priority=40),
    )  # fmt: skip
    return Ready(CODE, Programme(1, (unit,), rules), first_reward=trade.treat * 100 // trade.step, adjust_limit=1000)
