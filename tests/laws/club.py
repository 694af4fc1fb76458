"""The club of the random histories: two kinds of expiry beside fixed dates, every kind of rule, a ladder of two."""

from dataclasses import replace

from tests.people import named, programme
from vafa.engine import tiers
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import AmountAtLeast, NthPurchase
from vafa.engine.earning.effects import FixedUnits, Multiplier, Stamp, UnitsPerMoney
from vafa.engine.earning.programme import Budget, Cap, Programme, Rule, Unit, WaitDays, WaitStep
from vafa.engine.expiry import FixedDates, Rolling, Sliding

POINTS = Unit("points", named("points"), value_minor_per=(1, 1), expiry=Rolling(20, Period.DAY))
STAMPS = Unit("stamps", named("stamps"), "stamps", (50, 1), Sliding(12))
STATUS = Unit("status", named("status"), "status", (0, 1), FixedDates(((7, 1),)))
RULES = (
    Rule("base", named("base"), UnitsPerMoney("points", 1, 10), priority=1),
    Rule("food", named("food"), UnitsPerMoney("points", 1, 7), base=Base(Lines(categories=("food",))), group="best"),
    Rule("big", named("big"), FixedUnits("points", 40), AmountAtLeast(500), group="best", waits=WaitDays(5)),
    Rule("double", named("double"), Multiplier("points", 2, lines=Lines(categories=("drink",)), rules=("base",))),
    Rule("third", named("third"), FixedUnits("points", 25), NthPurchase(3, every=True), indivisible=True),
    Rule("paid", named("paid"), FixedUnits("points", 15), AmountAtLeast(100), waits=WaitStep("paid", 6)),
    Rule("stamp", named("stamp"), Stamp("stamps", 1, "item")),
    Rule("status", named("status"), UnitsPerMoney("status", 1, 1)),
    Rule("visit", named("visit"), FixedUnits("points", 5), activities=("visit",)),
)  # fmt: skip
CAPS = (Cap("day", named("day"), "points", 90, "day"), Cap("stamps", named("stamps"), "stamps", 9, "week"))
BUDGETS = (Budget("extras", named("extras"), "points", 60, "month", ("big", "third", "food")),)
BARE: Programme = programme(*RULES, caps=CAPS, units=(POINTS, STAMPS, STATUS))
"""Without what all members share: what the benches' receipts are judged by."""
PROGRAMME: Programme = replace(BARE, budgets=BUDGETS)
LADDER = tiers.Ladder(
    (tiers.Tier("low", named("low"), 0), tiers.Tier("high", named("high"), 1500)), window="rolling_days", days=40
)
UNITS = ["points", "stamps", "status"]
