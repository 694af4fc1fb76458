"""Short ways to make the engine's values in tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.effects import FixedUnits, Multiplier, UnitsPerMoney
from vafa.engine.earning.facts import Facts, Line
from vafa.engine.earning.programme import Budget, Cap, Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.engine.lots.shapes import Account, Cause

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
PARTNER, OTHER_PARTNER, STORE = UUID(int=1), UUID(int=2), UUID(int=3)
POINTS = Unit("points", Name("امتیاز", "points"), value_minor_per=(1, 1))


def day(number: float) -> datetime:
    return START + number * DAY


def numbered() -> Callable[[], UUID]:
    numbers = count(1000)
    return lambda: UUID(int=next(numbers))


def account(member: int = 7) -> Account:
    return Account(UUID(int=member), "points", UUID(int=member + 500), numbered())


def cause(at: float, booked: float | None = None, partner: UUID = PARTNER, reference: str = "") -> Cause:
    return Cause(day(at), day(at if booked is None else booked), partner, STORE, "test", reference)


def line(number: int, amount: int, category: str = "", *, quantity: int = 1, discount: int = 0, sku: str = "") -> Line:
    return Line(number, sku, category, quantity=quantity, amount_minor=amount, discount_minor=discount)


def purchase(*lines: Line | int, **facts: object) -> Facts:
    made = tuple(line(place, each) if isinstance(each, int) else each for place, each in enumerate(lines, 1))
    return Facts(kind="purchase", happened_at=START, day=date(2026, 1, 1), lines=made, **facts)  # type: ignore[arg-type]


def per_money(id: str, units: int, per: int, **rule: object) -> Rule:
    base = rule.pop("base", Base())
    effect = UnitsPerMoney("points", units, per)
    return Rule(id, Name(id, id), effect, base=base, **rule)  # type: ignore[arg-type]


def fixed(id: str, units: int, **rule: object) -> Rule:
    return Rule(id, Name(id, id), FixedUnits("points", units), **rule)  # type: ignore[arg-type]


def times(id: str, factor: int, *, stacking: str = "add", lines: Lines | None = None, **rule: object) -> Rule:
    effect = Multiplier("points", factor, lines=lines or Lines(), stacking=stacking)  # type: ignore[arg-type]
    return Rule(id, Name(id, id), effect, **rule)  # type: ignore[arg-type]


def cap(id: str, units: int, period: str = "day", rules: tuple[str, ...] = ()) -> Cap:
    return Cap(id, Name(id, id), "points", units, period, rules)  # type: ignore[arg-type]


def budget(id: str, units: int, period: str = "month", rules: tuple[str, ...] = (), alarm: int = 80) -> Budget:
    return Budget(id, Name(id, id), "points", units, period, rules, alarm)  # type: ignore[arg-type]


def programme(*rules: Rule, caps: tuple[Cap, ...] = (), units: tuple[Unit, ...] = (POINTS,), **more) -> Programme:  # type: ignore[no-untyped-def]
    return Programme(1, units, rules, caps, **more)
