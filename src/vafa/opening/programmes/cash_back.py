"""Cash back: a share of each purchase returns to a wallet that counts the smallest unit of the money."""

from vafa.engine.earning.conditions import InTier, NearBirthday, NthPurchase
from vafa.engine.earning.effects import Cashback, FixedUnits, Multiplier
from vafa.engine.earning.programme import Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.opening.places import Trade
from vafa.opening.programmes.ready import BIRTHDAY, DIRIN, WELCOME, Ready

CODE = "cash_back"
WALLET = "wallet"
BASIS_POINTS = 300


def cash_back(trade: Trade) -> Ready:
    gift = trade.welcome * trade.step // 100
    rules = (
        Rule("base", Name("برگشت به کیف", "cash back"), Cashback(WALLET, BASIS_POINTS), priority=10),
        Rule("birthday", BIRTHDAY, Multiplier(WALLET, 2, rules=("base",)), when=NearBirthday(3, 3), priority=20),
        Rule("dirin", DIRIN, Multiplier(WALLET, 3, 2, rules=("base",)), when=InTier(("dirin",)), priority=20),
        Rule("welcome", WELCOME, FixedUnits(WALLET, gift), when=NthPurchase(1), priority=30),
    )
    programme = Programme(1, (Unit(WALLET, Name("پول کیف", "wallet money"), "money", (1, 1)),), rules)
    return Ready(CODE, programme, first_reward=1, adjust_limit=2 * trade.coffee)
