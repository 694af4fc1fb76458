"""Points: one for so much money, worth a hundredth of it."""

from vafa.engine.calendar.periods import Period
from vafa.engine.earning.conditions import InTier, NearBirthday, NthPurchase
from vafa.engine.earning.effects import FixedUnits, Multiplier, UnitsPerMoney
from vafa.engine.earning.programme import Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Rolling
from vafa.opening.places import Trade
from vafa.opening.programmes.ready import BIRTHDAY, DIRIN, WELCOME, Ready

CODE = "points"
NAME = Name("امتیاز", "points")


def unit(trade: Trade) -> Unit:
    """A point ends with the month, a year after it was given."""
    return Unit(CODE, NAME, value_minor_per=(trade.step, 100), expiry=Rolling(12, Period.MONTH, Period.MONTH))


def points(trade: Trade) -> Ready:
    rules = (
        Rule("base", Name("پایه", "base"), UnitsPerMoney(CODE, 1, trade.step), priority=10),
        Rule("birthday", BIRTHDAY, Multiplier(CODE, 2, rules=("base",)), when=NearBirthday(3, 3), priority=20),
        Rule("dirin", DIRIN, Multiplier(CODE, 3, 2, rules=("base",)), when=InTier(("dirin",)), priority=20),
        Rule("welcome", WELCOME, FixedUnits(CODE, trade.welcome), when=NthPurchase(1), priority=30),
    )
    programme = Programme(1, (unit(trade),), rules)
    return Ready(CODE, programme, first_reward=trade.treat * 100 // trade.step, adjust_limit=1000)
