"""A programme before it is published: what cannot be, what would surprise, and where."""

from dataclasses import replace
from datetime import date

import pytest

from vafa.engine.calendar.periods import Period
from vafa.engine.earning.base import Lines
from vafa.engine.earning.conditions import (
    AgeBetween,
    All,
    AmountAtLeast,
    AnyOf,
    AtStore,
    BetweenDates,
    BetweenHours,
    DaysSinceLastVisit,
    HasLines,
    InSegment,
    InTier,
    Not,
    NthPurchase,
    OnWeekday,
)
from vafa.engine.earning.effects import Cashback, FixedUnits, Multiplier, Stamp, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Programme, Rule, Unit, WaitDays, WaitStep
from vafa.engine.earning.sound import Known, faults, starts_too_early
from vafa.engine.earning.words import Name
from vafa.engine.expiry import FixedDates, Rolling
from vafa.engine.ladders import faults as ladder_faults
from vafa.engine.tiers import Ladder, Tier

POINTS = Unit("points", Name("امتیاز", "points"), value_minor_per=(1, 1))
MONEY = Unit("wallet", Name("کیف", "wallet"), "money", (1, 1))
BASE = Rule("base", Name("پایه", "base"), UnitsPerMoney("points", 1, 10))
KNOWN = Known(frozenset({"gold"}), frozenset({"new"}), frozenset({"centre"}), date(2026, 6, 1))


def of(*rules, caps=(), units=(POINTS, MONEY)):
    """(place, blocks) of what is wrong."""
    return [(each.place, each.blocks) for each in faults(Programme(0, units, rules, caps), KNOWN)]


def when(condition, **facts):
    return replace(BASE, when=condition, **facts)


def test_a_plain_programme_has_no_fault():
    cap = Cap("day", Name("سقف", "cap"), "points", 100, "day", ("base",))
    double = Rule("x2", Name("دو", "double"), Multiplier("points", 2, rules=("base",)), when=InTier(("gold",)))
    assert of(BASE, double, caps=(cap,)) == []


@pytest.mark.parametrize(
    ("effect", "place"),
    [
        (UnitsPerMoney("points", 0, 10), "rule:base:effect"),
        (UnitsPerMoney("points", 1, 0), "rule:base:effect"),
        (UnitsPerMoney("stars", 1, 10), "rule:base:effect"),
        (FixedUnits("points", -5), "rule:base:effect"),
        (Stamp("points", 0), "rule:base:effect"),
        (Cashback("wallet", 0), "rule:base:effect"),
        (Cashback("wallet", 10_001), "rule:base:effect"),
        (Cashback("points", 300), "rule:base:effect"),
        (Multiplier("points", 2), "rule:base:effect"),
        (Multiplier("points", 2, rules=("gone",)), "rule:base:effect"),
    ],
)
def test_an_effect_that_gives_nothing_or_cannot_be_is_found(effect, place):
    assert of(replace(BASE, effect=effect)) == [(place, True)]


@pytest.mark.parametrize(
    "condition",
    [
        AmountAtLeast(0),
        HasLines(Lines(), quantity=0),
        AtStore(("moon",)),
        AtStore(()),
        InTier(("silver",)),
        InSegment(("old",)),
        OnWeekday(()),
        OnWeekday((7,)),
        BetweenHours(9, 9),
        BetweenHours(9, 25),
        BetweenDates(date(2026, 7, 2), date(2026, 7, 2)),
        NthPurchase(0),
        AgeBetween(30, 30),
        DaysSinceLastVisit(0),
    ],
)
def test_a_condition_that_can_never_hold_is_found_where_it_stands(condition):
    assert of(when(condition)) == [("rule:base:when.0", True)]
    assert of(when(All((NthPurchase(2), Not(condition))))) == [("rule:base:when.1.0", True)]
    assert of(when(AnyOf((NthPurchase(2), condition)))) == [("rule:base:when.0.1", True)]


@pytest.mark.parametrize(
    "conditions",
    [
        (OnWeekday((0, 1)), OnWeekday((2,))),
        (AtStore(("centre",)), Not(AtStore(("centre",)))),
        (NthPurchase(1), NthPurchase(2)),
        (NthPurchase(1), DaysSinceLastVisit(30)),
        (BetweenDates(date(2026, 7, 1), date(2026, 8, 1)), BetweenDates(date(2026, 8, 1), date(2026, 9, 1))),
    ],
)
def test_conditions_that_exclude_each_other_are_found(conditions):
    assert of(when(All(conditions))) == [("rule:base", True)]


def test_days_that_are_over_surprise_and_do_not_block():
    assert of(when(BetweenDates(date(2026, 5, 1), date(2026, 6, 1)))) == [("rule:base:when.0", False)]
    assert of(when(BetweenDates(date(2026, 5, 1), date(2026, 6, 2)))) == []


def test_money_and_products_are_only_asked_of_purchases():
    assert of(when(AmountAtLeast(5), activities=("sign_up",))) == [("rule:base:when.0", True)]


def test_twins_and_a_rule_that_can_never_win_are_named():
    twin = replace(BASE, id="twin", name=Name("دو", "two"))
    assert of(BASE, twin) == [("rule:twin", False)]
    better = replace(BASE, id="more", group="g", effect=UnitsPerMoney("points", 2, 10))
    loser = replace(BASE, group="g")
    assert of(better, loser) == [("rule:base", False)]
    (fault,) = faults(Programme(0, (POINTS,), (better, loser)), KNOWN)
    assert fault.text.id == "In its group {rule} is always worth more."
    special = replace(better, when=InTier(("gold",)))
    assert of(special, loser) == []


def test_caps_are_above_zero_and_of_something_that_is_given():
    def cap(**facts):
        return Cap(**{"id": "c", "name": Name("س", "c"), "unit": "points", "units": 10, "period": "day"} | facts)

    assert of(BASE, caps=(cap(units=0),)) == [("cap:c", True)]
    assert of(BASE, caps=(cap(units=-1),)) == [("cap:c", True)]
    assert of(BASE, caps=(cap(unit="stars"),)) == [("cap:c", True), ("cap:c", False)]
    assert of(BASE, caps=(cap(rules=("gone",)),)) == [("cap:c", True)]
    assert of(BASE, caps=(cap(unit="wallet"),)) == [("cap:c", False)]
    whole = Rule("gift", Name("هدیه", "gift"), FixedUnits("points", 50), indivisible=True)
    assert of(whole, caps=(cap(),)) == [("rule:gift:effect", True)]


def test_units_names_waits_and_ids():
    assert of(units=()) == [("programme", True)]
    assert of(units=(replace(POINTS, value_minor_per=(1, 0)),)) == [("unit:points", True)]
    assert of(units=(replace(POINTS, value_minor_per=(0, 1)),)) == [("unit:points", False)]
    assert of(units=(replace(POINTS, expiry=Rolling(0, Period.MONTH)),)) == [("unit:points", True)]
    assert of(units=(replace(POINTS, expiry=FixedDates(((13, 1),))),)) == [("unit:points", True)]
    assert of(replace(BASE, name=Name("", "x"))) == [("rule:base:more", True)]
    assert of(replace(BASE, activities=())) == [("rule:base:more", True)]
    assert of(replace(BASE, waits=WaitDays(0))) == [("rule:base:more", True)]
    assert of(replace(BASE, waits=WaitStep("", 3))) == [("rule:base:more", True)]
    assert of(BASE, replace(BASE, effect=FixedUnits("points", 3))) == [("rule:base", True)]


def test_a_programme_holds_from_today_on_or_later():
    assert starts_too_early(date(2026, 6, 1), date(2026, 6, 1)) is None
    assert starts_too_early(date(2026, 5, 31), date(2026, 6, 1)) is not None


def test_a_ladder_rises_from_zero_and_asks_for_more_at_each_step():
    ashna, yaar = Tier("ashna", Name("آشنا", "Ashna"), 0), Tier("yaar", Name("یار", "Yaar"), 100)

    def wrong(*tiers, **facts):
        return [each.place for each in ladder_faults(Ladder(tiers, **facts), frozenset({"points"}))]

    assert wrong(ashna, yaar) == []
    assert wrong() == ["ladder"]
    assert wrong(yaar) == ["tier:yaar"]
    assert wrong(ashna, replace(yaar, reach=0)) == ["tier:yaar"]
    assert wrong(ashna, replace(yaar, keep=101)) == ["tier:yaar"]
    assert wrong(ashna, replace(yaar, id="ashna")) == ["tier:ashna"]
    assert wrong(ashna, yaar, measure="units", unit="stars") == ["ladder"]
    assert wrong(ashna, yaar, window="rolling_days", days=0) == ["ladder"]
    assert wrong(ashna, yaar, grace_days=-1) == ["ladder"]
