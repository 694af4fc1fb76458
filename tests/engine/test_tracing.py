"""Each rule's answer to one receipt, and why a silent one is silent."""

from datetime import UTC, date, datetime

from vafa.engine.earning.conditions import All, AmountAtLeast, InTier, OnWeekday
from vafa.engine.earning.effects import FixedUnits, Multiplier, UnitsPerMoney
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.facts import Facts, Line
from vafa.engine.earning.programme import Cap, Programme, Rule, Unit
from vafa.engine.earning.tracing import trace
from vafa.engine.earning.words import Name

NAME = Name("نام", "name")
RULES = (
    Rule("base", NAME, UnitsPerMoney("points", 1, 10), priority=1),
    Rule("gold", NAME, Multiplier("points", 2, rules=("base",)), when=InTier(("gold",)), priority=2),
    Rule("tuesday", NAME, FixedUnits("points", 5), when=All((OnWeekday((1,)), AmountAtLeast(500))), priority=3),
    Rule("hello", NAME, FixedUnits("points", 9), activities=("sign_up",), priority=4),
    Rule("gift", NAME, FixedUnits("points", 90), indivisible=True, priority=5),
    Rule("small", NAME, UnitsPerMoney("points", 1, 10_000), priority=6),
)
CAPS = (Cap("gifts", NAME, "points", 50, "day", ("gift",)),)
JUDGE = Judge(Programme(1, (Unit("points", NAME),), RULES, CAPS))


def told(**facts):
    given = {"tier": "", "weekday": 1} | facts
    receipt = Facts("purchase", datetime(2026, 6, 2, tzinfo=UTC), date(2026, 6, 2), lines=(Line(1, amount_minor=300),),
                    **given)  # fmt: skip
    return [
        (each.rule.id, each.verdict, each.award.units if each.award else None, [said.id for said in each.missing])
        for each in trace(JUDGE, receipt)
    ]


def test_every_rule_answers_and_a_silent_one_says_which_condition_did_not_hold():
    assert told() == [
        ("base", "given", 30, []),
        ("gold", "condition", None, ["for members of {tiers}"]),
        ("tuesday", "condition", None, ["the purchase is at least {amount}"]),
        ("hello", "kind", None, []),
        ("gift", "silenced", 0, []),
        ("small", "nothing", None, []),
    ]


def test_a_multiplier_that_met_an_award_says_so():
    assert told(tier="gold")[:2] == [("base", "given", 60, []), ("gold", "factor", None, [])]


def test_what_was_wholly_paid_with_granted_value_earns_nothing_and_says_why():
    assert {verdict for _, verdict, _, _ in told(granted_minor=300)} == {"granted", "kind"}
