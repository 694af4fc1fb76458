from dataclasses import replace
from datetime import date

import pytest

from tests.engine.builders import line, purchase
from vafa.engine.earning.base import Base, Lines, count
from vafa.engine.earning.conditions import (
    CONDITIONS,
    AgeBetween,
    All,
    AmountAtLeast,
    AnyOf,
    AtStore,
    BetweenDates,
    BetweenHours,
    ByChannel,
    DaysSinceJoining,
    DaysSinceLastVisit,
    HasLines,
    HasTag,
    InSegment,
    InTier,
    NearBirthday,
    Not,
    NthPurchase,
    OnWeekday,
    PaidWith,
)

COFFEE = Lines(categories=("coffee",))
NO_TOBACCO = Lines(except_categories=("tobacco",))
RECEIPT = purchase(line(1, 600, "coffee", quantity=2, sku="C1"), line(2, 400, "cake", sku="K1"))

HOLDS = [
    (AmountAtLeast(1000), {}, True),
    (AmountAtLeast(1001), {}, False),
    (HasLines(COFFEE, 2), {}, True),
    (HasLines(COFFEE, 3), {}, False),
    (HasLines(COFFEE, 1, 600), {}, True),
    (HasLines(COFFEE, 1, 601), {}, False),
    (HasLines(Lines(skus=("K1",))), {}, True),
    (HasLines(Lines(brands=("own",))), {}, False),
    (HasLines(Lines(tags=("new",))), {"lines": (replace(line(1, 5), tags=("new", "hot")),)}, True),
    (HasLines(NO_TOBACCO), {"lines": (line(1, 5, "tobacco"),)}, False),
    (AtStore(("centre",)), {"store": "centre"}, True),
    (AtStore(("centre",)), {"store": "north"}, False),
    (ByChannel(("online",)), {"channel": "online"}, True),
    (ByChannel(("online",)), {"channel": "counter"}, False),
    (PaidWith(("card",)), {"means": ("cash", "card")}, True),
    (PaidWith(("card",)), {"means": ("cash",)}, False),
    (OnWeekday((1,)), {"weekday": 1}, True),
    (OnWeekday((1,)), {"weekday": 2}, False),
    (BetweenHours(8, 11), {"hour": 8}, True),
    (BetweenHours(8, 11), {"hour": 11}, False),
    (BetweenHours(22, 2), {"hour": 1}, True),
    (BetweenHours(22, 2), {"hour": 2}, False),
    (BetweenDates(date(2026, 1, 1), date(2026, 1, 8)), {"day": date(2026, 1, 7)}, True),
    (BetweenDates(date(2026, 1, 1), date(2026, 1, 8)), {"day": date(2026, 1, 8)}, False),
    (NthPurchase(1), {"purchases_before": 0}, True),
    (NthPurchase(3), {"purchases_before": 2}, True),
    (NthPurchase(3), {"purchases_before": 5}, False),
    (NthPurchase(3, every=True), {"purchases_before": 5}, True),
    (InTier(("gold",)), {"tier": "gold"}, True),
    (InTier(("gold",)), {"tier": "silver"}, False),
    (InSegment(("loyal",)), {"segments": frozenset({"loyal", "new"})}, True),
    (InSegment(("loyal",)), {}, False),
    (HasTag(("vip",)), {"tags": frozenset({"vip"})}, True),
    (HasTag(("vip",)), {}, False),
    (AgeBetween(18, 25), {"age": 18}, True),
    (AgeBetween(18, 25), {"age": 25}, False),
    (AgeBetween(18, 25), {"age": None}, False),
    (NearBirthday(3, 3), {"birthday_days": -3}, True),
    (NearBirthday(3, 3), {"birthday_days": 4}, False),
    (NearBirthday(3, 3), {"birthday_days": None}, False),
    (DaysSinceJoining(0, 30), {"days_since_joining": 29}, True),
    (DaysSinceJoining(0, 30), {"days_since_joining": 30}, False),
    (DaysSinceLastVisit(45), {"days_since_last_visit": 45}, True),
    (DaysSinceLastVisit(45), {"days_since_last_visit": 44}, False),
    (DaysSinceLastVisit(45), {"days_since_last_visit": None}, False),
    (All((AtStore(("centre",)), OnWeekday((1,)))), {"store": "centre", "weekday": 1}, True),
    (All((AtStore(("centre",)), OnWeekday((1,)))), {"store": "centre", "weekday": 2}, False),
    (AnyOf((AtStore(("centre",)), OnWeekday((1,)))), {"weekday": 1}, True),
    (AnyOf((AtStore(("centre",)), OnWeekday((1,)))), {"weekday": 2}, False),
    (Not(OnWeekday((1,))), {"weekday": 2}, True),
]


@pytest.mark.parametrize(("condition", "facts", "expected"), HOLDS)
def test_a_condition_holds_or_does_not(condition, facts, expected):
    judged = replace(RECEIPT, **facts)
    assert condition.holds(judged, count(Base(), judged)) is expected


def test_every_condition_is_tried_above_and_says_itself_in_words():
    assert {type(condition) for condition, _, _ in HOLDS} == set(CONDITIONS.values())
    for condition, _, _ in HOLDS:
        said = condition.words()
        assert said.id.format(**dict(said.values))
