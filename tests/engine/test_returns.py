import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.builders import cap, fixed, line, per_money, programme, purchase, times
from vafa.engine.earning.conditions import AmountAtLeast
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.returns import take_backs, without_amount, without_lines


class Receipt:
    """A booked purchase and the returns made of it."""

    def __init__(self, judge, facts):
        self.judge, self.booked, self.left = judge, facts, facts
        self.awards = list(judge.evaluate(facts).awards)
        self.taken = [0] * len(self.awards)

    def give_back(self, left):
        self.left = left
        asked, freed = take_backs(self.judge, left, self.awards, self.taken)
        for back in asked:
            self.taken[back.place] += back.units
        return sum(back.units for back in asked), freed

    def lines(self, *numbers):
        return self.give_back(without_lines(self.left, dict.fromkeys(numbers, 1), self.booked))[0]


def test_spend_500_get_200_with_lines_300_200_100():
    judge = Judge(programme(fixed("spend 500", 200, when=AmountAtLeast(500))))
    receipt = Receipt(judge, purchase(300, 200, 100))
    assert (receipt.lines(3), receipt.lines(1), receipt.lines(2)) == (0, 200, 0)


def test_a_return_of_part_of_a_line_counts_its_share():
    receipt = Receipt(Judge(programme(per_money("base", 1, 1))), purchase(line(1, 100, quantity=3)))
    steps = [receipt.give_back(without_lines(receipt.left, {1: 1}, receipt.booked))[0] for _ in range(3)]
    assert steps == [33, 33, 34]


def test_a_return_by_amount_scales_every_line_alike():
    receipt = Receipt(Judge(programme(per_money("base", 1, 10))), purchase(600, 400))
    left = without_amount(receipt.left, 250, receipt.booked)
    assert [each.net_minor for each in left.lines] == [450, 300]
    assert receipt.give_back(left)[0] == 25


def test_a_return_frees_the_room_of_its_caps():
    receipt = Receipt(Judge(programme(per_money("base", 1, 1), caps=(cap("day", 100),))), purchase(80, 60))
    assert [award.units for award in receipt.awards] == [100]
    asked, freed = receipt.give_back(without_lines(receipt.left, {1: 1}, receipt.booked))
    assert (asked, freed) == (40, {"day": 40})


def test_more_than_the_receipt_is_refused():
    booked = purchase(line(1, 100, quantity=2))
    with pytest.raises(ValueError, match="line 1 has 2 left"):
        without_lines(booked, {1: 3}, booked)
    with pytest.raises(ValueError, match="line 9 is not on the receipt"):
        without_lines(booked, {9: 1}, booked)
    with pytest.raises(ValueError, match="no more than is left"):
        without_amount(booked, 101, booked)


def test_a_line_sold_without_quantity_comes_back_whole():
    booked = purchase(line(1, 100, quantity=0), 50)
    assert [each.number for each in without_lines(booked, {1: 0}, booked).lines] == [2]


def test_tax_and_the_granted_part_follow_the_lines():
    booked = purchase(600, 400, tax_minor=100, granted_minor=550)
    left = without_lines(booked, {1: 1}, booked)
    assert (left.tax_minor, left.granted_minor) == (40, 220)


LINES = st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 4)), min_size=1, max_size=6)


@given(LINES, st.data())
def test_returns_in_any_steps_are_never_negative_and_end_at_exactly_nothing(lines, data):
    made = [line(place, amount, quantity=quantity) for place, (amount, quantity) in enumerate(lines, 1)]
    rules = [per_money("a", 3, 7), fixed("b", 50, when=AmountAtLeast(900)), times("x", 2)]
    judge = Judge(programme(*rules, caps=(cap("day", 400),)))
    receipt = Receipt(judge, purchase(*made, used={"day": data.draw(st.integers(0, 500))}))
    before = sum(award.units for award in receipt.awards)
    total = 0
    while receipt.left.lines:
        each = data.draw(st.sampled_from(receipt.left.lines))
        if data.draw(st.booleans()) and each.quantity:
            left = without_lines(receipt.left, {each.number: data.draw(st.integers(1, each.quantity))}, receipt.booked)
        else:
            nets = sum(line.net_minor for line in receipt.left.lines)
            if nets == 0:
                left = without_lines(receipt.left, {each.number: each.quantity}, receipt.booked)
            else:
                left = without_amount(receipt.left, data.draw(st.integers(1, nets)), receipt.booked)
        assert all(line.net_minor >= 0 for line in left.lines)
        asked, _ = receipt.give_back(left)
        assert asked >= 0
        total += asked
    assert total == before
