"""Ten rules on a receipt of 5.5 lines: microseconds of the engine alone. Goal: at most 10.

The reference, interleaved in the same run, is msgspec decoding the lines of the same receipt from JSON.
"""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import perf_counter

import msgspec

from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import (
    AmountAtLeast,
    AtStore,
    BetweenHours,
    ByChannel,
    InTier,
    NthPurchase,
    OnWeekday,
)
from vafa.engine.earning.effects import FixedUnits, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.facts import Facts, Line
from vafa.engine.earning.programme import Cap, Programme, Rule, Unit
from vafa.engine.earning.words import Name

NOTHING = Name("", "")
COFFEE = Base(Lines(categories=("coffee",)))
RULES = (
    Rule("base", NOTHING, UnitsPerMoney("points", 1, 100)),
    Rule("coffee", NOTHING, UnitsPerMoney("points", 1, 50), base=COFFEE),
    Rule("item", NOTHING, UnitsPerItem("points", 1), when=OnWeekday((0,)), base=COFFEE),
    Rule("big", NOTHING, FixedUnits("points", 20), when=AmountAtLeast(9000)),
    Rule("first", NOTHING, FixedUnits("points", 50), when=NthPurchase(1)),
    Rule("tenth", NOTHING, FixedUnits("points", 50), when=NthPurchase(10, every=True)),
    Rule("morning", NOTHING, FixedUnits("points", 5), when=BetweenHours(7, 9)),
    Rule("online", NOTHING, FixedUnits("points", 5), when=ByChannel(("online",))),
    Rule("north", NOTHING, FixedUnits("points", 5), when=AtStore(("north",))),
    Rule("gold", NOTHING, FixedUnits("points", 5), when=InTier(("gold",))),
)
CAPS = (Cap("day", NOTHING, "points", 500, "day"),)
RECEIPTS, ROUNDS = 2000, 9


def receipts() -> list[tuple[Line, ...]]:
    random = Random(1)
    return [
        tuple(
            Line(
                place + 1, f"S{random.randint(1, 40)}", random.choice(["coffee", "cake", "tea"]),
                amount_minor=random.randint(100, 3000),
            )
            for place in range(5 + number % 2)
        )
        for number in range(RECEIPTS)
    ]  # fmt: skip


def main() -> None:
    judge = Judge(Programme(1, (Unit("points", NOTHING),), RULES, CAPS))
    made = receipts()
    texts = [msgspec.json.encode(each) for each in made]
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    plain = Facts("purchase", now, now.date(), now.weekday(), 12, "centre", "counter")
    facts = [replace(plain, lines=lines, purchases_before=7) for lines in made]
    decoder = msgspec.json.Decoder(tuple[Line, ...])
    engine, reference = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        for each in facts:
            judge.evaluate(each)
        engine.append((perf_counter() - start) / RECEIPTS * 1e6)
        start = perf_counter()
        for text in texts:
            decoder.decode(text)
        reference.append((perf_counter() - start) / RECEIPTS * 1e6)
    ours, theirs = median(engine), median(reference)
    print(f"ten rules: {ours:.1f} µs a receipt (goal ≤ 10), {ours / theirs:.1f} × decoding its lines ({theirs:.1f} µs)")


if __name__ == "__main__":
    main()
