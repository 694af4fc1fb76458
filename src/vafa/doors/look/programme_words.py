"""A club's programme as somebody hears it who is no member yet: true sentences out of what is published."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vafa.doors.look.member.standing import amount_of
from vafa.doors.look.names import ClubNames
from vafa.engine.earning.base import EVERY_LINE
from vafa.engine.earning.conditions import (
    All,
    AmountAtLeast,
    AnyOf,
    BetweenDates,
    Condition,
    HasTag,
    InSegment,
    InTier,
    NearBirthday,
    Not,
    NthPurchase,
)
from vafa.engine.earning.effects import Cashback, FixedUnits, Multiplier, Stamp, UnitsPerMoney
from vafa.engine.earning.programme import Rule
from vafa.engine.tiers import Ladder, Tier

_EXTRAS = 3
_YEAR_DAYS = (365, 366)


@dataclass(frozen=True, slots=True)
class TierTold:
    name: str
    reach: str
    gives: list[str]


@dataclass(frozen=True, slots=True)
class ProgrammeTold:
    """`headline` and `promise` are there for every club; the rest only where the programme has it."""

    headline: str
    promise: str
    welcome: str
    extras: list[str]
    tiers: list[TierTold]
    birthday_gift: bool


def told(names: ClubNames) -> ProgrammeTold:
    rules = [rule for rule in _rules(names) if "purchase" in rule.activities]
    base = next((rule for rule in rules if _is_base(rule)), None)
    tiers = names.ladder.tiers if names.ladder else ()
    return ProgrammeTold(
        _headline(names, base),
        _promise(names, base),
        next((said for rule in rules if (said := _welcome(names, rule))), ""),
        [_extra(names, rule) for rule in rules if rule is not base and _is_promise(names, rule)][:_EXTRAS],
        [_tier(names, names.ladder, tier, rules) for tier in tiers] if names.ladder else [],
        any(isinstance(each, NearBirthday) for rule in rules for each in _leaves(rule.when)),
    )


def _rules(names: ClubNames) -> list[Rule]:
    return sorted(names.programme.rules, key=lambda rule: rule.priority) if names.programme else []


def _is_base(rule: Rule) -> bool:
    """What every purchase gives; of stamps every purchase of some amount."""
    if _scope(rule) == "some":
        return False
    if isinstance(rule.effect, Stamp):
        return rule.when is None or isinstance(rule.when, AmountAtLeast)
    return isinstance(rule.effect, UnitsPerMoney | Cashback) and rule.when is None


def _headline(names: ClubNames, base: Rule | None) -> str:
    if base is None:
        return _("Join {club}").format(club=names.club.name_in(names.fmt.language))
    if isinstance(base.effect, Cashback):
        back = _("{share} back on every purchase") if _scope(base) == "all" else _("{share} back as you shop")
        return back.format(share=_share(names, base.effect))
    every = _scope(base) == "all" and base.when is None
    said = _("Collect {units} with every purchase") if every else _("Collect {units} as you shop")
    return said.format(units=names.name_of("unit", base.effect.unit))


def _promise(names: ClubNames, base: Rule | None) -> str:
    if base is None:
        return _("What you buy is counted, and you always see why.")
    if isinstance(base.effect, Cashback):
        return _("It goes to your wallet here, and you always see where it came from.")
    rate = _rate(names, base)
    if _scope(base) == "except":
        rate = _("{rate}, except on some products").format(rate=rate)
    each, many = (names.worth_minor(base.effect.unit, units) for units in (1, _together(names, base)))
    if many and isinstance(base.effect, Stamp):
        full = names.exactly(_together(names, base), base.effect.unit)
        return _("{rate}. {full} are worth {money}, and you always see where they came from.").format(
            rate=rate, full=full, money=names.fmt.money_exact(many)
        )
    if not each:
        return _("{rate}. You always see where each one came from.").format(rate=rate)
    return _("{rate}. Each is worth {money}, and you always see where it came from.").format(
        rate=rate, money=names.fmt.money_exact(each)
    )


def _rate(names: ClubNames, base: Rule) -> str:
    rate = names.words.say(base.effect.words())
    if isinstance(base.when, AmountAtLeast):
        return _("{rate}, for purchases from {money}").format(rate=rate, money=names.fmt.money_exact(base.when.minor))
    return rate


def _share(names: ClubNames, effect: Cashback) -> str:
    return names.fmt.percent(effect.basis_points / 10_000, 0 if effect.basis_points % 100 == 0 else 2)


def _together(names: ClubNames, base: Rule) -> int:
    """How many units the programme's worth is declared for: a full card of stamps."""
    units = names.programme.units if names.programme else ()
    return next((unit.value_minor_per[1] for unit in units if unit.code == base.effect.unit), 1)


def _welcome(names: ClubNames, rule: Rule) -> str:
    if not (_is_first_purchase(rule) and isinstance(rule.effect, FixedUnits)):
        return ""
    return _("{units} on your first purchase.").format(units=names.exactly(rule.effect.units, rule.effect.unit))


def _is_first_purchase(rule: Rule) -> bool:
    return isinstance(rule.when, NthPurchase) and rule.when.number == 1 and not rule.when.every


def _is_promise(names: ClubNames, rule: Rule) -> bool:
    """A rule for some group, a tier or a time that is over promises nothing to a stranger; one with several conditions
    is too long to hang on a wall."""
    if isinstance(rule.when, All | AnyOf | Not | InSegment | HasTag | InTier):
        return False
    over = isinstance(rule.when, BetweenDates) and rule.when.end <= names.fmt.today
    return not over and not _is_first_purchase(rule)


def _extra(names: ClubNames, rule: Rule) -> str:
    """Products are codes, so a page for strangers says that it is some and not which."""
    given = {"name": names.written(rule.name), "what": names.words.say(rule.effect.words())}
    if rule.when is None:
        said = {
            "all": _("{name}: {what}."),
            "some": _("{name}: {what}, on some products."),
            "except": _("{name}: {what}, except on some products."),
        }
        return said[_scope(rule)].format(**given)
    said = {
        "all": _("{name}: {what}, {when}."),
        "some": _("{name}: {what}, {when}, on some products."),
        "except": _("{name}: {what}, {when}, except on some products."),
    }
    return said[_scope(rule)].format(**given, when=names.words.say(rule.when.words()))


def _scope(rule: Rule) -> str:
    """Out: does it count all products, some, or all except some?"""
    own = rule.effect.lines if isinstance(rule.effect, Multiplier) else EVERY_LINE
    if own.everything and rule.base.lines.everything:
        return "all"
    named = [
        lines.skus or lines.categories or lines.brands or lines.tags or lines.margin_at_least
        for lines in (own, rule.base.lines)
    ]
    return "some" if any(named) else "except"


def _leaves(condition: Condition | None) -> Iterator[Condition]:
    if isinstance(condition, All | AnyOf):
        for each in condition.conditions:
            yield from _leaves(each)
    elif isinstance(condition, Not):
        yield from _leaves(condition.condition)
    elif condition is not None:
        yield condition


def _tier(names: ClubNames, ladder: Ladder, tier: Tier, rules: list[Rule]) -> TierTold:
    own = [rule for rule in rules if rule.when == InTier((tier.id,)) and _scope(rule) == "all"]
    return TierTold(
        names.written(tier.name),
        _reach(names, ladder, tier),
        [names.words.say(rule.effect.words()) for rule in own],
    )


def _reach(names: ClubNames, ladder: Ladder, tier: Tier) -> str:
    if not tier.reach:
        return _("From day one")
    amount = amount_of(names, ladder, tier.reach)
    if ladder.measure == "spend":
        amount = _("{money} spent").format(money=names.fmt.money(tier.reach))
    if ladder.window == "lifetime":
        return _("{amount} in all").format(amount=amount)
    if ladder.window == "rolling_days" and ladder.days not in _YEAR_DAYS:
        return _("{amount} in {days}").format(amount=amount, days=names.fmt.days(ladder.days))
    return _("{amount} in a year").format(amount=amount)
