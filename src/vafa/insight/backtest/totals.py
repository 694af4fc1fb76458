"""What a replay came to: totals that add up over chunks of members, in any order."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nlargest, nsmallest
from typing import Any
from uuid import UUID

from vafa.engine.earning.programme import Unit
from vafa.insight.backtest.candidates import Candidate


@dataclass(slots=True)
class Units:
    """Of one unit: given, taken back by returns, and of the rest what is not active at the end of the span: waiting for
    its day, or for a step of which the history does not know whether it would have come."""

    given: int = 0
    taken_back: int = 0
    pending: int = 0
    waiting: int = 0

    @property
    def net(self) -> int:
        return self.given - self.taken_back

    def add(self, other: "Units") -> None:
        self.given += other.given
        self.taken_back += other.taken_back
        self.pending += other.pending
        self.waiting += other.waiting


@dataclass(slots=True)
class RuleTotals:
    """Money in minor units, of the receipts it gave for: what they sold, and as of `Totals` their margin."""

    times: int = 0
    units: Units = field(default_factory=Units)
    sales_minor: int = 0
    costed_minor: int = 0
    margin_minor: int = 0

    def add(self, other: "RuleTotals") -> None:
        self.times += other.times
        self.units.add(other.units)
        self.sales_minor += other.sales_minor
        self.costed_minor += other.costed_minor
        self.margin_minor += other.margin_minor


def _units() -> dict[Any, Units]:
    return defaultdict(Units)


def _rules() -> dict[tuple[str, str], RuleTotals]:
    return defaultdict(RuleTotals)


@dataclass(slots=True)
class Totals:
    """Money in minor units. `margin_minor` is that of the receipts whose costs are known, which sold
    `costed_minor`."""

    receipts: int = 0
    activities: int = 0
    sales_minor: int = 0
    costed_minor: int = 0
    margin_minor: int = 0
    units: dict[str, Units] = field(default_factory=_units)
    rules: dict[tuple[str, str], RuleTotals] = field(default_factory=_rules)
    """By (rule, unit)."""
    stores: dict[tuple[str, str], Units] = field(default_factory=_units)
    """By (store, unit); no store is the empty code."""
    segments: dict[tuple[str, str], Units] = field(default_factory=_units)
    """By (segment, unit), as it was when each activity was booked; a member may be in several."""
    tiers: Counter[str] = field(default_factory=Counter)
    members: "Members" = field(default_factory=lambda: Members())
    candidates: list[Candidate] = field(default_factory=list)
    """Awards under budgets, until all members are there and `budgets.settle` decides."""
    withheld: Counter[str] = field(default_factory=Counter)
    """By unit, what budgets did not give."""

    def of(self, unit: str, rule: str, store: str, segments: Collection[str]) -> list[Units]:
        """Out: every total that an award belongs to."""
        found = [self.units[unit], self.rules[rule, unit].units, self.stores[store, unit]]
        if segments:
            found += [self.segments[segment, unit] for segment in segments]
        return found

    def add(self, other: "Totals") -> None:
        """In: the totals of other members."""
        self.receipts += other.receipts
        self.activities += other.activities
        self.sales_minor += other.sales_minor
        self.costed_minor += other.costed_minor
        self.margin_minor += other.margin_minor
        for ours, theirs in (
            (self.units, other.units), (self.stores, other.stores), (self.segments, other.segments),
        ):  # fmt: skip
            for key, units in theirs.items():
                ours[key].add(units)  # type: ignore[index]  # their keys differ, the verb does not
        for rule, totals in other.rules.items():
            self.rules[rule].add(totals)
        self.tiers.update(other.tiers)
        for each in other.candidates:
            each.member += len(self.members.tiers)
        self.candidates += other.candidates
        self.withheld.update(other.withheld)
        self.members.add(other.members)

    def cost_minor(self, units: tuple[Unit, ...]) -> int:
        """In: a programme's units with their declared values. Out: what the net units are worth, rounded down."""
        worth = {unit.code: Fraction(*unit.value_minor_per) for unit in units}
        return int(sum((worth.get(code, Fraction(0)) * each.net for code, each in self.units.items()), Fraction(0)))


@dataclass(slots=True)
class Members:
    """Everybody who did something, in the order of the chunks: 16 bytes of id, the worth of their net units in minor
    units of money, rounded down, and their tier at the end. A million of them take 32 MB."""

    ids: bytearray = field(default_factory=bytearray)
    worth_minor: "array[int]" = field(default_factory=lambda: array("q"))
    tiers: list[str] = field(default_factory=list)
    earning: int = 0
    """How many of them have units that stand, of any kind and worth."""
    under_budgets: dict[int, dict[str, int]] = field(default_factory=dict)
    """By place, the net units of those whom a budget may withhold something from."""

    def add(self, other: "Members") -> None:
        first = len(self.tiers)
        self.under_budgets |= {first + place: net for place, net in other.under_budgets.items()}
        self.ids += other.ids
        self.worth_minor += other.worth_minor
        self.tiers += other.tiers
        self.earning += other.earning

    def id_at(self, place: int) -> UUID:
        return UUID(bytes=bytes(self.ids[16 * place : 16 * place + 16]))


@dataclass(frozen=True, slots=True)
class Change:
    """One member between two replays, in minor units of what units are declared to be worth."""

    member: UUID
    before_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many members' worth rose, fell and stayed; those who gained and who lost most; and who ends on another tier,
    by (from, to)."""

    winners: int
    losers: int
    same: int
    gained_most: list[Change]
    lost_most: list[Change]
    tiers: Counter[tuple[str, str]]


def compare(before: Totals, after: Totals, most: int = 100) -> Comparison:
    """In: two replays of one run, whose members are in the same order, and how many to name. Out: who wins, who loses.
    Refused: replays of different runs (ValueError)."""
    one, other = before.members, after.members
    if one.ids != other.ids:
        raise ValueError("these replays are not of the same members")
    changes = [late - early for early, late in zip(one.worth_minor, other.worth_minor, strict=True)]

    def named(places: list[int]) -> list[Change]:
        return [Change(one.id_at(place), one.worth_minor[place], other.worth_minor[place]) for place in places]

    won = nlargest(most, (place for place, change in enumerate(changes) if change > 0), key=changes.__getitem__)
    lost = nsmallest(most, (place for place, change in enumerate(changes) if change < 0), key=changes.__getitem__)
    moved = Counter(pair for pair in zip(one.tiers, other.tiers, strict=True) if pair[0] != pair[1])
    winners, losers = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    return Comparison(winners, losers, len(changes) - winners - losers, named(won), named(lost), moved)
