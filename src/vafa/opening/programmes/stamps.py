"""Stamps: one for each purchase of a coffee's price or more; a full card is worth a coffee."""

from vafa.engine.calendar.periods import Period
from vafa.engine.earning.conditions import AmountAtLeast, NearBirthday, NthPurchase
from vafa.engine.earning.effects import FixedUnits, Stamp
from vafa.engine.earning.programme import Cap, Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Rolling
from vafa.opening.places import Trade
from vafa.opening.programmes.ready import BIRTHDAY, WELCOME, Ready

CODE = "stamps"
FULL = 6


def stamps(trade: Trade) -> Ready:
    """The first of six is a gift, so that five purchases fill the card. At most two a day: a receipt cut in pieces
    gains little."""
    unit = Unit(CODE, Name("مهر", "stamps"), "stamps", (trade.coffee, FULL), Rolling(6, Period.MONTH, Period.MONTH))
    enough = AmountAtLeast(trade.coffee)
    rules = (
        Rule("stamp", Name("مهر خرید", "stamp"), Stamp(CODE), when=enough, priority=10),
        Rule("birthday", BIRTHDAY, FixedUnits(CODE, 1), when=NearBirthday(3, 3), priority=20),
        Rule("welcome", WELCOME, FixedUnits(CODE, 1), when=NthPurchase(1), priority=30),
    )
    daily = Cap("daily", Name("سقف روز", "the daily cap"), CODE, 2, "day", ("stamp", "birthday"))
    return Ready(CODE, Programme(1, (unit,), rules, (daily,)), first_reward=FULL, adjust_limit=2 * FULL)
