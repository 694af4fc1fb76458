"""The ready programmes by code, in the order they are offered."""

from collections.abc import Callable

from vafa.engine.earning.programme import Programme
from vafa.opening.errors import UnknownCurrency, UnknownReadyProgramme
from vafa.opening.places import TRADES, Trade
from vafa.opening.programmes import cash_back, points, stamps, tiers
from vafa.opening.programmes import trade as trade_buyers
from vafa.opening.programmes.ready import Ready

OWN = "own"


def own(trade: Trade) -> Ready:
    """For who writes the rules: points that nothing gives yet."""
    return Ready(OWN, Programme(1, (points.unit(trade),), ()), first_reward=None, adjust_limit=1000)


_MAKERS: dict[str, Callable[[Trade], Ready]] = {
    points.CODE: points.points,
    stamps.CODE: stamps.stamps,
    cash_back.CODE: cash_back.cash_back,
    OWN: own,
    tiers.CODE: tiers.layers,
    trade_buyers.CODE: trade_buyers.buyers,
}
CODES = (points.CODE, stamps.CODE, cash_back.CODE, OWN)
"""What a new club is asked to choose from."""
LIBRARY = (points.CODE, stamps.CODE, tiers.CODE, cash_back.CODE, trade_buyers.CODE)
"""What a draft may begin as."""


def trade_of(currency: str) -> Trade:
    """Refused: a currency whose typical figures nobody wrote down."""
    if currency not in TRADES:
        raise UnknownCurrency(currency=currency)
    return TRADES[currency]


def ready(code: str, currency: str) -> Ready:
    """In: the code of a ready programme. Out: it, scaled to the currency. Refused: unknown code or currency."""
    if code not in _MAKERS:
        raise UnknownReadyProgramme(programme=code)
    return _MAKERS[code](trade_of(currency))
