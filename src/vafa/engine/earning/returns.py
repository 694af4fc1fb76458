"""Returns judge the whole activity again on what is left, by the version, facts and cap room stored at its booking."""

from dataclasses import dataclass, replace

from vafa.engine.amounts import divide, largest_remainder
from vafa.engine.earning.evaluate import Award, Judge
from vafa.engine.earning.facts import Facts, Line, payable_minor


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Units to ask back of one award of the activity; `place` is its place among the booked awards."""

    place: int
    units: int


def without_lines(facts: Facts, returned: dict[int, int], original: Facts) -> Facts:
    """In: what is left, line numbers with quantities coming back (0 for a line sold without quantity), and the purchase
    as booked. Out: what is left then. A line's money falls with its quantity, counted from the original so that steps
    add up; tax falls with the net, delivery stays until everything is back.
    Refused: a line that is not there, or more than is left of it (ValueError)."""
    first = {line.number: line for line in original.lines}
    lines = []
    for line in facts.lines:
        if line.number not in returned:
            lines.append(line)
        elif (left := _less(line, first[line.number], returned[line.number])) is not None:
            lines.append(left)
    if missing := set(returned) - {line.number for line in facts.lines}:
        raise ValueError(f"line {min(missing)} is not on the receipt, or is back already")
    return _settled(facts, tuple(lines), original)


def without_amount(facts: Facts, minor: int, original: Facts) -> Facts:
    """In: money coming back out of the lines. Out: what is left, every line scaled alike.
    Refused: nothing, or more than the lines are worth (ValueError)."""
    nets = [line.net_minor for line in facts.lines]
    if not 0 < minor <= sum(nets):
        raise ValueError("a return is above zero and no more than is left of the receipt")
    if minor == sum(nets):
        return _settled(facts, (), original)
    left = largest_remainder(sum(nets) - minor, nets)
    lines = tuple(
        replace(line, amount_minor=line.discount_minor + net) for line, net in zip(facts.lines, left, strict=True)
    )
    return _settled(facts, lines, original)


def _less(line: Line, first: Line, quantity: int) -> Line | None:
    if quantity < 0 or quantity > line.quantity or (quantity == 0 and line.quantity):
        raise ValueError(f"line {line.number} has {line.quantity} left")
    left = line.quantity - quantity
    if left == 0:
        return None
    gone = first.quantity - left
    by_quantity = first.amount_minor - divide(first.amount_minor * gone, first.quantity)
    discount = first.discount_minor - divide(first.discount_minor * gone, first.quantity)
    already = divide(first.amount_minor * (first.quantity - line.quantity), first.quantity)
    scaled_off = first.amount_minor - already - line.amount_minor
    return replace(
        line, quantity=left, amount_minor=max(discount, by_quantity - scaled_off), discount_minor=discount,
        cost_minor=cost_of(first, left),
    )  # fmt: skip


def cost_of(first: Line, quantity: int) -> int | None:
    """In: a line as it was sold, and how much of it is left. Out: what that cost, in minor units; goods that came back
    cost nothing. None where the cost is not known."""
    if first.cost_minor is None or not first.quantity:
        return first.cost_minor
    return first.cost_minor * quantity // first.quantity


def _settled(facts: Facts, lines: tuple[Line, ...], original: Facts) -> Facts:
    """Tax, delivery and the granted part of what is left follow the lines."""
    net = sum(line.net_minor for line in lines)
    whole = sum(line.net_minor for line in original.lines)
    if not lines:
        return replace(facts, lines=(), tax_minor=0, delivery_minor=0, granted_minor=0)
    tax = original.tax_minor - divide(original.tax_minor * (whole - net), whole) if whole else original.tax_minor
    left = replace(facts, lines=lines, tax_minor=tax)
    payable = payable_minor(original)
    granted = divide(original.granted_minor * payable_minor(left), payable) if payable else 0
    return replace(left, granted_minor=granted)


def take_backs(
    judge: Judge, left: Facts, booked: list[Award], taken: list[int]
) -> tuple[list[TakeBack], dict[str, int]]:
    """In: the judge of the booked version, what is left, the awards as booked and what each has had taken back so far.
    Out: what to ask back of each now, and by cap how much room is freed. Per unit: the net after is the smaller of the
    net before and what is judged again; awards that fell most in the new judgement give first. Never negative, and
    all of it when nothing is left."""
    again = judge.evaluate(left) if left.lines else None
    judged: dict[str, int] = {}
    by_rule: dict[str, int] = {}
    for award in again.awards if again else ():
        judged[award.unit] = judged.get(award.unit, 0) + award.units
        by_rule[award.rule] = by_rule.get(award.rule, 0) + award.units
    asked: list[TakeBack] = []
    for unit in sorted({award.unit for award in booked}):
        nets = {place: award.units - taken[place] for place, award in enumerate(booked) if award.unit == unit}
        fall = max(0, sum(nets.values()) - judged.get(unit, 0))
        asked += _shared(booked, nets, by_rule, fall)
    return asked, _freed(judge, booked, asked)


def _shared(booked: list[Award], nets: dict[int, int], by_rule: dict[str, int], fall: int) -> list[TakeBack]:
    """First what each rule no longer gives, then from the last award back."""
    asked = dict.fromkeys(nets, 0)
    for place in nets:
        still = min(nets[place], by_rule.get(booked[place].rule, 0))
        by_rule[booked[place].rule] = by_rule.get(booked[place].rule, 0) - still
        asked[place] = min(fall, nets[place] - still)
        fall -= asked[place]
    for place in reversed(nets):
        more = min(fall, nets[place] - asked[place])
        asked[place] += more
        fall -= more
    return [TakeBack(place, units) for place, units in asked.items() if units]


def _freed(judge: Judge, booked: list[Award], asked: list[TakeBack]) -> dict[str, int]:
    freed: dict[str, int] = {}
    for back in asked:
        for cap in judge.caps[booked[back.place].rule]:
            freed[cap.id] = freed.get(cap.id, 0) + back.units
    return freed
