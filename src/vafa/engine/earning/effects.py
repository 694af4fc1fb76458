"""What a rule gives. `exact` is the award before factors and rounding, as numerator over denominator. To add an
effect, write its class here, name it in EFFECTS, and give its sentence to the Persian catalogue."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from vafa.engine.earning.base import EVERY_LINE, Counted, Lines
from vafa.engine.earning.words import Message, Money, Units, message


@dataclass(frozen=True, slots=True)
class UnitsPerMoney:
    """So many units for each so much money of the counted base."""

    type: ClassVar[str] = "units_per_money"
    unit: str
    units: int
    per_minor: int

    def exact(self, counted: Counted) -> tuple[int, int]:
        return self.units * counted.numerator, self.per_minor * counted.denominator

    def words(self) -> Message:
        return message("{units} for each {per}", units=Units(self.units, self.unit), per=Money(self.per_minor))


@dataclass(frozen=True, slots=True)
class FixedUnits:
    type: ClassVar[str] = "fixed_units"
    unit: str
    units: int

    def exact(self, counted: Counted) -> tuple[int, int]:
        return self.units, 1

    def words(self) -> Message:
        return message("{units} each time", units=Units(self.units, self.unit))


@dataclass(frozen=True, slots=True)
class UnitsPerItem:
    """So many units for each item of the counted lines."""

    type: ClassVar[str] = "units_per_item"
    unit: str
    units: int

    def exact(self, counted: Counted) -> tuple[int, int]:
        return self.units * sum([line.quantity for line in counted.lines]), 1

    def words(self) -> Message:
        return message("{units} for each item", units=Units(self.units, self.unit))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Stamps on a card, which is a unit of its own: for each item of the counted lines, or for the receipt."""

    type: ClassVar[str] = "stamp"
    unit: str
    stamps: int = 1
    for_each: Literal["receipt", "item"] = "receipt"

    def exact(self, counted: Counted) -> tuple[int, int]:
        items = sum([line.quantity for line in counted.lines]) if self.for_each == "item" else 1
        return self.stamps * items, 1

    def words(self) -> Message:
        if self.for_each == "item":
            return message("{units} for each item", units=Units(self.stamps, self.unit))
        return message("{units} each time", units=Units(self.stamps, self.unit))


@dataclass(frozen=True, slots=True)
class Cashback:
    """Wallet money: a share of the counted base in hundredths of a percent. The unit counts minor units of money."""

    type: ClassVar[str] = "cashback"
    unit: str
    basis_points: int

    def exact(self, counted: Counted) -> tuple[int, int]:
        return self.basis_points * counted.numerator, 10_000 * counted.denominator

    def words(self) -> Message:
        return message("{percent} of the purchase to the wallet", percent=("percent", self.basis_points))


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Multiplies what other rules give: those named, or every rule of the unit; on its own lines only, if it names
    some. Factors add (×2 and ×3 = ×4) unless one compounds, or only the highest of its kind counts."""

    type: ClassVar[str] = "multiplier"
    unit: str
    numerator: int
    denominator: int = 1
    rules: tuple[str, ...] = ()
    lines: Lines = EVERY_LINE
    stacking: Literal["add", "compound", "highest"] = "add"

    def words(self) -> Message:
        return message("{factor} times the usual", factor=("factor", self.numerator, self.denominator))


Giving = UnitsPerMoney | FixedUnits | UnitsPerItem | Stamp | Cashback
Effect = Giving | Multiplier
EFFECTS = {effect.type: effect for effect in Effect.__args__}
