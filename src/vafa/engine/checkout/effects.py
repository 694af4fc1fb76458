"""What an offer takes off a basket. Each effect says where it belongs in the order and how much it takes, in minor
units, from lines that earlier offers have lowered already. To add one, write its class here, name it in Taking, and
give its sentence to the Persian catalogue."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from vafa.engine.amounts import divide, largest_remainder
from vafa.engine.earning.base import EVERY_LINE, Lines
from vafa.engine.earning.facts import Line
from vafa.engine.earning.words import Message, Money, Names, message

Off = dict[int, int]
"""Minor units taken off, by line number."""


class Stage(IntEnum):
    """The order of a basket: line offers, basket offers, the delivery benefit."""

    LINE = 1
    BASKET = 2
    DELIVERY = 3


def stage_of(lines: Lines) -> Stage:
    """In: the lines an effect is for. Out: its place: named lines come before the basket as a whole."""
    return Stage.BASKET if lines.everything else Stage.LINE


def _spread(lines: tuple[Line, ...], minor: int) -> Off:
    """Minor units over lines by what is left of each: largest remainder, ties by line number."""
    nets = [line.net_minor for line in lines]
    taken = min(minor, sum(nets))
    if taken <= 0:
        return {}
    return {line.number: part for line, part in zip(lines, largest_remainder(taken, nets), strict=True) if part}


def _what(lines: Lines) -> Names:
    return Names("product", lines.skus + lines.categories + lines.brands + lines.tags)


@dataclass(frozen=True, slots=True)
class PercentOff:
    """A share in hundredths of a percent, rounded down once, up to a ceiling (0 is none)."""

    type: ClassVar[str] = "percent_off"
    basis_points: int
    ceiling_minor: int = 0
    lines: Lines = EVERY_LINE

    @property
    def stage(self) -> Stage:
        return stage_of(self.lines)

    def off(self, lines: tuple[Line, ...]) -> Off:
        taken = divide(sum(line.net_minor for line in lines) * self.basis_points, 10_000)
        return _spread(lines, min(taken, self.ceiling_minor) if self.ceiling_minor else taken)

    def words(self) -> Message:
        percent = ("percent", self.basis_points)
        if self.ceiling_minor:
            return message("{percent} off, at most {ceiling}", percent=percent, ceiling=Money(self.ceiling_minor))
        return message("{percent} off", percent=percent)


@dataclass(frozen=True, slots=True)
class AmountOff:
    """So much money off, never more than there is."""

    type: ClassVar[str] = "amount_off"
    minor: int
    lines: Lines = EVERY_LINE

    @property
    def stage(self) -> Stage:
        return stage_of(self.lines)

    def off(self, lines: tuple[Line, ...]) -> Off:
        return _spread(lines, self.minor)

    def words(self) -> Message:
        return message("{amount} off", amount=Money(self.minor))


@dataclass(frozen=True, slots=True)
class FreeItem:
    """So many items of the named products cost nothing, the dearest first; an item may have a ceiling (0 is none)."""

    type: ClassVar[str] = "free_item"
    lines: Lines
    quantity: int = 1
    ceiling_minor: int = 0
    stage: ClassVar[Stage] = Stage.LINE

    def off(self, lines: tuple[Line, ...]) -> Off:
        return _free(sorted(_items(lines), key=lambda item: (-item[1], item[0]))[: self.quantity], self.ceiling_minor)

    def words(self) -> Message:
        return message("{quantity} of {what} free", quantity=self.quantity, what=_what(self.lines))


@dataclass(frozen=True, slots=True)
class CheapestFree:
    """Of each so many items of the lines the cheapest costs nothing."""

    type: ClassVar[str] = "cheapest_free"
    of: int
    lines: Lines = EVERY_LINE
    stage: ClassVar[Stage] = Stage.LINE

    def off(self, lines: tuple[Line, ...]) -> Off:
        items = sorted(_items(lines), key=lambda item: (item[1], item[0]))
        return _free(items[: len(items) // self.of], 0)

    def words(self) -> Message:
        return message("the cheapest of each {of} free", of=self.of)


@dataclass(frozen=True, slots=True)
class FreeDelivery:
    """Delivery costs nothing, or so much less (0 is no ceiling)."""

    type: ClassVar[str] = "free_delivery"
    ceiling_minor: int = 0
    lines: ClassVar[Lines] = EVERY_LINE
    stage: ClassVar[Stage] = Stage.DELIVERY

    def off_delivery(self, delivery_minor: int) -> int:
        return min(delivery_minor, self.ceiling_minor) if self.ceiling_minor else delivery_minor

    def words(self) -> Message:
        return message("free delivery")


ITEMS_MAX = 10_000
"""A line of more items than this counts as so many: nobody gives away more one by one."""


def _items(lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    """(line number, minor units of one item, rounded down), an entry for each item."""
    priced = [(line.number, line.net_minor // max(1, line.quantity), max(1, line.quantity)) for line in lines]
    return [(number, each) for number, each, quantity in priced for _ in range(min(quantity, ITEMS_MAX))]


def _free(items: list[tuple[int, int]], ceiling_minor: int) -> Off:
    off: Off = {}
    for number, minor in items:
        taken = min(minor, ceiling_minor) if ceiling_minor else minor
        if taken:
            off[number] = off.get(number, 0) + taken
    return off


Taking = PercentOff | AmountOff | FreeItem | CheapestFree | FreeDelivery
TAKING = {effect.type: effect for effect in Taking.__args__}
