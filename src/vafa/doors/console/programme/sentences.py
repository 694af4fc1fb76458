"""A rule as a sentence: plain words, and chips for those that can be changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Formatter

from django.utils.translation import gettext as _

from vafa.doors.console.programme.names import DraftNames
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.base import EVERY_LINE, Lines
from vafa.engine.earning.conditions import All, AmountAtLeast, AnyOf, Condition, HasLines, Not
from vafa.engine.earning.effects import Multiplier
from vafa.engine.earning.programme import Budget, Cap, Rule, WaitDays, WaitStep
from vafa.engine.earning.words import Message, Money, Names, Units, message
from vafa.engine.expiry import Expiry, FixedDates, Never, Rolling
from vafa.programmes.editing import conditions_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; `part` is what a click on them changes, empty for plain ones. `kind` is the chip's colour:
    give, what, when, or none for an amount."""

    text: str
    part: str = ""
    kind: str = ""


Pieces = list[Piece]


class Sentences:
    """How the rules and caps of one draft are said to one reader."""

    def __init__(self, names: DraftNames) -> None:
        self.names, self.words = names, names.words

    def rule(self, rule: Rule) -> Pieces:
        """What it gives, on what, and when; one sentence."""
        said = [self._effect(rule)]
        if isinstance(rule.effect, Multiplier):
            said.append(self._multiplied(rule.effect))
        elif rule.activities == ("purchase",):
            said.append(self._lines(self._lines_of(rule), "lines"))
        if rule.activities != ("purchase",):
            said.append(self._pieces(message("for {activities}", activities=Names("activity", rule.activities)), "more",
                                     "when"))  # fmt: skip
        said += [self._condition(each, f"when.{place}") for place, each in enumerate(conditions_of(rule))]
        return [*_joined(said), Piece(".")]

    def text(self, rule: Rule) -> str:
        return "".join(piece.text for piece in self.rule(rule))

    def cap(self, cap: Cap) -> Pieces:
        """A cap trims what one member gets; a budget ends what all get together."""
        if isinstance(cap, Budget):
            said = [self._pieces(_for_all(cap), "cap", "give"), self._of_rules(cap)]
            alarm = message("staff hear of it at {percent}", percent=("percent", cap.alarm_percent * 100))
            return [*_joined([*said, self._pieces(alarm, "cap", "when")]), Piece(".")]
        every = {
            "receipt": message("no more than {units} on one receipt", units=Units(cap.units, cap.unit)),
            "day": message("no more than {units} a day", units=Units(cap.units, cap.unit)),
            "week": message("no more than {units} a week", units=Units(cap.units, cap.unit)),
            "month": message("no more than {units} a month", units=Units(cap.units, cap.unit)),
            "year": message("no more than {units} a year", units=Units(cap.units, cap.unit)),
            "lifetime": message("no more than {units} ever", units=Units(cap.units, cap.unit)),
        }
        return [*_joined([self._pieces(every[cap.period], "cap", "give"), self._of_rules(cap)]), Piece(".")]

    def _of_rules(self, cap: Cap) -> Pieces:
        said = message("from all rules together")
        if cap.rules:
            said = message("from {rules}", rules=Names("rule", cap.rules))
        return self._pieces(said, "cap", "what")

    def more(self, rule: Rule) -> list[str]:
        """What else is set on a rule, each in a few words."""
        told = []
        if isinstance(rule.waits, WaitDays):
            told.append(message("active after {days} days", days=rule.waits.days))
        if isinstance(rule.waits, WaitStep):
            days = rule.waits.deadline_days
            told.append(message("waits for “{step}”, {days} days at most", step=rule.waits.step, days=days))
        if rule.expiry is not None:
            told.append(expiry_words(rule.expiry, self.names))
        if rule.group and rule.group_scope == "line":
            told.append(message("for each line the best of “{group}”", group=rule.group))
        elif rule.group:
            told.append(message("the best of “{group}”", group=rule.group))
        counted = (
            (rule.indivisible, message("whole or not at all")),
            (rule.base.before_discounts, message("before discounts")), (rule.base.with_tax, message("with tax")),
            (rule.base.with_delivery, message("with delivery")),
        )  # fmt: skip
        return [self.words.say(each) for each in told + [said for on, said in counted if on]]

    def _effect(self, rule: Rule) -> Pieces:
        return self._pieces(rule.effect.words(), "effect", "give")

    def _multiplied(self, effect: Multiplier) -> Pieces:
        said = message("for all rules")
        if effect.rules:
            said = message("for {rules}", rules=Names("rule", effect.rules))
        pieces = self._pieces(said, "effect", "what")
        return pieces if effect.lines.everything else [*pieces, Piece(" "), *self._lines(effect.lines, "lines")]

    @staticmethod
    def _lines_of(rule: Rule) -> Lines:
        return rule.base.lines

    def _lines(self, lines: Lines, part: str) -> Pieces:
        if lines == EVERY_LINE:
            return self._pieces(message("on {what}", what=message("everything")), part, "what")
        named = lines.skus + lines.categories + lines.brands + lines.tags
        left_out = lines.except_skus + lines.except_categories + lines.except_brands + lines.except_tags
        if not (named or left_out):
            said = message("on {what}", what=message("products"))
        elif not left_out:
            said = message("on {what}", what=Names("product", named))
        elif not named:
            said = message("on {what}", what=message("everything except {others}", others=Names("product", left_out)))
        else:
            both = {"these": Names("product", named), "others": Names("product", left_out)}
            said = message("on {what}", what=message("{these} except {others}", **both))
        return [*self._pieces(said, part, "what"), *self._margin(lines, part)]

    def _margin(self, lines: Lines, part: str) -> Pieces:
        if not lines.margin_at_least:
            return []
        said = message("with a margin of at least {percent}", percent=("percent", lines.margin_at_least))
        return [Piece(" "), *self._pieces(said, part, "")]

    def _condition(self, condition: Condition, part: str) -> Pieces:
        if isinstance(condition, AnyOf):
            either = [self._condition(each, f"{part}.{place}") for place, each in enumerate(condition.conditions)]
            return _joined(either, _(" or "))
        if isinstance(condition, Not):
            return self._around(_("not {condition}"), self._condition(condition.condition, f"{part}.0"))
        if isinstance(condition, All):
            return [Piece(self.words.say(condition.words()), part, "when")]
        if isinstance(condition, AmountAtLeast):
            return self._pieces(message("on purchases of at least {amount}", amount=Money(condition.minor)), part, "")
        if isinstance(condition, HasLines):
            return [*self._pieces(condition.words(), part, "what"), *self._margin(condition.lines, part)]
        return self._pieces(condition.words(), part, "when")

    @staticmethod
    def _around(text: str, inner: Pieces) -> Pieces:
        """A sentence with a place for other pieces."""
        before, _name, after = text.partition("{condition}")
        return [*([Piece(before)] if before else []), *inner, *([Piece(after)] if after else [])]

    def _pieces(self, said: Message, part: str, kind: str) -> Pieces:
        """The translated sentence, cut at its places: each value is a chip; one without a place is a chip whole."""
        values, pieces = dict(said.values), Pieces()
        for text, name, _spec, _conversion in Formatter().parse(_(said.id)):
            if text:
                pieces.append(Piece(text))
            if name:
                amount = isinstance(values[name], Money)
                pieces.append(Piece(self.words.value(values[name]), part, "" if amount else kind))
        return pieces if values else [Piece(_(said.id), part, kind)]


def expiry_words(expiry: Expiry, names: DraftNames) -> Message:
    """When units end, in a few words."""
    if isinstance(expiry, Never):
        return message("never ends")
    if isinstance(expiry, Rolling):
        return {
            Period.DAY: message("ends {count} days after it starts", count=expiry.count),
            Period.WEEK: message("ends {count} weeks after it starts", count=expiry.count),
            Period.MONTH: message("ends {count} months after it starts", count=expiry.count),
            Period.YEAR: message("ends {count} years after it starts", count=expiry.count),
        }[expiry.period]
    if isinstance(expiry, FixedDates):
        dates = _(", ").join(names.fmt.digits(f"{month:02}/{day:02}") for month, day in expiry.dates)
        return message("ends on the next of {dates}", dates=dates)
    return message("ends after {days} days without a visit", days=expiry.days)


def _for_all(budget: Budget) -> Message:
    units = Units(budget.units, budget.unit)
    return {
        "day": message("all members together no more than {units} a day", units=units),
        "week": message("all members together no more than {units} a week", units=units),
        "month": message("all members together no more than {units} a month", units=units),
        "year": message("all members together no more than {units} a year", units=units),
    }.get(budget.period, message("all members together no more than {units} ever", units=units))


def _joined(said: Sequence[Pieces], between: str = "") -> Pieces:
    def pieces() -> Iterator[Piece]:
        for place, each in enumerate(said):
            if place:
                yield Piece(between or _(", "))
            yield from each

    return list(pieces())
