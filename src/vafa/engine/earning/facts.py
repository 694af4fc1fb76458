"""What an activity is judged by: its own lines and what was known of the member when it was booked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One product row. `amount_minor` is before its discount, without tax, for the whole quantity."""

    number: int
    sku: str = ""
    category: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    quantity: int = 1
    amount_minor: int = 0
    discount_minor: int = 0
    cost_minor: int | None = None
    prepaid: bool = False
    """A gift card or a top-up: buying it earns nothing, spending it does."""

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.discount_minor

    def less(self, minor: int) -> "Line":
        """Out: the line with so much more discount. (dataclasses.replace takes three times as long.)"""
        return Line(
            self.number, self.sku, self.category, self.brand, self.tags, self.quantity, self.amount_minor,
            self.discount_minor + minor, self.cost_minor, self.prepaid,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """Money in minor units. `granted_minor` is the part of the payable that was paid with granted value (points,
    promotional cards, cashback). `used` is what each cap's period had counted when this was booked."""

    kind: str
    happened_at: datetime
    day: date
    weekday: int = 0
    hour: int = 0
    store: str = ""
    channel: str = ""
    means: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    tax_minor: int = 0
    delivery_minor: int = 0
    granted_minor: int = 0
    tier: str = ""
    segments: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    purchases_before: int = 0
    age: int | None = None
    birthday_days: int | None = None
    """Days from the nearest birthday: negative before it."""
    days_since_joining: int = 0
    days_since_last_visit: int | None = None
    used: Mapping[str, int] = field(default_factory=dict)


def payable_minor(facts: Facts) -> int:
    """In: a purchase. Out: what there is to pay in minor units: lines net of discounts, tax and delivery."""
    return sum(line.amount_minor - line.discount_minor for line in facts.lines) + facts.tax_minor + facts.delivery_minor
