"""Is a programme fit to be published? What is wrong with it and what would surprise its writer, each with its place."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from vafa.engine.earning.base import Lines
from vafa.engine.earning.conditions import (
    AgeBetween,
    All,
    AmountAtLeast,
    AnyOf,
    AtStore,
    BetweenDates,
    BetweenHours,
    ByChannel,
    Condition,
    DaysSinceJoining,
    DaysSinceLastVisit,
    HasLines,
    HasTag,
    InSegment,
    InTier,
    NearBirthday,
    Not,
    NthPurchase,
    OnWeekday,
    PaidWith,
)
from vafa.engine.earning.effects import Cashback, FixedUnits, Multiplier, Stamp, UnitsPerItem, UnitsPerMoney
from vafa.engine.earning.programme import Budget, Cap, Programme, Rule, Unit, WaitDays, WaitStep
from vafa.engine.earning.words import Day, Message, Names, Units, message
from vafa.engine.expiry import FixedDates, Rolling, Sliding

LONGEST_DAYS = 3_660
MOST_UNITS = 10**12
_OF_LINES = ("purchase", "return")


@dataclass(frozen=True, slots=True)
class Known:
    """What the club has, that rules may name, and its local date."""

    tiers: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    today: date = date.min


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is "rule:<id>", with ":effect", ":lines", ":more" or ":when.<path>" for a part of it; "cap:<id>",
    "unit:<code>" or "programme". One that `blocks` cannot be published; the others only surprise."""

    place: str
    text: Message
    blocks: bool = True


def faults(programme: Programme, known: Known) -> tuple[Fault, ...]:
    """In: a programme and what its club has. Out: what is wrong with it in the order of its parts, none if it is fit to
    be published."""
    found = [*_of_programme(programme)]
    for unit in programme.units:
        found += _of_unit(unit)
    for rule in programme.rules:
        found += _of_rule(rule, programme, known)
    found += _conflicts(programme)
    for cap in programme.limits:
        found += _of_cap(cap, programme)
    return tuple(found)


def _of_programme(programme: Programme) -> Iterator[Fault]:
    if not programme.units:
        yield Fault("programme", message("There is no unit to give. Add one: points, stamps or money of a wallet."))
    named: Iterable[tuple[str, str]] = [
        *(("unit", unit.code) for unit in programme.units), *(("rule", rule.id) for rule in programme.rules),
        *(("cap", cap.id) for cap in programme.limits),
    ]  # fmt: skip
    for (kind, id), count in Counter(named).items():
        if count > 1:
            yield Fault(f"{kind}:{id}", message("Two of them are called {code}.", code=id))


def _of_unit(unit: Unit) -> Iterator[Fault]:
    place = f"unit:{unit.code}"
    minor, per = unit.value_minor_per
    if not unit.code or not (unit.name.fa.strip() and unit.name.en.strip()):
        yield Fault(place, message("It needs a name in both languages."))
    if per < 1 or minor < 0:
        yield Fault(place, message("Its value in money must be zero or more, for one unit or more."))
    elif not minor and unit.kind != "status":
        yield Fault(place, message("Without a value in money nobody can see what this unit costs."), blocks=False)
    expiry = unit.expiry
    wrong = (
        (isinstance(expiry, Rolling) and not 1 <= expiry.count <= LONGEST_DAYS)
        or (isinstance(expiry, Sliding) and not 1 <= expiry.days <= LONGEST_DAYS)
        or (isinstance(expiry, FixedDates) and not _are_dates(expiry))
    )
    if wrong:
        yield Fault(place, message("When it ends is not written right: count from one on, and name real dates."))


def _are_dates(expiry: FixedDates) -> bool:
    fit = all(1 <= month <= 12 and 1 <= day <= 31 for month, day in expiry.dates)
    return bool(expiry.dates) and fit and 0 <= expiry.notice_days <= LONGEST_DAYS


def _of_rule(rule: Rule, programme: Programme, known: Known) -> Iterator[Fault]:
    place = f"rule:{rule.id}"
    if not (rule.name.fa.strip() and rule.name.en.strip()):
        yield Fault(f"{place}:more", message("It needs a name in both languages."))
    if not rule.activities:
        yield Fault(f"{place}:more", message("It counts nothing that members do. Name what it is for."))
    yield from _of_effect(rule, programme)
    for path, condition in leaves(rule.when):
        yield from _of_condition(f"{place}:when.{path}", condition, rule, known)
    if any(not 0 <= lines.margin_at_least <= 10_000 for lines in _lines_of(rule)):
        yield Fault(f"{place}:lines", message("A margin is from zero to a hundred percent."))
    yield from _together(rule, place)
    if isinstance(rule.waits, WaitDays) and not 1 <= rule.waits.days <= LONGEST_DAYS:
        yield Fault(f"{place}:more", message("Units wait for one day or more."))
    if isinstance(rule.waits, WaitStep) and not (rule.waits.step and 1 <= rule.waits.deadline_days <= LONGEST_DAYS):
        yield Fault(f"{place}:more", message("Name the step that units wait for, and in how many days it must come."))


def _lines_of(rule: Rule) -> Iterator[Lines]:
    yield rule.base.lines
    if isinstance(rule.effect, Multiplier):
        yield rule.effect.lines
    yield from (each.lines for _, each in leaves(rule.when) if isinstance(each, HasLines))


def _of_effect(rule: Rule, programme: Programme) -> Iterator[Fault]:
    place, effect = f"rule:{rule.id}:effect", rule.effect
    unit = next((each for each in programme.units if each.code == effect.unit), None)
    if unit is None:
        yield Fault(place, message("The programme has no unit {unit}.", unit=effect.unit))
    if isinstance(effect, UnitsPerMoney | FixedUnits | UnitsPerItem) and not 1 <= effect.units <= MOST_UNITS:
        yield Fault(place, message("It gives nothing. Write one unit or more."))
    if isinstance(effect, Stamp) and not 1 <= effect.stamps <= MOST_UNITS:
        yield Fault(place, message("It gives nothing. Write one unit or more."))
    if isinstance(effect, UnitsPerMoney) and effect.per_minor < 1:
        yield Fault(place, message("It divides by no money. Write for how much the units are given."))
    if isinstance(effect, Cashback):
        if not 1 <= effect.basis_points <= 10_000:
            yield Fault(place, message("Give back more than nothing and no more than all of it."))
        if unit is not None and unit.kind != "money":
            yield Fault(place, message("A share of the money can only be given in money of a wallet."))
    if isinstance(effect, Multiplier):
        yield from _of_multiplier(place, effect, programme)


def _of_multiplier(place: str, effect: Multiplier, programme: Programme) -> Iterator[Fault]:
    if effect.denominator < 1 or effect.numerator < 0:
        yield Fault(place, message("A factor is zero or more."))
    elif effect.numerator == effect.denominator:
        yield Fault(place, message("Times one changes nothing."), blocks=False)
    giving = {each.id for each in programme.rules if not isinstance(each.effect, Multiplier)}
    if missing := [id for id in effect.rules if id not in giving]:
        yield Fault(
            place, message("It multiplies {rules}, which gives nothing here.", rules=Names("rule", (*missing,)))
        )
    elif not any(
        each.effect.unit == effect.unit and (not effect.rules or each.id in effect.rules)
        for each in programme.rules if each.id in giving
    ):  # fmt: skip
        yield Fault(place, message("There is no rule whose units it could multiply."))


def leaves(condition: Condition | None, path: str = "") -> Iterator[tuple[str, Condition]]:
    """In: a rule's condition. Out: each that is made of no others, with its path: the places on the way to it, as the
    rule's list of conditions counts them."""
    if condition is None:
        return
    if not path and not isinstance(condition, All):
        yield from leaves(condition, "0")
    elif isinstance(condition, All | AnyOf):
        for place, each in enumerate(condition.conditions):
            yield from leaves(each, f"{path}.{place}" if path else str(place))
    elif isinstance(condition, Not):
        yield from leaves(condition.condition, f"{path}.0")
    else:
        yield path, condition


_NEVER = message("It can never hold.")


def _of_condition(place: str, condition: Condition, rule: Rule, known: Known) -> Iterator[Fault]:
    if (wrong := _CHECKS.get(type(condition))) and (text := wrong(condition, known)):
        yield Fault(place, text)
    if isinstance(condition, BetweenDates) and condition.start < condition.end <= known.today:
        yield Fault(place, message("These days are over."), blocks=False)
    if isinstance(condition, AmountAtLeast | HasLines) and not set(rule.activities) & set(_OF_LINES):
        yield Fault(place, message("Only purchases have money and products; this rule is not for them."))


def _unknown(kind: str, codes: tuple[str, ...], known: frozenset[str]) -> Message | None:
    if not codes:
        return _NEVER
    missing = tuple(code for code in codes if code not in known)
    return message("The club has no {names}.", names=Names(kind, missing)) if missing else None


def _never_if(wrong: bool) -> Message | None:
    return _NEVER if wrong else None


_CHECKS: dict[type, Callable[[Any, Known], Message | None]] = {
    AmountAtLeast: lambda it, _: message("Write an amount above zero.") if it.minor < 1 else None,
    HasLines: lambda it, _: message("Write how many, or how much.") if it.quantity < 1 or it.minor < 0 else None,
    AtStore: lambda it, known: _unknown("store", it.stores, known.stores),
    InTier: lambda it, known: _unknown("tier", it.tiers, known.tiers),
    InSegment: lambda it, known: _unknown("segment", it.segments, known.segments),
    ByChannel: lambda it, _: _never_if(not it.channels),
    PaidWith: lambda it, _: _never_if(not it.means),
    HasTag: lambda it, _: _never_if(not it.tags),
    OnWeekday: lambda it, _: _never_if(not it.days or not all(0 <= day <= 6 for day in it.days)),
    BetweenHours: lambda it, _: _never_if(it.start == it.end or not (0 <= it.start <= 24 and 0 <= it.end <= 24)),
    BetweenDates: lambda it, _: _never_if(it.start >= it.end),
    NthPurchase: lambda it, _: message("Purchases are counted from one on.") if it.number < 1 else None,
    AgeBetween: lambda it, _: _never_if(it.youngest >= it.before or it.before < 1),
    NearBirthday: lambda it, _: _never_if(min(it.days_before, it.days_after) < 0),
    DaysSinceJoining: lambda it, _: _never_if(it.least >= it.below or it.below < 1),
    DaysSinceLastVisit: lambda it, _: message("Write one day or more.") if it.least < 1 else None,
}


def _together(rule: Rule, place: str) -> Iterator[Fault]:
    """Conditions that each can hold and all of them never can."""
    wanted = rule.when.conditions if isinstance(rule.when, All) else (rule.when,) if rule.when else ()
    for name, values in (
        ("stores", [set(each.stores) for each in wanted if isinstance(each, AtStore)]),
        ("tiers", [set(each.tiers) for each in wanted if isinstance(each, InTier)]),
        ("days", [set(each.days) for each in wanted if isinstance(each, OnWeekday)]),
        ("channels", [set(each.channels) for each in wanted if isinstance(each, ByChannel)]),
    ):
        if len(values) > 1 and not set.intersection(*values):
            yield Fault(place, _DISJOINT[name])
    dates = [each for each in wanted if isinstance(each, BetweenDates)]
    if len(dates) > 1 and max(each.start for each in dates) >= min(each.end for each in dates):
        yield Fault(place, message("No day is within all of its dates."))
    numbers = {each.number for each in wanted if isinstance(each, NthPurchase) and not each.every}
    first = any(isinstance(each, NthPurchase) and each.number == 1 and not each.every for each in wanted)
    if len(numbers) > 1 or (first and any(isinstance(each, DaysSinceLastVisit) for each in wanted)):
        yield Fault(place, message("No purchase can be both: its conditions exclude each other."))
    denied = [each.condition for each in wanted if isinstance(each, Not)]
    if any(each in wanted for each in denied):
        yield Fault(place, message("No purchase can be both: its conditions exclude each other."))


_DISJOINT = {
    "stores": message("No branch is in all of its lists."),
    "tiers": message("No tier is in all of its lists."),
    "days": message("No day is in all of its lists."),
    "channels": message("No channel is in all of its lists."),
}


def _conflicts(programme: Programme) -> Iterator[Fault]:
    """Rules that say the same, and of a group those that can never win."""
    seen: dict[Rule, Rule] = {}
    for rule in programme.rules:
        bare = replace(rule, id="", name=rule.name.__class__("", ""), priority=0, group="")
        other = seen.setdefault(bare, rule)
        if other is not rule and not (rule.group and rule.group == other.group):
            yield Fault(
                    f"rule:{rule.id}", message("It says the same as {rule}: both are given.", rule=other.name),
                    blocks=False,
                )  # fmt: skip
    for rule in programme.rules:
        if better := next((each for each in programme.rules if _always_beats(each, rule)), None):
            yield Fault(
                f"rule:{rule.id}", message("In its group {rule} is always worth more.", rule=better.name), blocks=False
            )


def _always_beats(one: Rule, other: Rule) -> bool:
    """Of the same group and base, without a condition of its own or with the same, and more of the same unit."""
    if one is other or not one.group or one.group != other.group or one.group_scope != other.group_scope:
        return False
    if one.base != other.base or one.when not in (None, other.when) or one.effect.unit != other.effect.unit:
        return False
    mine, theirs = one.effect, other.effect
    if isinstance(mine, UnitsPerMoney) and isinstance(theirs, UnitsPerMoney):
        return mine.units * theirs.per_minor > theirs.units * mine.per_minor
    if isinstance(mine, FixedUnits) and isinstance(theirs, FixedUnits):
        return mine.units > theirs.units
    if isinstance(mine, Cashback) and isinstance(theirs, Cashback):
        return mine.basis_points > theirs.basis_points
    return False


_NOTHING_UNDER_CAP = message("A cap of nothing lets nothing through. Write one unit or more, or switch rules off.")
_NOTHING_IN_BUDGET = message("A budget of nothing gives nothing. Write one unit or more, or switch rules off.")


def _of_cap(cap: Cap, programme: Programme) -> Iterator[Fault]:
    place = f"cap:{cap.id}"
    if not (cap.name.fa.strip() and cap.name.en.strip()):
        yield Fault(place, message("It needs a name in both languages."))
    if cap.units < 1:
        yield Fault(place, _NOTHING_IN_BUDGET if isinstance(cap, Budget) else _NOTHING_UNDER_CAP)
    if isinstance(cap, Budget) and not 1 <= cap.alarm_percent <= 100:
        yield Fault(place, message("Staff hear of it between one and a hundred percent."))
    if isinstance(cap, Budget) and cap.period == "receipt":
        yield Fault(place, message("A budget is for days or longer; for one receipt write a cap."))
    if all(unit.code != cap.unit for unit in programme.units):
        yield Fault(place, message("The programme has no unit {unit}.", unit=cap.unit))
    giving = [rule for rule in programme.rules if not isinstance(rule.effect, Multiplier)]
    ours = [rule for rule in giving if rule.effect.unit == cap.unit and (not cap.rules or rule.id in cap.rules)]
    missing = tuple(id for id in cap.rules if id not in {rule.id for rule in giving})
    if missing:
        yield Fault(place, message("It caps {rules}, which gives nothing here.", rules=Names("rule", missing)))
    elif not ours:
        yield Fault(place, message("No rule gives what it caps."), blocks=False)
    for rule in ours:
        whole = rule.indivisible or isinstance(cap, Budget)
        if whole and isinstance(rule.effect, FixedUnits) and rule.effect.units > cap.units >= 1:
            given = Units(rule.effect.units, cap.unit)
            yield Fault(
                f"rule:{rule.id}:effect",
                message("{units} never fit under {cap}, and they are given whole or not at all.", units=given,
                        cap=cap.name),
            )  # fmt: skip


def starts_too_early(starts: date, today: date) -> Message | None:
    """A programme holds from today on or later: nothing that was booked is judged again."""
    if starts >= today:
        return None
    return message("{day} is over. What was booked is not judged again; choose today or later.", day=Day(starts))
