from datetime import date

import pytest

from tests.engine.builders import cap, fixed, per_money, programme, purchase, times
from tests.engine.test_conditions import HOLDS
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import All, BetweenDates, Not, OnWeekday
from vafa.engine.earning.effects import EFFECTS, Cashback, FixedUnits, Multiplier, Stamp, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.explain import explain
from vafa.engine.earning.plain import NotPlain, from_plain, to_plain
from vafa.engine.earning.programme import Programme, Rule, Unit, WaitDays, WaitStep
from vafa.engine.earning.words import Name, Units
from vafa.engine.expiry import FixedDates, Never, Rolling, Sliding
from vafa.engine.tiers import Ladder, Tier

GIVING = [
    UnitsPerMoney("points", 1, 10),
    FixedUnits("points", 5),
    UnitsPerItem("points", 2),
    Stamp("stamps", 1, "item"),
    Cashback("wallet", 250),
    Multiplier("points", 3, 2, ("base",), Lines(brands=("own",)), "compound"),
]
EXPIRIES = [Never(), Rolling(12, Period.MONTH, Period.YEAR), FixedDates(((12, 29), (6, 31)), 30), Sliding(180)]
WAITS = [WaitDays(14), WaitStep("paid", 7), None]


def every_programme():
    for condition, _, _ in HOLDS:
        yield programme(fixed("one", 1, when=condition))
    for effect in GIVING:
        yield programme(Rule("one", Name("یک", "one"), effect))
    for expiry in EXPIRIES:
        yield programme(per_money("one", 1, 10, expiry=expiry), units=(Unit("points", Name("", ""), expiry=expiry),))
    for waits in WAITS:
        yield programme(per_money("one", 1, 10, waits=waits), caps=(cap("day", 5),))


def test_every_programme_comes_back_from_plain_values_as_it_was():
    assert {type(effect) for effect in GIVING} == set(EFFECTS.values())
    for made in every_programme():
        assert from_plain(Programme, to_plain(made)) == made


def test_a_rule_is_readable_data_with_defaults_left_out():
    rule = fixed("welcome", 50, when=All((Not(OnWeekday((4,))), BetweenDates(date(2026, 1, 1), date(2026, 2, 1)))))
    assert to_plain(rule) == {
        "id": "welcome",
        "name": {"fa": "welcome", "en": "welcome"},
        "effect": {"type": "fixed_units", "unit": "points", "units": 50},
        "when": {
            "type": "all",
            "conditions": [
                {"type": "not", "condition": {"type": "on_weekday", "days": [4]}},
                {"type": "between_dates", "start": "2026-01-01", "end": "2026-02-01"},
            ],
        },
    }


def test_a_ladder_comes_back_as_it_was():
    ladder = Ladder(
        (Tier("low", Name("", ""), 0), Tier("high", Name("", ""), 10, 5, True)), "visits", window="lifetime"
    )
    assert from_plain(Ladder, to_plain(ladder)) == ladder


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ({}, "id is missing"),
        ({"id": 5}, "name is missing"),
        ({"id": "a", "name": {"fa": "", "en": ""}, "effect": {"type": "gift"}}, "effect.type: one of units_per_money"),
        ({"id": "a", "name": {"fa": "", "en": ""}, "effect": {"type": "fixed_units", "unit": "p"}}, "units is missing"),
        ({"id": "a", "name": "x", "effect": {}}, "name: an object is wanted"),
        ({"id": "a", "name": {"fa": "", "en": ""}, "effects": {}}, ".effects is not known here"),
        (
            {"id": "a", "name": {"fa": "", "en": ""}, "effect": {"type": "fixed_units", "unit": "p", "units": "5"}},
            "effect.units: int is wanted",
        ),
    ],
)
def test_what_is_not_a_rule_is_refused_and_the_place_named(plain, said):
    with pytest.raises(NotPlain) as refused:
        from_plain(Rule, plain)
    assert said in str(refused.value)


def said(award, made):
    return [(message.id, dict(message.values)) for message in explain(award, made)]


def test_an_award_explains_its_base_its_factor_and_its_cap():
    made = programme(per_money("base", 1, 10), times("double", 2), caps=(cap("day", 100),))
    award = Judge(made).evaluate(purchase(640)).awards[0]
    (given, values), (factor, by), (trimmed, left) = said(award, made)
    assert given == "{units} for {money} by {rule}: {each} for each {per}"
    assert (values["units"], values["money"].minor, values["each"]) == (Units(128, "points"), 640, 1)
    assert (factor, by["factor"], by["rule"].en) == ("times {factor} for {rule}", ("factor", 2, 1), "double")
    assert (trimmed, left["after"], left["before"]) == ("{cap} left {after} of {before}", Units(100, "points"), 128)


def test_a_silenced_award_says_who_was_worth_more():
    made = programme(
        fixed("a", 5, group="g"),
        fixed("b", 9, group="g"),
        Rule("c", Name("", ""), FixedUnits("points", 1), base=Base()),
    )
    silenced = Judge(made).evaluate(purchase(1)).silenced
    assert [message for message, _ in said(silenced[0], made)] == [
        "{units} by {rule}",
        "{rule} was worth more and they do not add up",
    ]
