"""One part of a draft is changed, and nothing else of it."""

import pytest

from tests.people import BASE, POINTS, named
from vafa.engine.earning.conditions import All, AmountAtLeast, AnyOf, InTier, Not, NthPurchase, OnWeekday
from vafa.engine.earning.effects import FixedUnits, Multiplier
from vafa.engine.earning.programme import Cap, Programme, Rule
from vafa.programmes import editing
from vafa.programmes.errors import UnknownPart
from vafa.programmes.shapes import Content, content_of, plain

MON, TIER, BIG, FIRST = OnWeekday((0,)), InTier(("gold",)), AmountAtLeast(500), NthPurchase(1)
GIFT = Rule("gift", named("gift"), FixedUnits("points", 9), priority=110)
TWICE = Rule("twice", named("twice"), Multiplier("points", 2, rules=("base", "gift")), priority=120)
CAP = Cap("cap", named("cap"), "points", 100, "day", ("base", "gift"))


@pytest.fixture
def content():
    return Content(Programme(0, (POINTS,), (BASE, GIFT, TWICE), (CAP,)))


def ids(content):
    return [(rule.id, content.is_on(rule.id)) for rule in content.rules]


def test_what_is_written_down_is_read_as_it_was(content):
    off = editing.switch(content, "gift")
    assert content_of(plain(off)) == off


def test_a_rule_is_replaced_where_it_stands_and_a_strange_one_comes_last(content):
    changed = editing.put_rule(content, Rule("gift", named("x"), FixedUnits("points", 1), priority=110))
    assert [rule.id for rule in changed.rules] == ["base", "gift", "twice"]
    more = editing.put_rule(content, Rule("more", named("x"), FixedUnits("points", 1)))
    assert [(rule.id, rule.priority) for rule in more.rules][-1] == ("more", 130)


def test_a_rule_that_goes_takes_its_name_out_of_caps_and_multipliers(content):
    left = editing.drop_rule(content, "gift")
    assert ids(left) == [("base", True), ("twice", True)]
    assert left.programme.rule("twice").effect.rules == ("base",)
    assert left.programme.caps[0].rules == ("base",)
    # one that named it alone keeps the name, for its writer to see
    assert editing.drop_rule(left, "base").programme.rule("twice").effect.rules == ("base",)


def test_a_rule_that_is_off_stays_where_it_was_and_is_not_published(content):
    off = editing.switch(content, "base")
    assert ids(off) == [("base", False), ("gift", True), ("twice", True)]
    assert [rule.id for rule in off.programme.rules] == ["gift", "twice"]
    assert editing.switch(off, "base") == content


def test_rules_move_past_each_other_also_past_those_that_are_off(content):
    moved = editing.move(editing.switch(content, "gift"), "twice", -1)
    assert ids(moved) == [("base", True), ("twice", True), ("gift", False)]
    assert [rule.priority for rule in moved.rules] == [10, 20, 30]
    assert ids(editing.move(moved, "base", -5)) == ids(moved)


def test_conditions_are_a_list_that_grows_and_shrinks():
    one = editing.add_condition(BASE, MON)
    two = editing.add_condition(one, BIG)
    assert (one.when, two.when) == (MON, All((MON, BIG)))
    assert editing.drop_condition(two, "0").when == BIG
    assert editing.drop_condition(one, "0").when is None
    assert editing.put_condition(two, "1", TIER).when == All((MON, TIER))


def test_a_condition_may_be_one_of_several_and_be_turned_round():
    two = editing.add_condition(editing.add_condition(BASE, MON), BIG)
    either = editing.either(two, "1", TIER)
    assert either.when == All((MON, AnyOf((BIG, TIER))))
    assert editing.either(either, "1", FIRST).when == All((MON, AnyOf((BIG, TIER, FIRST))))
    not_big = editing.turn_round(either, "1.0")
    assert not_big.when == All((MON, AnyOf((Not(BIG), TIER))))
    assert editing.condition_at(not_big, "1.0.0") == BIG
    assert editing.turn_round(not_big, "1.0") == either
    assert editing.drop_condition(not_big, "1.0.0").when == All((MON, TIER))


@pytest.mark.parametrize("path", ["2", "-1", "0.0", "x", "", "0.x"])
def test_a_path_to_nothing_is_refused(path):
    two = editing.add_condition(editing.add_condition(BASE, MON), BIG)
    with pytest.raises(UnknownPart):
        editing.drop_condition(two, path)


def test_caps_and_units_come_and_go(content):
    bigger = editing.put_cap(content, Cap("cap", named("cap"), "points", 200, "week"))
    assert [(cap.units, cap.period) for cap in bigger.programme.caps] == [(200, "week")]
    assert editing.drop_cap(content, "cap").programme.caps == ()
    assert editing.drop_unit(content, "points").programme.units == ()
    for verb, part in ((editing.drop_cap, "x"), (editing.drop_unit, "x"), (editing.drop_rule, "x")):
        with pytest.raises(UnknownPart):
            verb(content, part)


def test_a_free_id_was_never_taken():
    assert editing.free_id({"a"}, "gift") == "gift"
    assert editing.free_id({"gift", "gift-2"}, "gift") == "gift-3"
