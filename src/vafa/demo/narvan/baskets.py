"""What lies in a basket: drinks by taste and season, cake by fondness, food by the hour, beans now and then."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from vafa.demo.narvan.menu import CATEGORIES, RAISED_ON, RAISED_SKU, ROWS, Row, kept_share, price_and_cost_minor
from vafa.demo.narvan.people import Mark, Taste
from vafa.demo.narvan.shapes import LineSeed
from vafa.demo.narvan.span import DATES, DAYS, MONTHS, day_number
from vafa.demo.narvan.stores import EARLY, NATURES, NOON, VANAK

# Pull of coffee, tea and cold drinks, month by month; Tir to Shahrivar are alike, so that nothing but its price
# moves the raised product there.
_WARM, _MILD, _COOL, _FROST = (0.8, 0.5, 2.1), (1.0, 0.8, 1.2), (1.1, 1.15, 0.6), (1.15, 1.5, 0.3)
_SEASONS = {1: _MILD, 2: _MILD, 3: _WARM, 4: _WARM, 5: _WARM, 6: _WARM, 7: _MILD, 8: _COOL, 9: _FROST, 10: _FROST,
            11: _FROST, 12: _COOL}  # fmt: skip
_BY_PART = ((1.7, 0.9, 0.5), (1.0, 0.8, 1.1), (1.0, 1.0, 1.1), (0.7, 1.3, 1.1))
_BREAKFAST, _LUNCH, _SUPPER, _SECOND_CAKE = 0.34, 0.36, 0.12, 0.3
_FAVOURITE = 0.5
_STRANGERS_COMPANY = (0.1, 0.4, 0.5)
LINES_MAX = 5

CAKE_SHARE, CAKE_WITH_TEA_RATIO, CAKE_SEASON = 0.25, 2.2, (7, 8, 9, 10, 11, 12)

TILL_DISCOUNT_SHARE, TILL_DISCOUNT_SHARE_LAST = 0.02, 0.06
MARGIN_FALLS_FROM = day_number(1405, 7, 1)
_DISCOUNT_PERCENTS = (10, 10, 10, 15, 15, 20)
_DISCOUNT_MEAN = sum(_DISCOUNT_PERCENTS) / len(_DISCOUNT_PERCENTS) / 100


class Sitting(NamedTuple):
    """When and where a basket is filled, and why the visit is there."""

    day: int
    store: int
    part: int
    mark: Mark


class Drawer(NamedTuple):
    """The products of a category and their running pulls, the last being 1."""

    rows: tuple[Row, ...]
    pulls: tuple[float, ...]

    def at(self, draw: float) -> Row:
        return self.rows[bisect_right(self.pulls, draw)]


def _drawer(rows: list[Row]) -> Drawer:
    total = sum(row.pull for row in rows)
    running = list(accumulate(row.pull / total for row in rows))
    return Drawer(tuple(rows), (*running[:-1], 1.0))


_DRAWERS = {name: _drawer([row for row in ROWS if row.product.category == name]) for name in CATEGORIES}
_DRINKS = (_DRAWERS["coffee"], _DRAWERS["tea"], _DRAWERS["cold"])
_COFFEE, _TEA = 0, 1
_INSTEAD = _drawer([row for row in _DRAWERS["coffee"].rows if row.product.sku != RAISED_SKU])
_KEPT = kept_share()


@dataclass(slots=True)
class Wish:
    """How many of the raised product would have been bought at the old price, and how many were."""

    wanted: int = 0
    sold: int = 0


@dataclass(slots=True)
class Kitchen:
    random: Random
    wish: Wish = field(default_factory=Wish)

    def lines(self, taste: Taste, sitting: Sitting) -> tuple[LineSeed, ...]:
        """In: whose taste, and when and where. Out: one to five lines with their discounts."""
        picked: dict[Row, int] = {}
        tea = self._drinks(picked, taste, sitting)
        self._cake(picked, taste, sitting.day, tea)
        self._food(picked, sitting)
        percent = self._discount_percent(sitting)
        rows = list(picked.items())[:LINES_MAX]
        return tuple([_line(row, count, DATES[sitting.day], percent) for row, count in rows])

    def _drinks(self, picked: dict[Row, int], taste: Taste, sitting: Sitting) -> bool:
        """Picks one to three drinks. Out: whether tea is among them."""
        nature, season, hour = NATURES[sitting.store], _SEASONS[MONTHS[sitting.day]], _BY_PART[sitting.part]
        coffee, tea, cold = (nature.drinks[n] * season[n] * hour[n] * taste.drinks[n] for n in (0, 1, 2))
        one, two, _ = nature.company if sitting.mark is not Mark.OWN_CARD else _STRANGERS_COMPANY
        draw = self.random.random()
        has_tea = False
        for number in range(1 if draw < one else 2 if draw < one + two else 3):
            draw = self.random.random() * (coffee + tea + cold)
            kind = 0 if draw < coffee else 1 if draw < coffee + tea else 2
            if number == 0 and sitting.mark is Mark.CAMPAIGN:
                kind = _COFFEE
            row = self._drink(taste, kind, sitting.day)
            picked[row] = picked.get(row, 0) + 1
            has_tea = has_tea or kind == _TEA
        return has_tea

    def _drink(self, taste: Taste, kind: int, day: int) -> Row:
        random = self.random
        row = _DRINKS[kind].at(taste.favourites[kind] if random.random() < _FAVOURITE else random.random())
        if row.product.sku != RAISED_SKU or DATES[day] < RAISED_ON:
            return row
        self.wish.wanted += 1
        if self.wish.sold + 1 > self.wish.wanted * _KEPT:
            return _INSTEAD.at(random.random())
        self.wish.sold += 1
        return row

    def _cake(self, picked: dict[Row, int], taste: Taste, day: int, tea: bool) -> None:
        random = self.random
        ratio = CAKE_WITH_TEA_RATIO if tea and MONTHS[day] in CAKE_SEASON else 1.0
        if random.random() < CAKE_SHARE * taste.cake * ratio:
            draw = taste.favourites[3] if random.random() < _FAVOURITE else random.random()
            picked[_DRAWERS["cake"].at(draw)] = 2 if random.random() < _SECOND_CAKE else 1

    def _food(self, picked: dict[Row, int], sitting: Sitting) -> None:
        random = self.random
        draw = random.random()
        if sitting.part == EARLY and draw < _BREAKFAST:
            picked[_DRAWERS["breakfast"].at(random.random())] = 1
        elif sitting.part != EARLY and draw < (_LUNCH if sitting.part == NOON else _SUPPER):
            picked[_DRAWERS["sandwich"].at(random.random())] = 1 if draw > 0.05 else 2
        if random.random() < NATURES[sitting.store].beans:
            picked[_DRAWERS["beans"].at(random.random())] = 1

    def _discount_percent(self, sitting: Sitting) -> int:
        if self.random.random() >= till_discount_share(sitting.day, sitting.store) / _DISCOUNT_MEAN:
            return 0
        return self.random.choice(_DISCOUNT_PERCENTS)


def till_discount_share(day: int, store: int) -> float:
    """The planted share of sales that the till gives away by hand on a day."""
    if store != VANAK or day < MARGIN_FALLS_FROM:
        return TILL_DISCOUNT_SHARE
    gone = (day - MARGIN_FALLS_FROM) / (DAYS - 1 - MARGIN_FALLS_FROM)
    return TILL_DISCOUNT_SHARE + (TILL_DISCOUNT_SHARE_LAST - TILL_DISCOUNT_SHARE) * gone


def _line(row: Row, count: int, day: date, percent: int) -> LineSeed:
    """Prices are whole thousands of Rial, so a whole percentage of them needs no rounding."""
    product = row.product
    price, cost = price_and_cost_minor(product.sku, day)
    amount = price * count
    return LineSeed(
        product.sku, product.category, product.brand, product.tags, count, amount, amount * percent // 100, cost * count
    )
