"""When a rule speaks. Each condition is a value: `holds` judges it, `words` says it. To add one, write its class here,
name it in Condition, and give its sentence to the Persian catalogue. A fact that takes work to find is named in
`reads`, so that it is found only where a rule asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from vafa.engine.earning.base import Counted, Lines, paid_share
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.words import Day, Message, Money, Names, Weekdays, message


@dataclass(frozen=True, slots=True)
class AmountAtLeast:
    """The rule's own counted base is at least so much money."""

    type: ClassVar[str] = "amount_at_least"
    minor: int

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return counted.numerator >= self.minor * counted.denominator

    def words(self) -> Message:
        return message("the purchase is at least {amount}", amount=Money(self.minor))


@dataclass(frozen=True, slots=True)
class HasLines:
    """Some lines reach a quantity and an amount between them."""

    type: ClassVar[str] = "has_lines"
    lines: Lines
    quantity: int = 1
    minor: int = 0

    def holds(self, facts: Facts, counted: Counted) -> bool:
        picked = self.lines.pick(facts.lines)
        paid, payable = paid_share(facts)
        return (
            bool(picked)
            and sum([line.quantity for line in picked]) >= self.quantity
            and sum([line.amount_minor - line.discount_minor for line in picked]) * paid >= self.minor * payable
        )

    def words(self) -> Message:
        named = self.lines.skus + self.lines.categories + self.lines.brands + self.lines.tags
        # what a product earns is the club's own business: members are told of chosen products
        what = Names("product", named) if named or not self.lines.margin_at_least else message("chosen products")
        if self.minor:
            return message("it has {amount} or more of {what}", amount=Money(self.minor), what=what)
        return message("it has {quantity} or more of {what}", quantity=self.quantity, what=what)


@dataclass(frozen=True, slots=True)
class AtStore:
    type: ClassVar[str] = "at_store"
    stores: tuple[str, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.store in self.stores

    def words(self) -> Message:
        return message("at {stores}", stores=Names("store", self.stores))


@dataclass(frozen=True, slots=True)
class ByChannel:
    type: ClassVar[str] = "by_channel"
    channels: tuple[str, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.channel in self.channels

    def words(self) -> Message:
        return message("by {channels}", channels=Names("channel", self.channels))


@dataclass(frozen=True, slots=True)
class PaidWith:
    type: ClassVar[str] = "paid_with"
    means: tuple[str, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return not set(self.means).isdisjoint(facts.means)

    def words(self) -> Message:
        return message("paid with {means}", means=Names("means", self.means))


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """Monday is 0, as everywhere in code."""

    type: ClassVar[str] = "on_weekday"
    days: tuple[int, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.weekday in self.days

    def words(self) -> Message:
        return message("on {days}", days=Weekdays(self.days))


@dataclass(frozen=True, slots=True)
class BetweenHours:
    """Half open, local time; from 22 to 2 runs over midnight."""

    type: ClassVar[str] = "between_hours"
    start: int
    end: int

    def holds(self, facts: Facts, counted: Counted) -> bool:
        if self.start <= self.end:
            return self.start <= facts.hour < self.end
        return facts.hour >= self.start or facts.hour < self.end

    def words(self) -> Message:
        return message("between {start} and {end} o'clock", start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class BetweenDates:
    """Half open: the last day is the one before `end`."""

    type: ClassVar[str] = "between_dates"
    start: date
    end: date

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return self.start <= facts.day < self.end

    def words(self) -> Message:
        return message("from {start} until before {end}", start=Day(self.start), end=Day(self.end))


@dataclass(frozen=True, slots=True)
class NthPurchase:
    """The member's purchase of that number, as counted when it is booked; or every such one."""

    type: ClassVar[str] = "nth_purchase"
    number: int
    every: bool = False

    def holds(self, facts: Facts, counted: Counted) -> bool:
        nth = facts.purchases_before + 1
        return nth % self.number == 0 if self.every else nth == self.number

    def words(self) -> Message:
        if self.every:
            return message("every {number} purchases", number=self.number)
        if self.number == 1:
            return message("on the first purchase")
        return message("on purchase number {number}", number=self.number)


@dataclass(frozen=True, slots=True)
class InTier:
    type: ClassVar[str] = "in_tier"
    tiers: tuple[str, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.tier in self.tiers

    def words(self) -> Message:
        return message("for members of {tiers}", tiers=Names("tier", self.tiers))


@dataclass(frozen=True, slots=True)
class InSegment:
    type: ClassVar[str] = "in_segment"
    segments: tuple[str, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return not facts.segments.isdisjoint(self.segments)

    def words(self) -> Message:
        return message("for members of the group {segments}", segments=Names("segment", self.segments))


@dataclass(frozen=True, slots=True)
class HasTag:
    type: ClassVar[str] = "has_tag"
    tags: tuple[str, ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return not facts.tags.isdisjoint(self.tags)

    def words(self) -> Message:
        return message("for members marked {tags}", tags=Names("tag", self.tags))


@dataclass(frozen=True, slots=True)
class AgeBetween:
    """Whole years, half open. A member without a birth date is never in it."""

    type: ClassVar[str] = "age_between"
    reads: ClassVar[str] = "age"
    youngest: int
    before: int

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.age is not None and self.youngest <= facts.age < self.before

    def words(self) -> Message:
        return message("for members aged {youngest} to under {before}", youngest=self.youngest, before=self.before)


@dataclass(frozen=True, slots=True)
class NearBirthday:
    type: ClassVar[str] = "near_birthday"
    reads: ClassVar[str] = "birthday_days"
    days_before: int = 0
    days_after: int = 0

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.birthday_days is not None and -self.days_before <= facts.birthday_days <= self.days_after

    def words(self) -> Message:
        return message(
            "from {before} days before the birthday to {after} days after it",
            before=self.days_before,
            after=self.days_after,
        )


@dataclass(frozen=True, slots=True)
class DaysSinceJoining:
    """Half open."""

    type: ClassVar[str] = "days_since_joining"
    reads: ClassVar[str] = "days_since_joining"
    least: int
    below: int

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return self.least <= facts.days_since_joining < self.below

    def words(self) -> Message:
        return message("{least} to under {below} days after joining", least=self.least, below=self.below)


@dataclass(frozen=True, slots=True)
class DaysSinceLastVisit:
    """A member's first visit has no visit before it and never counts."""

    type: ClassVar[str] = "days_since_last_visit"
    reads: ClassVar[str] = "days_since_last_visit"
    least: int

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return facts.days_since_last_visit is not None and facts.days_since_last_visit >= self.least

    def words(self) -> Message:
        return message("back after {least} days or more", least=self.least)


@dataclass(frozen=True, slots=True)
class All:
    type: ClassVar[str] = "all"
    conditions: tuple["Condition", ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return all(condition.holds(facts, counted) for condition in self.conditions)

    def words(self) -> Message:
        return message("all of: {conditions}", conditions=tuple(each.words() for each in self.conditions))


@dataclass(frozen=True, slots=True)
class AnyOf:
    type: ClassVar[str] = "any"
    conditions: tuple["Condition", ...]

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return any(condition.holds(facts, counted) for condition in self.conditions)

    def words(self) -> Message:
        return message("any of: {conditions}", conditions=tuple(each.words() for each in self.conditions))


@dataclass(frozen=True, slots=True)
class Not:
    type: ClassVar[str] = "not"
    condition: "Condition"

    def holds(self, facts: Facts, counted: Counted) -> bool:
        return not self.condition.holds(facts, counted)

    def words(self) -> Message:
        return message("not {condition}", condition=self.condition.words())


Condition = (
    AmountAtLeast | HasLines | AtStore | ByChannel | PaidWith | OnWeekday | BetweenHours | BetweenDates | NthPurchase
    | InTier | InSegment | HasTag | AgeBetween | NearBirthday | DaysSinceJoining | DaysSinceLastVisit
    | All | AnyOf | Not
)  # fmt: skip
CONDITIONS = {condition.type: condition for condition in Condition.__args__}
